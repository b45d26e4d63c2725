from functools import cache
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from ground.lifecycle.state_marks import StateMark
from ground.pages import marks
from ground.pages.tables import RegisterTable
from measures.choices import names_of
from oversight.coverage.models import MARK_LABELS, UnitCoverage
from powers.models import Step
from riskpoints.models import RiskPoint
from riskpoints.tables import GradeColumn


def mark(holds: bool) -> SafeString:
    """A mark as a sign with its word."""
    return _signs(get_language())[holds]


@cache
def _signs(language: str) -> dict[bool, SafeString]:
    # What is missing is heavier than what is there.
    held = format_html('<span class="mark-yes">✓<span class="visually-hidden">{}</span></span>', _("holds"))
    lacks = format_html('<strong class="mark-no">{}</strong>', capfirst(pgettext("mark", "missing")))
    return {True: held, False: lacks}


@cache
def _covered(language: str) -> dict[bool, SafeString]:
    return {
        True: marks.mark(_("covered"), marks.STATE_DRAWINGS[StateMark.PROVEN], "done"),
        False: marks.mark(_("not yet"), marks.STATE_DRAWINGS[StateMark.BEGUN], "state is-begun"),
    }


class MarkColumn(tables.Column):
    """One of the six marks of a unit."""

    def __init__(self, name: str) -> None:
        place = {"class": "mark-column"}
        super().__init__(verbose_name=MARK_LABELS[name], orderable=False, attrs={"th": place, "td": place})

    def render(self, value: bool) -> Any:
        return mark(value)


class UnitCoverageTable(RegisterTable):
    """Units with their six marks and whether they are covered."""

    unit = tables.Column(verbose_name=gettext_lazy("unit"), orderable=False)
    powers_mark = MarkColumn("powers_mark")
    flows_mark = MarkColumn("flows_mark")
    steps_mark = MarkColumn("steps_mark")
    points_mark = MarkColumn("points_mark")
    published_mark = MarkColumn("published_mark")
    base_mark = MarkColumn("base_mark")
    covered = tables.Column(verbose_name=gettext_lazy("covered"), orderable=False)

    class Meta(RegisterTable.Meta):
        model = UnitCoverage
        fields = ["unit", *MARK_LABELS, "covered"]

    def render_unit(self, record: UnitCoverage) -> Any:
        return format_html('<a href="{}" class="fw-medium">{}</a>', record.unit.get_absolute_url(), record.unit.name)

    def render_covered(self, value: bool) -> Any:
        return _covered(get_language())[value]


class StepTable(RegisterTable):
    """Steps with the power that they belong to."""

    power = tables.Column(accessor="flow__power_item", orderable=False, verbose_name=gettext_lazy("power item"))
    unit = tables.Column(accessor="flow__power_item__unit", orderable=False, verbose_name=gettext_lazy("unit"))
    handler = tables.Column(orderable=False)
    monitor = tables.Column(orderable=False)

    class Meta(RegisterTable.Meta):
        model = Step
        fields = ["name", "power", "unit", "number", "handler", "monitor", "is_key"]

    def render_name(self, value: str, record: Step) -> Any:
        return format_html('<a href="{}" class="fw-medium">{}</a>', record.flow.get_absolute_url(), value)

    def render_is_key(self, value: bool) -> Any:
        return _("key link") if value else "–"


class NotHeldTable(RegisterTable):
    """Points that are not held, with what each lacks and the plan that asks for it."""

    grade = GradeColumn()
    domain = tables.Column(orderable=False)
    live = tables.Column(accessor="holding__live", orderable=False, verbose_name=gettext_lazy("live measures"))
    lacks = tables.Column(empty_values=(), orderable=False, verbose_name=gettext_lazy("missing"))
    plan = tables.Column(
        accessor="domain__control_plan", orderable=False, verbose_name=gettext_lazy("control plan"), linkify=True
    )

    class Meta(RegisterTable.Meta):
        model = RiskPoint
        fields = ["name", "unit", "grade", "domain", "live", "lacks", "plan"]

    def render_lacks(self, record: RiskPoint) -> str:
        holding = record.holding
        more = holding.least - holding.live
        missing = [str(name) for name in names_of(holding.missing_methods)]
        if more > 0:
            missing.insert(0, ngettext("%(n)s more measure", "%(n)s more measures", more) % {"n": more})
        return "、".join(missing)

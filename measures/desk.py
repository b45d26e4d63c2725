"""What of the measures waits for a person."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.inbox_lines import Entry
from accounts.inbox_sources import Rows, View, what_waits
from accounts.row_kinds import Kind, declare
from ground.lifecycle.roles import Role
from measures.choices import MeasureStatus
from measures.models import Measure, PlanGap
from riskpoints.desk import SHOWS as POINT_SHOWS
from riskpoints.templatetags.grades import grade_mark

AHEAD = timedelta(days=14)  # so long before its day a measure is in the inbox


SHOWS = ("text", "unit__name", "responsible_post__department", "responsible_post__name")


def entry(measure: Measure) -> Entry:
    about = " · ".join(str(one) for one in (measure.unit, measure.responsible_post) if one)
    return Entry(measure.text, measure.get_absolute_url(), about, unit=str(measure.unit))


def _facts(measure: Measure) -> list[tuple[Any, Any]]:
    return [
        (_("method"), measure.get_method_display()),
        (_("responsible post"), measure.responsible_post),
        (_("accountable leader"), measure.accountable_post),
    ]


declare(Kind(Measure, gettext_lazy("measure"), entry, label=gettext_lazy("measures"), icon="shield-check"))


@what_waits
def to_put_in_force(user: Any) -> Iterator[Rows]:
    role = Role.LIAISON
    if not user.holds((role,)):
        return
    listed = reverse("measures:list")
    yield Rows(
        "measure",
        role,
        _("measure"),
        _("measures to put in force"),
        "shield-x",
        Measure.objects.filter(
            user.where_holds((role,), "path"),
            status=MeasureStatus.PLANNED,
            due_on__lte=timezone.localdate() + AHEAD,
        ),
        f"{listed}?status=planned",
        entry,
        shows=SHOWS,
        late_url=f"{listed}?overdue=true",
        due="due_on",
        facts=_facts,
    )


def _gap(gap: PlanGap) -> Entry:
    point = gap.point
    title = _("%(point)s: measures that its control plan asks for are missing") % {"point": point}
    about = f"{point.unit} · {point.place}"
    return Entry(title, point.get_absolute_url(), about, grade_mark(point.grade), unit=str(point.unit))


@what_waits
def gaps_to_close(user: Any) -> Iterator[Rows]:
    """High points let into the register below their plan: the unit adds what is missing, the inspector follows."""
    for role, view in ((Role.LIAISON, View.MINE), (Role.INSPECTOR, View.OTHERS)):
        if user.holds((role,)):
            yield Rows(
                f"gap-{role}",
                role,
                _("add measure"),
                _("measures that control plans ask for"),
                "shield-plus",
                PlanGap.objects.filter(user.where_holds((role,), "point__path")).open(),
                reverse("dashboards:not_held"),
                _gap,
                shows=tuple(f"point__{column}" for column in POINT_SHOWS),
                due="due_on",
                since="at",
                unit="point__unit",
                view=view,
            )

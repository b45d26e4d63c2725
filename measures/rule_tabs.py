"""Tabs of the page of a rule: what it is, the measures that rest on it, and its change log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ground.lifecycle.roles import Role
from ground.pages.rails import Lack, Milestone, newest
from ground.pages.tabs import Summary, Tab, enter, listed
from measures.choices import MeasureStatus, RuleStatus
from measures.filters import MeasureFilter
from measures.models import Measure, Rule
from measures.tables import MeasureOfUnitTable
from riskpoints.tabs import asked_for

RULE = "measures.rule"
SHOWN = 10  # measures on the overview; all of them have a tab


def may_edit(rule: Rule, user: Any) -> bool:
    return bool(user.holds((Role.LIAISON,), at=rule.unit))


def _standing(rule: Rule) -> Any:
    return rule.measures.exclude(status=MeasureStatus.ENDED)


def successor_of(rule: Rule) -> Rule | None:
    """The rule that revises this one."""
    return getattr(rule, "successor", None)


def overview(rule: Rule, request: Any) -> dict[str, Any]:
    return {
        "measures": list(_standing(rule).for_list().order_by("-pk")[:SHOWN]),
        "successor": successor_of(rule),
        "lacks": list(lacks(rule, request.user)),
        "milestones": _milestones(rule),
    }


def lacks(rule: Rule, user: Any) -> Iterator[Lack]:
    """What is missing of a rule in force; of one that is not, the measures that rest on it still."""
    edit = reverse("measures:rule_edit", args=[rule.pk]) if may_edit(rule, user) else ""
    standing = _standing(rule).count()
    if rule.status == RuleStatus.IN_FORCE:
        if not rule.file:
            yield Lack(
                _("Text of the rule"),
                _("The text cannot be read here."),
                f"{edit}#field-file" if edit else "",
                _("Attach it"),
            )
        if not standing:
            yield Lack(_("Measures"), _("No measures are based on this rule yet."), "", "")
        if successor_of(rule):
            yield Lack(_("Its state"), _("Another rule replaces it, but it still counts as in force."), "", "")
    elif standing:
        title = ngettext("%(n)s measure rests on it still", "%(n)s measures rest on it still", standing)
        why = _("A measure rests on rules in force: name the rule that replaces this one.")
        yield Lack(title % {"n": standing}, why, f"{rule.get_absolute_url()}measures/", _("Go to the measures"))


def _milestones(rule: Rule) -> list[Milestone]:
    """The rules that replaced each other, as far as they are next to this one."""
    found = [Milestone(_("enacted"), rule.enacted_on, rule.number)]
    before, after = rule.replaces, successor_of(rule)
    if before:
        found.append(Milestone(before.title, before.enacted_on, before.number, before.get_absolute_url()))
    if after:
        found.append(Milestone(after.title, after.enacted_on, after.number, after.get_absolute_url()))
    return newest(found)


def measures(rule: Rule, request: Any) -> dict[str, Any]:
    rows = asked_for(request, Measure.objects.filter(rules=rule), (MeasureStatus.ENDED,))
    empty = _("No measures are based on this rule yet.")
    return listed(request, MeasureFilter(request.GET, queryset=rows), MeasureOfUnitTable, ("-pk",), empty)


def measures_summary(rule: Rule, user: Any) -> Summary:
    return Summary(_standing(rule).count())


enter(
    Tab(RULE, 10, "", gettext_lazy("Overview"), "measures/_rule_overview.html", overview),
    Tab(RULE, 20, "measures", gettext_lazy("Measures"), "pages/_tab_list.html", measures, measures_summary),
    Tab(RULE, 50, "log", gettext_lazy("Change log"), "pages/_tab_log.html"),
)

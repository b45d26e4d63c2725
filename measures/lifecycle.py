"""How measures are put in force, verified and ended, and rules revised and abolished."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.machine import Lifecycle, Transition, refuse_where
from ground.lifecycle.roles import Role
from ground.pages.forms import BooleanChoice
from measures.choices import MeasureStatus, RuleStatus
from riskpoints.grading import Grade

NO_POST = _("The measure names no responsible post. Add it first.")


def _effective() -> forms.Field:
    return BooleanChoice(label=_("result"), yes=_("effective"), no=_("not effective"), widget=forms.RadioSelect)


def _residual() -> forms.Field:
    return forms.ChoiceField(
        label=_("residual grade"),
        choices=[("", _("unchanged")), *Grade.choices],
        required=False,
        help_text=_("The grade of the risk points that remains with this measure in force."),
    )


def pass_on_residual_grade(rows: QuerySet, by: Any, at: datetime) -> None:
    """An effective measure gives its residual grade to the points it holds; an ineffective one takes it back."""
    from riskpoints.models import RiskPoint

    by_grade: dict[str, QuerySet] = {g.value: rows.filter(effective=True, residual_grade=g) for g in Grade}
    by_grade[""] = rows.filter(effective=False)
    for grade, measures in by_grade.items():
        held = list(measures.values_list("links__point", flat=True))
        if held:
            RiskPoint.objects.filter(pk__in=held).update(residual_grade=grade)


MEASURE_LIFECYCLE = Lifecycle(
    "measure",
    MeasureStatus,
    [
        Transition(
            "put_in_force",
            _("Put in force"),
            (MeasureStatus.PLANNED,),
            MeasureStatus.IN_FORCE,
            (Role.LIAISON, Role.UNIT_HEAD),
            requires=(refuse_where(Q(responsible_post=None), NO_POST),),
            stamp="in_force",
        ),
        Transition(
            "verify",
            _("Verify"),
            (MeasureStatus.IN_FORCE, MeasureStatus.VERIFIED),
            MeasureStatus.VERIFIED,
            (Role.INSPECTOR,),
            stamp="verified",
            needs_reason=True,
            reason_field="verification",
            inputs={"effective": _effective, "residual_grade": _residual},
            then=(pass_on_residual_grade,),
        ),
        Transition(
            "rework",
            _("Rework"),
            (MeasureStatus.IN_FORCE, MeasureStatus.VERIFIED),
            MeasureStatus.PLANNED,
            (Role.LIAISON, Role.UNIT_HEAD),
            needs_reason=True,
            tone="secondary",
        ),
        Transition(
            "end",
            _("End measure"),
            (MeasureStatus.PLANNED, MeasureStatus.IN_FORCE, MeasureStatus.VERIFIED),
            MeasureStatus.ENDED,
            (Role.LIAISON, Role.UNIT_HEAD, Role.INSPECTOR),
            needs_reason=True,
            tone="danger",
        ),
    ],
    duties=(("in_force_by",), ("verified_by",)),
)

RULE_LIFECYCLE = Lifecycle(
    "rule",
    RuleStatus,
    [
        Transition(
            "mark_revised",
            _("Mark as revised"),
            (RuleStatus.IN_FORCE,),
            RuleStatus.REVISED,
            (Role.LIAISON, Role.UNIT_HEAD),
            requires=(
                refuse_where(
                    Q(successor=None),
                    _("Enter the new rule first and name this one as the rule it replaces."),
                ),
            ),
            needs_reason=True,
            tone="secondary",
        ),
        Transition(
            "abolish",
            _("Abolish rule"),
            (RuleStatus.IN_FORCE, RuleStatus.REVISED),
            RuleStatus.ABOLISHED,
            (Role.UNIT_HEAD,),
            needs_reason=True,
            tone="danger",
        ),
    ],
)

"""The lives of an official's declarations and points.

A declaration of interest is declared by the official, assessed by an inspector, ended; a points entry is recorded,
answered by the official, defused once mended, or withdrawn as wrong.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.machine import Lifecycle, Transition, refuse_where
from ground.lifecycle.roles import Role
from ground.lifecycle.workdays import local_day
from integrity.choices import COUNTING, Conclusion, DeclarationStatus, DemeritStatus

OFFICIALS = (Role.OFFICIAL,)
INSPECTORS = (Role.INSPECTOR,)
NOT_YOURS = _("Only the official concerned takes this step.")
YOUR_OWN = _("This is about you; a colleague has to take this step.")


def _anothers(by: Any) -> Q:
    return ~Q(official=by.official_id or 0)


def _ones_own(by: Any) -> Q:
    return Q(official=by.official_id or 0)


by_the_official = refuse_where(_anothers, NOT_YOURS)
by_a_colleague = refuse_where(_ones_own, YOUR_OWN)


def _conclusion() -> forms.Field:
    return forms.ChoiceField(label=_("conclusion"), choices=Conclusion.choices)


def _ended_today(rows: QuerySet, by: Any, at: datetime) -> None:
    """An interest that is ended without a day ends with the day on which this is said."""
    rows.filter(Q(until=None) | Q(until__gt=local_day(at))).update(until=local_day(at))


S = DeclarationStatus
P = DemeritStatus

DECLARATION_LIFECYCLE = Lifecycle(
    "declaration",
    DeclarationStatus,
    [
        Transition(
            "declare",
            _("Declare"),
            (S.DRAFT,),
            S.DECLARED,
            OFFICIALS,
            requires=(by_the_official,),
            stamp="declared",
            sets={"return_reason": ""},
        ),
        Transition(
            "return",
            _("Return"),
            (S.DECLARED,),
            S.DRAFT,
            INSPECTORS,
            requires=(by_a_colleague,),
            needs_reason=True,
            reason_field="return_reason",
            tone="secondary",
        ),
        Transition(
            "assess",
            _("Assess"),
            (S.DECLARED, S.ASSESSED),
            S.ASSESSED,
            INSPECTORS,
            requires=(by_a_colleague,),
            stamp="assessed",
            needs_reason=True,
            reason_field="assessment",
            inputs={"conclusion": _conclusion},
        ),
        Transition(
            "end",
            _("The interest has ended"),
            (S.DECLARED, S.ASSESSED),
            S.ENDED,
            OFFICIALS,
            requires=(by_the_official,),
            stamp="ended",
            needs_reason=True,
            then=(_ended_today,),
            tone="secondary",
        ),
    ],
    duties=(("declared_by",), ("assessed_by",)),
)

DEMERIT_LIFECYCLE = Lifecycle(
    "demerit",
    DemeritStatus,
    [
        Transition(
            "answer",
            _("Give my view"),
            COUNTING,
            P.ANSWERED,
            OFFICIALS,
            requires=(by_the_official,),
            stamp="answered",
            needs_reason=True,
            reason_field="answer",
        ),
        Transition(
            "defuse",
            _("Defuse"),
            COUNTING,
            P.DEFUSED,
            INSPECTORS,
            requires=(by_a_colleague,),
            stamp="settled",
            needs_reason=True,
            reason_field="settlement",
        ),
        Transition(
            "withdraw",
            _("Withdraw"),
            (*COUNTING, P.DEFUSED),
            P.WITHDRAWN,
            INSPECTORS,
            requires=(by_a_colleague,),
            stamp="settled",
            needs_reason=True,
            reason_field="settlement",
            tone="danger",
        ),
    ],
    duties=(("by",), ("settled_by",)),
)

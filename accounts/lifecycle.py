"""The life of a change to an account: proposed by one, confirmed or refused by a second, or withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.change_notices import tell_of_confirmation, tell_of_refusal
from accounts.choices import ChangeStatus
from accounts.refusals import CONCERNS_YOU, NOT_OF_THE_AUDITOR, NOT_YOUR_PROPOSAL, SAME_PERSON, YOU_PROPOSED_IT
from ground.lifecycle.machine import Lifecycle, Transition, not_by, refuse_where
from ground.lifecycle.roles import Role

ADMINISTRATORS = (Role.ADMINISTRATOR,)
DECIDING = (Role.ADMINISTRATOR, Role.AUDITOR)
PEOPLE = ("proposed_by", "account", "successor")


def _concerned(by: Any) -> Q:
    own = Q(account=by.pk) | Q(successor=by.pk)
    return own | Q(official=by.official_id) if by.official_id else own


def _same_person(by: Any) -> Q:
    """Another account of who proposed it or is concerned: of the same official, or read at the same address."""
    same = Q(pk__in=[])
    for person in PEOPLE:
        if by.official_id:
            same |= Q(**{f"{person}__official": by.official_id})
        if by.email:
            same |= Q(**{f"{person}__email__iexact": by.email})
    return same


def of_the_auditor(rows: QuerySet, by: Any) -> Iterator[tuple[Any, Any]]:
    """An auditor is the second person for inspectors and auditors only."""
    for change in rows.filter(is_watched=False).select_related("unit"):
        if not by.holds(ADMINISTRATORS, at=change.unit):
            yield change.pk, NOT_OF_THE_AUDITOR


of_the_auditor.sentence = NOT_OF_THE_AUDITOR  # type: ignore[attr-defined]
by_a_second = (
    not_by("proposed_by", YOU_PROPOSED_IT),
    refuse_where(_concerned, CONCERNS_YOU),
    refuse_where(_same_person, SAME_PERSON),
    of_the_auditor,
)
by_whom_proposed = refuse_where(lambda by: ~Q(proposed_by=by.pk), NOT_YOUR_PROPOSAL)


def carry_out(rows: QuerySet, by: Any, at: datetime) -> None:
    """The account is changed; its sessions and tokens end."""
    from accounts.proposals import carry_out as do

    for change in rows.select_related("account", "unit", "official", "successor", "proposed_by"):
        do(change, confirmed_by=by)


S = ChangeStatus


class AccountChangeLifecycle(Lifecycle):
    def available(self, row: Any, by: Any) -> list[Transition]:
        """Who proposed it withdraws it; the others decide."""
        is_own = row.proposed_by_id == by.pk
        return [step for step in super().available(row, by) if (step.verb == "withdraw") == is_own]


ACCOUNT_CHANGE_LIFECYCLE = AccountChangeLifecycle(
    "accountchange",
    ChangeStatus,
    [
        Transition(
            "confirm",
            _("Confirm"),
            (S.PROPOSED,),
            S.CONFIRMED,
            DECIDING,
            requires=by_a_second,
            stamp="decided",
            then=(carry_out, tell_of_confirmation),
        ),
        Transition(
            "refuse",
            _("Refuse"),
            (S.PROPOSED,),
            S.REFUSED,
            DECIDING,
            requires=by_a_second,
            stamp="decided",
            needs_reason=True,
            reason_field="answer",
            then=(tell_of_refusal,),
            tone="danger",
        ),
        Transition(
            "withdraw",
            pgettext_lazy("account", "Withdraw"),
            (S.PROPOSED,),
            S.WITHDRAWN,
            ADMINISTRATORS,
            requires=(by_whom_proposed,),
            stamp="decided",
            needs_reason=True,
            reason_field="answer",
            then=(tell_of_refusal,),
            tone="secondary",
        ),
    ],
)

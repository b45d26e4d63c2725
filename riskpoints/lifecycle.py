"""The lives of a risk point and of a no-risk finding: filed, endorsed, registered, returned, retired; withdrawn."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.machine import Lifecycle, Transition, not_by, refuse_where
from ground.lifecycle.roles import Role
from ground.lifecycle.workdays import local_day, working_days_after
from riskpoints.choices import FindingStatus, RiskPointStatus
from riskpoints.grading import Grade
from riskpoints.key_marks import at_own_leading_post, marked
from riskpoints.revisions import apply_revisions

if TYPE_CHECKING:
    pass

REVIEW_WITHIN = timedelta(days=366)
# Working days that each has to act (practice).
ENDORSE_WITHIN, REGISTER_WITHIN, ANSWER_WITHIN = 5, 10, 10

NOT_YOUR_OWN_ENDORSE = _("You filed this risk point, so someone else must endorse it.")
NOT_YOUR_OWN_REGISTER = _("You filed this risk point, so someone else must register it.")
NEEDS_REVIEW_DATE = _(
    "A high risk point, and any on a key post, domain or link, needs a review date within a year. Set it before going"
    " on."
)
NOT_AT_YOUR_OWN_POST = _(
    "It was found at the leading post that you hold, so someone else, or a head of the level above, must endorse it."
)
ORIGINAL_GONE = _("The risk point that this revision changes is no longer in force.")


def _review_missing(by: Any) -> Q:
    latest = timezone.localdate() + REVIEW_WITHIN
    return (Q(grade=Grade.HIGH) | marked()) & (Q(review_on=None) | Q(review_on__gt=latest))


review_date = refuse_where(_review_missing, NEEDS_REVIEW_DATE)


def _waits(days: int | None = None) -> dict[str, Any]:
    """The columns of who has to act next: nobody in person yet, and within so many working days; None for nobody."""
    due = None if days is None else lambda at: working_days_after(local_day(at), days)
    return {"assigned_to": None, "act_by": due}


RISK_POINT_LIFECYCLE = Lifecycle(
    "riskpoint",
    RiskPointStatus,
    [
        Transition(
            "file",
            _("File"),
            (RiskPointStatus.DRAFT, RiskPointStatus.RETURNED),
            RiskPointStatus.FILED,
            (Role.LIAISON,),
            requires=(review_date,),
            stamp="filed",
            sets=_waits(ENDORSE_WITHIN),
        ),
        Transition(
            "take_back",
            _("Take back"),
            (RiskPointStatus.FILED,),
            RiskPointStatus.DRAFT,
            (Role.LIAISON,),
            tone="secondary",
            sets=_waits(),
        ),
        Transition(
            "endorse",
            _("Endorse"),
            (RiskPointStatus.FILED,),
            RiskPointStatus.ENDORSED,
            (Role.UNIT_HEAD,),
            requires=(
                not_by("filed_by", NOT_YOUR_OWN_ENDORSE),
                refuse_where(at_own_leading_post, NOT_AT_YOUR_OWN_POST),
            ),
            stamp="endorsed",
            sets=_waits(REGISTER_WITHIN),
        ),
        Transition(
            "register",
            _("Register"),
            (RiskPointStatus.ENDORSED,),
            RiskPointStatus.REGISTERED,
            (Role.INSPECTOR,),
            requires=(
                not_by("filed_by", NOT_YOUR_OWN_REGISTER),
                review_date,
                refuse_where(
                    Q(revises__isnull=False) & ~Q(revises__status=RiskPointStatus.REGISTERED), ORIGINAL_GONE
                ),
            ),
            sets=_waits(),
            stamp="registered",
            then=(apply_revisions,),
        ),
        Transition(
            "return",
            _("Return"),
            (RiskPointStatus.FILED, RiskPointStatus.ENDORSED),
            RiskPointStatus.RETURNED,
            (Role.UNIT_HEAD, Role.INSPECTOR),
            stamp="returned",
            needs_reason=True,
            reason_field="return_reason",
            tone="secondary",
            sets=_waits(ANSWER_WITHIN),
        ),
        Transition(
            "retire",
            _("Retire"),
            (RiskPointStatus.REGISTERED,),
            RiskPointStatus.RETIRED,
            (Role.INSPECTOR,),
            needs_reason=True,
            tone="danger",
        ),
        Transition(
            "discard",
            _("Discard draft"),
            (RiskPointStatus.DRAFT, RiskPointStatus.RETURNED),
            RiskPointStatus.DISCARDED,
            (Role.LIAISON,),
            needs_reason=True,
            tone="danger",
            sets=_waits(),
        ),
    ],
    duties=(("created_by", "authors", "filed_by"), ("endorsed_by",), ("registered_by",)),
)


FINDING_LIFECYCLE = Lifecycle(
    "noriskfinding",
    FindingStatus,
    [
        Transition(
            "withdraw",
            _("Withdraw the finding"),
            (FindingStatus.SIGNED,),
            FindingStatus.WITHDRAWN,
            (Role.UNIT_HEAD, Role.INSPECTOR),
            needs_reason=True,
            tone="secondary",
        )
    ],
    unit="step__flow__power_item__unit",
)

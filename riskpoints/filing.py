"""How a risk point is filed, endorsed, registered, returned, revised and retired."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.changelog import event_model, recorded
from ground.lifecycle.machine import Lifecycle, NotAllowed, Transition, not_by, refuse_where
from ground.lifecycle.roles import Role
from ground.lifecycle.workdays import local_day, working_days_after
from riskpoints.choices import OPEN, FindingStatus, Status
from riskpoints.grading import Grade
from riskpoints.keys import at_own_leading_post, marked

if TYPE_CHECKING:
    from accounts.models import User
    from powers.models import Step
    from riskpoints.models import NoRiskFinding, RiskPoint

REVIEW_WITHIN = timedelta(days=366)
REVIEW_AFTER = timedelta(days=365)  # where a high point comes in without a date
# Working days that each has to act (practice).
ENDORSE_WITHIN, REGISTER_WITHIN, ANSWER_WITHIN = 5, 10, 10

# What a revision may change, and what is compared side by side; columns of the table.
CONTENT = (
    "step",
    "post",
    "risk_class",
    "name",
    "manifestation",
    "found_by",
    "likelihood",
    "harm",
    "importance",
    "frequency",
    "three_majors",
    "computed_grade",
    "grading_rule",
    "grade",
    "grade_reason",
    "review_on",
)

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


def date_key_points(rows: QuerySet) -> None:
    """Give those of `rows` that stand on a key mark and have no review date the usual one; one statement."""
    undated = rows.filter(marked(), review_on=None).order_by().values("pk")
    rows.model._base_manager.filter(pk__in=undated).update(review_on=timezone.localdate() + REVIEW_AFTER)


review_date = refuse_where(_review_missing, NEEDS_REVIEW_DATE)


def _waits(days: int | None = None) -> dict[str, Any]:
    """The columns of who has to act next: nobody in person yet, and within so many working days; None for nobody."""
    due = None if days is None else lambda at: working_days_after(local_day(at), days)
    return {"assigned_to": None, "act_by": due}


def apply_revisions(rows: QuerySet, by: Any, at: datetime) -> None:
    """Registered revisions give their content to the point they revise and are merged into it."""
    revisions = rows.filter(revises__isnull=False)
    pks = list(revisions.values_list("pk", flat=True))
    if not pks:
        return
    table = rows.model._meta.db_table
    columns = [rows.model._meta.get_field(name).column for name in CONTENT]
    assignments = ", ".join(f"{c} = r.{c}" for c in (*columns, "revision", "registered_by_id", "registered_at"))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} p SET {assignments} FROM {table} r WHERE p.id = r.revises_id AND r.id = ANY(%s)",
            [pks],
        )
    rows.model._base_manager.filter(pk__in=pks).update(status=Status.APPLIED)


RISK_POINT_LIFECYCLE = Lifecycle(
    "riskpoint",
    Status,
    [
        Transition(
            "file",
            _("File"),
            (Status.DRAFT, Status.RETURNED),
            Status.FILED,
            (Role.LIAISON,),
            requires=(review_date,),
            stamp="filed",
            sets=_waits(ENDORSE_WITHIN),
        ),
        Transition(
            "take_back",
            _("Take back"),
            (Status.FILED,),
            Status.DRAFT,
            (Role.LIAISON,),
            tone="secondary",
            sets=_waits(),
        ),
        Transition(
            "endorse",
            _("Endorse"),
            (Status.FILED,),
            Status.ENDORSED,
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
            (Status.ENDORSED,),
            Status.REGISTERED,
            (Role.INSPECTOR,),
            requires=(
                not_by("filed_by", NOT_YOUR_OWN_REGISTER),
                review_date,
                refuse_where(Q(revises__isnull=False) & ~Q(revises__status=Status.REGISTERED), ORIGINAL_GONE),
            ),
            sets=_waits(),
            stamp="registered",
            then=(apply_revisions,),
        ),
        Transition(
            "return",
            _("Return"),
            (Status.FILED, Status.ENDORSED),
            Status.RETURNED,
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
            (Status.REGISTERED,),
            Status.RETIRED,
            (Role.INSPECTOR,),
            needs_reason=True,
            tone="danger",
        ),
        Transition(
            "discard",
            _("Discard draft"),
            (Status.DRAFT, Status.RETURNED),
            Status.DISCARDED,
            (Role.LIAISON,),
            needs_reason=True,
            tone="danger",
            sets=_waits(),
        ),
    ],
)


def revise(point: RiskPoint, *, by: User) -> RiskPoint:
    """The open revision of a registered point, made as a draft copy where there is none yet.

    The old content stays in force until the revision is registered. Raises NotAllowed.
    """
    from riskpoints.models import RiskPoint

    if not point.is_in_force:
        raise NotAllowed(_("Only a registered risk point can be revised; a draft is simply edited."))
    if not by.holds((Role.LIAISON,), at=point.unit):
        raise NotAllowed(_("Your roles do not include this step at this unit."))
    with transaction.atomic(), recorded(by, action="riskpoint.revise"):
        RiskPoint.objects.select_for_update().get(pk=point.pk)
        open_revision = point.revisions.filter(status__in=OPEN).first()
        if open_revision:
            return open_revision
        content = {name: getattr(point, name) for name in CONTENT}
        return RiskPoint.objects.create(
            unit=point.unit, revises=point, revision=point.revision + 1, created_by=by, **content
        )


def sign_no_risk(step: Step, *, by: User, note: str) -> NoRiskFinding:
    """Sign that a step was assessed and holds no risk. Raises NotAllowed where a risk point stands there."""
    from riskpoints.models import NoRiskFinding, RiskPoint

    unit = step.flow.power_item.unit
    if not by.holds((Role.UNIT_HEAD,), at=unit):
        raise NotAllowed(_("Only the unit head signs that a step holds no risk."))
    if not note.strip():
        raise NotAllowed(_("Please say why the step holds no risk, so that others can follow."))
    with transaction.atomic(), recorded(by, note, "norisk.sign"):
        if RiskPoint.objects.in_force().filter(step__lineage=step.lineage).exists():
            raise NotAllowed(_("A risk point is registered at this step, so it cannot be signed as free of risk."))
        finding, _made = NoRiskFinding.objects.get_or_create(
            step=step, status=FindingStatus.SIGNED, defaults={"note": note, "signed_by": by}
        )
    return finding


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


def difference(revision: RiskPoint, old: RiskPoint | None) -> list[dict[str, Any]]:
    """What a revision changes against `old`, field by field: label, old, new, and whether they differ."""
    rows = []
    for name in CONTENT:
        if name in ("computed_grade", "grading_rule"):
            continue
        field: Any = revision._meta.get_field(name)
        differs = old is None or getattr(old, field.attname) != getattr(revision, field.attname)
        after = _display(revision, field)
        # What is the same need not be read again, such as the name of a step.
        before = after if not differs else _display(old, field) if old else ""
        rows.append({"label": field.verbose_name, "old": before, "new": after, "differs": differs})
    return rows


def contents_before(point: RiskPoint) -> dict[int, RiskPoint]:
    """The content that each revision of `point` found, by the number of the revision; from the change log, one query.

    An open revision finds the point as it is now, which is not in here.
    """
    events = event_model(type(point))._default_manager.filter(pgh_obj_id=point.pk)
    found = {}
    for event in events.order_by("revision", "-pgh_id").distinct("revision"):
        columns = {f.attname: getattr(event, f.attname, None) for f in point._meta.concrete_fields}
        found[event.revision + 1] = type(point)(**columns)
    return found


def _display(point: Any, field: Any) -> Any:
    if field.choices:
        return getattr(point, f"get_{field.name}_display")()
    value = getattr(point, field.name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else value

"""Changes to a registered point: begun as a draft copy, compared with what is in force, merged when registered."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.changelog import event_model, recorded
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.refusals import NOT_YOUR_STEP
from ground.lifecycle.roles import Role
from riskpoints.choices import OPEN, RiskPointStatus

if TYPE_CHECKING:
    from accounts.models import User
    from riskpoints.models import RiskPoint

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
    "plan_gap_reason",
)


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
    rows.model._base_manager.filter(pk__in=pks).update(status=RiskPointStatus.APPLIED)


def revise(point: RiskPoint, *, by: User) -> RiskPoint:
    """The open revision of a registered point, made as a draft copy where there is none yet.

    The old content stays in force until the revision is registered. Raises NotAllowed.
    """
    from riskpoints.models import RiskPoint

    if not point.is_in_force:
        raise NotAllowed(_("Only a registered risk point can be revised; a draft is simply edited."))
    if not by.holds((Role.LIAISON,), at=point.unit):
        raise NotAllowed(NOT_YOUR_STEP)
    with transaction.atomic(), recorded(by, action="riskpoint.revise"):
        RiskPoint.objects.select_for_update().get(pk=point.pk)
        open_revision = point.revisions.filter(status__in=OPEN).first()
        if open_revision:
            return open_revision
        content = {name: getattr(point, name) for name in CONTENT}
        return RiskPoint.objects.create(
            unit=point.unit, revises=point, revision=point.revision + 1, created_by=by, **content
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

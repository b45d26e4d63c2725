"""Renaming, moving, merging and splitting units, with a preview of what will change and a way back within the day.

Rows move as sets, and the database's own triggers carry paths, counts and coverage along. History stays where it was
made: the change log knows the unit of that time, and a unit that was merged away stays in the tree as closed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import RoleGrant
from ground.lifecycle.changelog import recorded
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.refusals import NO_REASON
from ground.lifecycle.roles import Role
from measures.models import Measure
from oversight.reorganisations import splits
from oversight.reorganisations.belongings import (
    ONCE,
    OWNED,
    Preview,
    are_torn,
    give_roles,
    marked,
    pass_on,
    take_roles,
    taken,
)
from oversight.reorganisations.models import Reorganisation, ReorganisationKind
from oversight.reorganisations.splits import Chosen
from oversight.reorganisations.undo_log import OVERTAKEN, UndoLog
from powers.models import Flow
from riskpoints import counts
from riskpoints.choices import WAITING
from riskpoints.models import RiskPoint
from units.choices import UnitStatus
from units.models import Official, PostPeriod, Unit
from units.subtrees import STEP

if TYPE_CHECKING:
    from accounts.models import User

MANY = 5_000  # risk points; about two seconds
ADMINISTRATOR = (Role.ADMINISTRATOR,)

INTO_ITSELF = gettext_lazy("A unit cannot be merged into itself, or into a unit below it.")
ONTO_ITSELF = gettext_lazy("Choose another unit than the one that is split.")
UNDER_ITSELF = gettext_lazy("A unit cannot be moved below itself.")
NOT_YOURS = gettext_lazy("You administer only one of the two units. Ask the administrator above both.")
NO_AREA = gettext_lazy(
    "Areas cannot be merged or split, and nothing can be merged into them; move their units instead."
)
NOT_ACTIVE = gettext_lazy("The unit “%(unit)s” is closed.")
SAME_NAME = gettext_lazy("The unit has this name already.")
SAME_PLACE = gettext_lazy("The unit is already there.")
TOO_LATE = gettext_lazy("A reorganisation can be undone on its own day only. Make a new one that leads back.")


def check(
    kind: ReorganisationKind, unit: Unit, target: Unit | None, name: str, by: User, chosen: Chosen | None = None
) -> None:
    """Raises NotAllowed with the sentence where the change is impossible or not for `by`."""
    if not by.holds(ADMINISTRATOR, at=unit):
        raise NotAllowed(NOT_YOURS)
    if kind == ReorganisationKind.RENAME:
        if not name.strip() or name.strip() == unit.name:
            raise NotAllowed(SAME_NAME)
        return
    if kind != ReorganisationKind.MOVE and (unit.is_area or (target and target.is_area)):
        raise NotAllowed(NO_AREA)
    # A unit that is split off without a target is made beside the one it comes from.
    place = target or Unit.objects.get_parent(unit)
    if not by.holds(ADMINISTRATOR, at=place):
        raise NotAllowed(NOT_YOURS)
    for one in (unit, place):
        if one.status != UnitStatus.ACTIVE:
            raise NotAllowed(NOT_ACTIVE % {"unit": one})
    if kind == ReorganisationKind.MOVE:
        if unit.contains(place):
            raise NotAllowed(UNDER_ITSELF)
        if unit.path[:-STEP] == place.path:
            raise NotAllowed(SAME_PLACE)
        return
    if kind == ReorganisationKind.MERGE and unit.contains(place):
        raise NotAllowed(INTO_ITSELF)
    if kind == ReorganisationKind.SPLIT:
        if target == unit:
            raise NotAllowed(ONTO_ITSELF)
        assert chosen is not None
        splits.check(unit, target, chosen)


def preview(
    kind: ReorganisationKind, unit: Unit, target: Unit | None, name: str, by: User, chosen: Chosen | None = None
) -> Preview:
    """What would change: a fixed number of counts; a split is tried and taken back. Raises NotAllowed."""
    check(kind, unit, target, name, by, chosen)
    if kind == ReorganisationKind.SPLIT:
        assert chosen is not None
        return splits.preview(unit, target, chosen, by)
    below = Unit.objects.below(unit)
    points = RiskPoint.objects.filter(path__below=unit.path)
    seen = Preview()
    if kind == ReorganisationKind.MERGE:
        assert target is not None
        seen.counts = [
            (_("posts"), unit.posts.count()),
            (_("officials with a post"), Official.objects.filter(periods__post__unit=unit).distinct().count()),
            (_("power items"), unit.powers.count()),
            (_("flows"), Flow.objects.filter(power_item__unit=unit).count()),
            (_("risk points"), points.filter(unit=unit).count()),
            (_("of them waiting for somebody"), points.filter(unit=unit, status__in=WAITING).count()),
            (_("measures"), unit.measures.count()),
            (_("rules and regulations"), unit.rules.count()),
            (_("roles that are given anew"), unit.grants.in_force().count()),
            (_("units below it"), below.exclude(pk=unit.pk).count()),
        ]
        for model in ONCE:
            if n := len(taken(model, model.objects.filter(unit=unit), target)):
                seen.warnings.append(marked(model, n))
        seen.warnings.append(_("“%(unit)s” stays in the tree as closed, with its history.") % {"unit": unit})
    elif kind == ReorganisationKind.MOVE:
        assert target is not None
        seen.counts = [
            (_("units with it"), below.count()),
            (_("risk points"), points.count()),
            (_("measures"), Measure.objects.filter(path__below=unit.path).count()),
            (_("officials with a post"), PostPeriod.objects.filter(post__unit__path__below=unit.path).count()),
        ]
        if not unit.is_area and (unit.level, unit.division_id) != (target.level, target.division_id):
            seen.warnings.append(
                _("Its level becomes “%(level)s” and its division “%(division)s”.")
                % {"level": target.get_level_display(), "division": target.division}
            )
        seen.warnings.append(
            _("It is seen by those who hold a role above its new place, no longer by those above the old.")
        )
        if seen.counts[1][1] > MANY:
            seen.warnings.append(
                _("With so many risk points it takes some seconds; leave the page open until it is done.")
            )
    return seen


def carry_out(
    kind: ReorganisationKind,
    unit: Unit,
    target: Unit | None,
    *,
    name: str = "",
    chosen: Chosen | None = None,
    by: User,
    reason: str,
) -> Reorganisation:
    """Do it, all or nothing. chosen: what a split takes away. Raises NotAllowed."""
    if not reason.strip():
        raise NotAllowed(NO_REASON)
    with transaction.atomic(), recorded(by, reason, f"reorganisation.{kind}"):
        # In the order of their keys, so that two reorganisations at once cannot wait for each other. The parent
        # too: no two units may get the same place below it.
        ends = Unit.objects.filter(path__in={unit.path, unit.path[:-STEP], *([target.path] if target else [])})
        locked = {u.pk: u for u in ends.select_for_update(of=("self",)).order_by("pk")}
        unit, target = locked[unit.pk], locked[target.pk] if target else None
        check(kind, unit, target, name, by, chosen)
        if kind == ReorganisationKind.SPLIT:
            assert chosen is not None
            name = "" if target else chosen.name
            target, details = splits.split(unit, target, chosen, by, reason)
        else:
            details = {
                ReorganisationKind.RENAME: _rename,
                ReorganisationKind.MOVE: _move,
                ReorganisationKind.MERGE: _merge,
            }[kind](unit, target, name.strip(), by, reason)
        return Reorganisation.objects.create(
            kind=kind, unit=unit, target=target, name=name.strip(), reason=reason.strip(), details=details, by=by
        )


def _rename(unit: Unit, target: Unit | None, name: str, by: User, reason: str) -> dict[str, Any]:
    old = unit.name
    unit.name = name
    unit.save(update_fields=["name"])
    return {"name": old}


def _move(unit: Unit, target: Any, name: str, by: User, reason: str) -> dict[str, Any]:
    old = Unit.objects.get_parent(unit)
    facts = {"level": unit.level, "division": unit.division_id}
    _relocate([unit.pk], target)
    if not unit.is_area:
        Unit.objects.filter(pk=unit.pk).update(level=target.level, division=target.division_id)
    return {"parent": old.pk, **facts}


def _relocate(units: list[int], parent: Unit) -> None:
    """Put units with all below them under another parent; the sums of areas follow."""
    for pk in units:
        Unit.objects.move(Unit.objects.get(pk=pk), Unit.objects.get(pk=parent.pk), "last-child")
        moved = Unit.objects.get(pk=pk)
        if moved.is_area:
            # The areas that moved were counted under their old paths as well as under their new ones.
            counts.mend(moved.path)


def _merge(unit: Unit, target: Any, name: str, by: User, reason: str) -> dict[str, Any]:
    trail = UndoLog()
    trail.put(Unit, [unit.pk], "warning_contact_id", None)
    for model in OWNED:
        pass_on(trail, model, model.objects.filter(unit=unit).values_list("pk", flat=True), unit, target)
    children = [child.pk for child in Unit.objects.get_children(unit)]
    _relocate(children, target)
    grants = list(unit.grants.in_force().select_related("user", "unit"))
    for grant in grants:
        grant.withdraw(by=by, reason=reason)
    granted = give_roles(grants, target, by, reason)
    unit.perform("close", by=by, reason=reason)
    roles = {"withdrawn": [grant.pk for grant in grants], "made": granted}
    return {"trail": trail.details, "children": children, "roles": roles}


def undo(change: Reorganisation, *, by: User) -> None:
    """Take a reorganisation of today back, all or nothing. Raises NotAllowed."""
    reason = _("undone: %(change)s") % {"change": change}
    with transaction.atomic(), recorded(by, reason, "reorganisation.undo"):
        change = Reorganisation.objects.select_for_update(of=("self",)).for_list().get(pk=change.pk)
        if change.undone_at or not change.is_of_today:
            raise NotAllowed(TOO_LATE)
        ours = [change.unit_id, change.target_id]
        later = Reorganisation.objects.filter(pk__gt=change.pk, undone_at=None)
        if later.filter(unit__in=ours).exists() or later.filter(target__in=ours).exists():
            raise NotAllowed(OVERTAKEN)
        for unit in (change.unit, change.target):
            if unit and not by.holds(ADMINISTRATOR, at=unit):
                raise NotAllowed(NOT_YOURS)
        way_back = {
            ReorganisationKind.RENAME: _unrename,
            ReorganisationKind.MOVE: _unmove,
            ReorganisationKind.MERGE: _unmerge,
            ReorganisationKind.SPLIT: _unsplit,
        }
        way_back[ReorganisationKind(change.kind)](change, by, reason)
        change.undone_by, change.undone_at = by, timezone.now()
        change.save(update_fields=["undone_by", "undone_at"])


def _unrename(change: Reorganisation, by: User, reason: str) -> None:
    if Unit.objects.filter(pk=change.unit_id, name=change.name).update(name=change.details["name"]) != 1:
        raise NotAllowed(OVERTAKEN)


def _unmove(change: Reorganisation, by: User, reason: str) -> None:
    details = change.details
    _relocate([change.unit_id], Unit.objects.get(pk=details["parent"]))
    if not change.unit.is_area:
        Unit.objects.filter(pk=change.unit_id).update(level=details["level"], division=details["division"])


def _unmerge(change: Reorganisation, by: User, reason: str) -> None:
    details, unit, target = change.details, change.unit, change.target
    assert target is not None
    unit.perform("reopen", by=by, reason=reason)
    UndoLog(details["trail"]).take_back()
    if are_torn(unit, target):
        raise NotAllowed(OVERTAKEN)
    _relocate(details["children"], unit)
    take_roles(details["roles"]["made"], by, reason)
    withdrawn = RoleGrant.objects.filter(pk__in=details["roles"]["withdrawn"]).select_related("user")
    give_roles(withdrawn, unit, by, reason)


def _unsplit(change: Reorganisation, by: User, reason: str) -> None:
    assert change.target is not None
    splits.undo(change.unit, change.target, change.details, by, reason)

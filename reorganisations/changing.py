"""Renaming, moving and merging units, with a look at what will change before and a way back within the day.

Rows move as sets, and the database's own triggers carry paths, counts and coverage along. History stays where it was
made: the change log knows the unit of that time, and a unit that was merged away stays in the tree as closed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import RoleGrant, grant_role
from dashboards.coverage import mend_sums
from lifecycle.changelog import recorded
from lifecycle.machine import NotAllowed
from lifecycle.roles import Role
from measures.models import Measure, Rule
from powers.models import Flow, PowerItem
from reorganisations.models import Kind, Reorganisation
from riskpoints.choices import WAITING
from riskpoints.models import RiskPoint
from units.choices import UnitStatus
from units.models import Official, Post, PostPeriod, Unit
from units.placing import STEP

if TYPE_CHECKING:
    from accounts.models import User

ADMINISTRATOR = (Role.ADMINISTRATOR,)

# What belongs to a unit and moves when it is merged, in this order: points before measures, whose unit is theirs.
OWNED: tuple[Any, ...] = (Post, PowerItem, RiskPoint, Measure, Rule)
# The columns that are unique within a unit, and the one among them that is changed where both units have the same.
ONCE: dict[Any, tuple[tuple[str, ...], str]] = {
    Post: (("department", "name"), "department"),
    PowerItem: (("code",), "code"),
    Rule: (("number",), "number"),
}

INTO_ITSELF = gettext_lazy("A unit cannot be merged into itself, or into a unit below it.")
UNDER_ITSELF = gettext_lazy("A unit cannot be moved below itself.")
NOT_YOURS = gettext_lazy("You administer only one of the two units. Ask the administrator above both.")
NO_AREA = gettext_lazy("Areas cannot be merged, and nothing can be merged into them; move their units instead.")
NOT_ACTIVE = gettext_lazy("The unit “%(unit)s” is closed.")
SAME_NAME = gettext_lazy("The unit has this name already.")
SAME_PLACE = gettext_lazy("The unit lies there already.")
TOO_LATE = gettext_lazy("A reorganisation can be undone on its own day only. Make a new one that leads back.")
OVERTAKEN = gettext_lazy("Something of it was changed since, so it cannot be undone as a whole.")


@dataclass
class Preview:
    """What a reorganisation would change: counts in words, and what the person should know before."""

    counts: list[tuple[str | Promise, int]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def check(kind: Kind, unit: Unit, target: Unit | None, name: str, by: User) -> None:
    """Raises NotAllowed with the sentence where the change is impossible or not for `by`."""
    if not by.holds(ADMINISTRATOR, at=unit):
        raise NotAllowed(NOT_YOURS)
    if kind == Kind.RENAME:
        if not name.strip() or name.strip() == unit.name:
            raise NotAllowed(SAME_NAME)
        return
    assert target is not None
    if not by.holds(ADMINISTRATOR, at=target):
        raise NotAllowed(NOT_YOURS)
    for one in (unit, target):
        if one.status != UnitStatus.ACTIVE:
            raise NotAllowed(NOT_ACTIVE % {"unit": one})
    if kind == Kind.MOVE:
        if unit.contains(target):
            raise NotAllowed(UNDER_ITSELF)
        if unit.path[:-STEP] == target.path:
            raise NotAllowed(SAME_PLACE)
    elif unit.contains(target):
        raise NotAllowed(INTO_ITSELF)
    elif unit.is_area or target.is_area:
        raise NotAllowed(NO_AREA)


def preview(kind: Kind, unit: Unit, target: Unit | None) -> Preview:
    """What would change; a fixed number of counts."""
    below = Unit.objects.below(unit)
    points = RiskPoint.objects.filter(path__below=unit.path)
    seen = Preview()
    if kind == Kind.MERGE:
        assert target is not None
        posts = unit.posts.count()
        seen.counts = [
            (_("posts"), posts),
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
        for model, taken in ((m, _taken(m, unit, target)) for m in ONCE):
            if taken:
                seen.warnings.append(
                    _("%(count)d × “%(what)s” stands in both units; the one that comes is marked with its old unit.")
                    % {"count": len(taken), "what": model._meta.verbose_name}
                )
        seen.warnings.append(_("“%(unit)s” stays in the tree as closed, with its history.") % {"unit": unit})
    elif kind == Kind.MOVE:
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
    return seen


def carry_out(
    kind: Kind, unit: Unit, target: Unit | None, *, name: str = "", by: User, reason: str
) -> Reorganisation:
    """Do it, all or nothing. Raises NotAllowed."""
    if not reason.strip():
        raise NotAllowed(_("Please give a reason, so that others can understand this step."))
    with transaction.atomic(), recorded(by, reason, f"reorganisation.{kind}"):
        # In the order of their keys, so that two reorganisations at once cannot wait for each other.
        keys = sorted({unit.pk, *([target.pk] if target else [])})
        locked = {u.pk: u for u in Unit.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")}
        unit, target = locked[unit.pk], locked[target.pk] if target else None
        check(kind, unit, target, name, by)
        details = {Kind.RENAME: _rename, Kind.MOVE: _move, Kind.MERGE: _merge}[kind](
            unit, target, name.strip(), by, reason
        )
        return Reorganisation.objects.create(
            kind=kind, unit=unit, target=target, name=name.strip(), reason=reason.strip(), details=details, by=by
        )


def _rename(unit: Unit, target: Unit | None, name: str, by: User, reason: str) -> dict[str, Any]:
    old = unit.name
    unit.name = name
    unit.save(update_fields=["name"])
    return {"name": old}


def _move(unit: Unit, target: Any, name: str, by: User, reason: str) -> dict[str, Any]:
    old = Unit.objects.get(path=unit.path[:-STEP])
    facts = {"level": unit.level, "division": unit.division_id}
    _relocate([unit.pk], target)
    if not unit.is_area:
        Unit.objects.filter(pk=unit.pk).update(level=target.level, division=target.division_id)
    return {"parent": old.pk, **facts}


def _relocate(units: list[int], parent: Unit) -> None:
    """Put units with all below them under another parent; the sums of areas follow."""
    for pk in units:
        Unit.objects.move(Unit.objects.get(pk=pk), Unit.objects.get(pk=parent.pk), "last-child")
    if units:
        # The counts of an area are kept under its path, which has just changed for every area that moved.
        mend_sums()


def _taken(model: Any, unit: Unit, target: Unit) -> list[Any]:
    """Rows of `unit` whose unique columns a row of `target` has too."""
    columns, _changed = ONCE[model]
    there = set(model.objects.filter(unit=target).values_list(*columns))
    return [row for row in model.objects.filter(unit=unit) if tuple(getattr(row, c) for c in columns) in there]


def _merge(unit: Unit, target: Any, name: str, by: User, reason: str) -> dict[str, Any]:
    renamed = []
    for model, (_columns, column) in ONCE.items():
        for row in _taken(model, unit, target):
            old, most = getattr(row, column), model._meta.get_field(column).max_length
            mark = unit.name if model is Post else f"（{unit.code}）"
            new = f"{mark} {old}".strip() if model is Post else f"{old}{mark}"
            setattr(row, column, new[:most])
            row.save(update_fields=[column])
            renamed.append([model._meta.label, row.pk, column, old])
    contact = unit.warning_contact_id
    Unit.objects.filter(pk=unit.pk).update(warning_contact=None)
    moved = {}
    for model in OWNED:
        keys = list(model.objects.filter(unit=unit).order_by("pk").values_list("pk", flat=True))
        model.objects.filter(pk__in=keys).update(unit=target)
        moved[model._meta.label] = keys
    children = [child.pk for child in Unit.objects.get_children(unit)]
    _relocate(children, target)
    grants = _give_anew(list(unit.grants.in_force().select_related("user", "unit")), target, by, reason)
    unit.perform("close", by=by, reason=reason)
    return {"rows": moved, "renamed": renamed, "contact": contact, "children": children, "grants": grants}


def _give_anew(grants: list[RoleGrant], at: Unit, by: User, reason: str) -> dict[str, list[int]]:
    """Withdraw roles and give them at another unit, except to whoever holds them there or acts here."""
    withdrawn, made = [], []
    for grant in grants:
        grant.withdraw(by=by, reason=reason)
        withdrawn.append(grant.pk)
        role = Role(grant.role)
        if grant.user_id != by.pk and not grant.user.grants.in_force().filter(role=role, unit=at).exists():
            new = grant_role(user=grant.user, role=role, unit=at, by=by, reason=reason, valid_until=grant.valid_until)
            made.append(new.pk)
    return {"withdrawn": withdrawn, "made": made}


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
        {Kind.RENAME: _unrename, Kind.MOVE: _unmove, Kind.MERGE: _unmerge}[Kind(change.kind)](change, by, reason)
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
    models = {model._meta.label: model for model in OWNED}
    for label, keys in details["rows"].items():
        if models[label].objects.filter(pk__in=keys, unit=target).update(unit=unit) != len(keys):
            raise NotAllowed(OVERTAKEN)
    for label, pk, column, old in details["renamed"]:
        models[label].objects.filter(pk=pk).update(**{column: old})
    _relocate(details["children"], unit)
    Unit.objects.filter(pk=unit.pk).update(warning_contact=details["contact"])
    for grant in RoleGrant.objects.filter(pk__in=details["grants"]["made"], withdrawn_at=None):
        grant.withdraw(by=by, reason=reason)
    for grant in RoleGrant.objects.filter(pk__in=details["grants"]["withdrawn"]).select_related("user"):
        role = Role(grant.role)
        if grant.user_id != by.pk:
            grant_role(user=grant.user, role=role, unit=unit, by=by, reason=reason, valid_until=grant.valid_until)

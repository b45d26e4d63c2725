"""What belongs to a unit and passes to another one: which rows, what is unique in a unit, what must stay together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.choices import CRITICAL, ChangeKind
from accounts.models import RoleGrant, grant_role
from accounts.proposals import propose
from ground.lifecycle.roles import Role
from integrity.models import Declaration, Demerit
from measures.models import Measure, MeasureLink, MeasureRule, Rule
from oversight.reorganisations.undo_log import UndoLog
from powers.models import PowerItem, Step
from riskpoints.models import RiskPoint
from riskwarnings.models import MonitoringPoint, ObserverTeam, Signal, Warning
from units.models import Post, Unit

if TYPE_CHECKING:
    from accounts.models import User

OWNED: tuple[Any, ...] = (
    Post,
    PowerItem,
    RiskPoint,
    Measure,
    Rule,
    ObserverTeam,
    MonitoringPoint,
    Signal,
    Warning,
    Declaration,
    Demerit,
)
# The columns that are unique within a unit, and the one among them that is changed where both units have the same.
ONCE: dict[Any, tuple[tuple[str, ...], str]] = {
    Post: (("department", "name"), "department"),
    PowerItem: (("code",), "code"),
    Rule: (("number",), "number"),
    ObserverTeam: (("name",), "name"),
    MonitoringPoint: (("code",), "code"),
}
# Who names a post: model, column, and the way to the unit that the row belongs to.
NAMES_POST: tuple[tuple[Any, str, str], ...] = (
    (PowerItem, "exercising_post", "unit"),
    (Step, "handler", "flow__power_item__unit"),
    (Step, "monitor", "flow__power_item__unit"),
    (Measure, "responsible_post", "unit"),
    (Measure, "accountable_post", "unit"),
    (Signal, "post", "unit"),
    (Warning, "post", "unit"),
)
# Two ways from a row that must lead to the same unit.
TOGETHER: tuple[tuple[Any, str, str], ...] = (
    (RiskPoint, "unit", "step__flow__power_item__unit"),
    (RiskPoint, "unit", "post__unit"),
    (Signal, "unit", "point__unit"),
    (MeasureLink, "measure__unit", "point__unit"),
    (MeasureRule, "measure__unit", "rule__unit"),
    *((model, owner, f"{column}__unit") for model, column, owner in NAMES_POST),
)


@dataclass
class Preview:
    """What a reorganisation would change: counts in words, and what the person should know before."""

    counts: list[tuple[str | Promise, int]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def marked(model: Any, count: int) -> str:
    """The sentence about rows that both units have, see `pass_on`."""
    return _("%(count)d × “%(what)s” stands in both units; the one that comes is marked with its old unit.") % {
        "count": count,
        "what": model._meta.verbose_name,
    }


def are_torn(one: Unit, other: Unit) -> bool:
    """Whether a row of one of two units stands on a row of the other."""
    return any(
        model._base_manager.filter(**{left: a, right: b}).exists()
        for model, left, right in TOGETHER
        for a, b in ((one, other), (other, one))
    )


def taken(model: Any, rows: Any, target: Unit) -> list[Any]:
    """Those of `rows` whose unique columns a row of `target` has too."""
    columns, _changed = ONCE[model]
    there = set(model.objects.filter(unit=target).values_list(*columns))
    return [row for row in rows if tuple(getattr(row, c) for c in columns) in there]


def pass_on(trail: UndoLog, model: Any, keys: Iterable[int], unit: Unit, target: Unit) -> None:
    """Give rows of `unit` to `target`; what `target` has by the same name or number is marked with the old unit."""
    keys = list(keys)
    if model in ONCE:
        _columns, column = ONCE[model]
        for row in taken(model, model.objects.filter(pk__in=keys), target):
            old, most = getattr(row, column), model._meta.get_field(column).max_length
            new = f"{unit.name} {old}".strip() if model is Post else f"{old}（{unit.code}）"
            trail.put(model, [row.pk], column, new[:most])
    trail.put(model, keys, "unit_id", target.pk)


def give_roles(grants: Iterable[RoleGrant], at: Unit, by: User, reason: str) -> list[int]:
    """The same roles at another unit, except to whoever holds them there or acts here; keys of the new grants.

    Critical roles are only proposed there: a reorganisation is one person's.
    """
    made = []
    for grant in grants:
        role = Role(grant.role)
        if grant.user_id != by.pk and not grant.user.grants.in_force().filter(role=role, unit=at).exists():
            if role in CRITICAL:
                propose(ChangeKind.ROLE, grant.user, by=by, reason=reason, role=role, unit=at, **_period(grant))
                continue
            new = grant_role(user=grant.user, role=role, unit=at, by=by, reason=reason, valid_until=grant.valid_until)
            made.append(new.pk)
    return made


def _period(grant: RoleGrant) -> dict[str, Any]:
    return {"valid_until": grant.valid_until} if grant.valid_until else {}


def take_roles(keys: Iterable[int], by: User, reason: str) -> None:
    for grant in RoleGrant.objects.filter(pk__in=list(keys), withdrawn_at=None):
        grant.withdraw(by=by, reason=reason)

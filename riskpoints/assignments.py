"""A filing that waits is given to one of those who may act on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.handover import follows
from accounts.models import RoleGrant
from accounts.notices import notify
from ground.lifecycle.changelog import recorded
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from riskpoints.choices import RiskPointStatus
from riskpoints.models import RiskPoint
from riskpoints.notices import ASSIGNED
from units.subtrees import paths_above

if TYPE_CHECKING:
    from accounts.models import User

# Who acts on a filing in this state.
ACTS = {RiskPointStatus.FILED: Role.UNIT_HEAD, RiskPointStatus.ENDORSED: Role.INSPECTOR}

NOT_WAITING = _("Only filings that wait for you can be given to a colleague.")
MAY_NOT = _("%(colleague)s may not act on “%(point)s”: the role is missing there, or they had a part in it.")


def colleagues_of(user: User) -> list[User]:
    """Those who may act wherever `user` may, `user` first; one query."""
    own = {(role.value, path) for role in ACTS.values() for path in user.paths_below((role,))}
    above = Q(pk__in=[])
    for role, path in own:
        above |= Q(role=role, unit__path__in=paths_above(path))
    held: dict[User, set[tuple[str, str]]] = {}
    grants = RoleGrant.objects.in_force().filter(above, user__is_active=True).exclude(user=user)
    for grant in grants.select_related("user", "unit").order_by("user__name"):
        held.setdefault(grant.user, set()).add((grant.role, grant.unit.path))
    return [user, *(person for person, at in held.items() if all(_covers(at, *one) for one in own))]


def _covers(grants: set[tuple[str, str]], role: str, path: str) -> bool:
    return any(held == role and path.startswith(above) for held, above in grants)


def assign(rows: Any, colleague: User | None, *, by: User) -> int:
    """Give filings that wait for `by` to `colleague`, or back to all; returns how many. Raises NotAllowed."""
    keys = list(rows.order_by().values_list("pk", flat=True))
    with transaction.atomic(), recorded(by, action="riskpoint.assign"):
        waiting = RiskPoint.objects.filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk")
        if RiskPoint.objects.waiting_for(by).filter(pk__in=keys).count() < len(keys):
            raise NotAllowed(NOT_WAITING)
        if colleague:
            barred = set(RiskPoint.objects.filter(pk__in=keys).left_to_others(colleague).values_list("pk", flat=True))
            for point in waiting:
                acts = ACTS[RiskPointStatus(point.status)]
                if (
                    point.pk in barred
                    or point.filed_by_id == colleague.pk
                    or not colleague.holds_at_path((acts,), point.path)
                ):
                    raise NotAllowed(MAY_NOT % {"colleague": colleague, "point": point})
        if colleague and colleague.pk != by.pk:
            about = [(colleague.pk, point.name, point.get_absolute_url()) for point in waiting]
            notify(ASSIGNED, about, url=f"{reverse('riskpoints:queue')}?assigned=me")
        return RiskPoint.objects.filter(pk__in=keys).update(assigned_to=colleague)


@follows
def hand_on_assignments(user: User, successor: User) -> int:
    """What was given to one person is given to whoever takes over their work."""
    rows = RiskPoint.objects.filter(assigned_to=user).exclude(filed_by=successor)
    barred = RiskPoint.objects.filter(assigned_to=user).left_to_others(successor).order_by().values("pk")
    return rows.exclude(pk__in=barred).update(assigned_to=successor)

"""One person hands their work over to another: roles, what was given to them, the filters they keep."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleGrant, User, grant_role
from accounts.refusals import NOT_ALL_YOURS, NOT_TO_ONESELF, TWO_NEEDED
from ground.lifecycle.changelog import recorded
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet

# What other apps hand over besides: functions of (from, to), called inside the transaction.
FOLLOWING: list[Callable[[User, User], int]] = []


def follows(work: Callable[[User, User], int]) -> Callable[[User, User], int]:
    """Decorator: something that goes along when work is handed over; returns how many rows went."""
    FOLLOWING.append(work)
    return work


def handed_over(user: User, by: User) -> QuerySet[RoleGrant]:
    """The roles of `user` that `by` may hand over: in force, and at units that `by` administers."""
    kept = by.where_holds((Role.ADMINISTRATOR,), "unit__path")
    return user.grants.in_force().filter(kept).select_related("unit")


def check_successor(user: User, successor: User, by: User) -> list[RoleGrant]:
    """The roles that `successor` would get from `user`. Raises NotAllowed, and ValidationError where they may
    not hold one of them."""
    if user.pk == successor.pk:
        raise NotAllowed(_("Nobody hands work over to themselves; choose another account."))
    if by.pk in (user.pk, successor.pk):
        raise NotAllowed(NOT_TO_ONESELF)
    if not successor.is_active:
        raise NotAllowed(_("The account of the successor is closed."))
    if not User.objects.kept_by(by).filter(pk=user.pk).exists():
        raise NotAllowed(NOT_ALL_YOURS)
    grants = list(handed_over(user, by).order_by("pk"))
    if not grants:
        raise NotAllowed(_("This account holds no role that you could hand over."))
    held = {(g.role, g.unit_id) for g in successor.grants.in_force()}
    for grant in grants:
        if (grant.role, grant.unit_id) not in held:
            RoleGrant(user=successor, role=grant.role, unit=grant.unit, reason="–").full_clean(exclude=["granted_by"])
    return grants


def hand_over(
    user: User, successor: User, *, by: User, reason: str, close: bool, confirmed_by: User | None = None
) -> list[RoleGrant]:
    """Give the roles of `user` to `successor` and withdraw them; with `close` the account of `user` is closed too.

    confirmed_by: the second person, without whom the work of an account that ever held a critical role stays. All or
    nothing. Returns the new roles. Raises what check_successor raises.
    """
    with transaction.atomic():
        check_successor(user, successor, by)
        if user.is_critical and confirmed_by in (None, by, user, successor):
            raise NotAllowed(TWO_NEEDED)
        grants = list(handed_over(user, by).select_for_update(of=("self",)).order_by("pk"))
        held = {(g.role, g.unit_id) for g in successor.grants.in_force()}
        made = []
        for grant in grants:
            grant.withdraw(by=by, reason=reason)
            if (grant.role, grant.unit_id) not in held:
                role, until = Role(grant.role), grant.valid_until
                made.append(
                    grant_role(
                        user=successor,
                        role=role,
                        unit=grant.unit,
                        by=by,
                        reason=reason,
                        confirmed_by=confirmed_by,
                        valid_until=until,
                    )
                )
        with recorded(by, reason, "user.hand_over"):
            for work in FOLLOWING:
                work(user, successor)
            for saved in user.saved_filters.exclude(name__in=successor.saved_filters.values("name")):
                saved.user = successor
                saved.save(update_fields=["user"])
            if close:
                user.is_active = False
                user.save(update_fields=["is_active"])
    return made

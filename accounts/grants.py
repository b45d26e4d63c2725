"""The roles that accounts hold at units, and how one is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import end_access
from accounts.change_notices import tell_of_withdrawal
from accounts.choices import CRITICAL
from accounts.refusals import NOT_TO_ONESELF, TWO_NEEDED
from ground.lifecycle.changelog import recorded, tracked
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.refusals import NO_REASON
from ground.lifecycle.roles import SEPARATED, Role
from units.models import Unit
from units.subtrees import paths_above

if TYPE_CHECKING:
    from accounts.models import User


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def in_force(self) -> RoleGrantQuerySet:
        """Grants that count today (accounts/sql/grants.sql)."""
        today = Value(timezone.localdate())
        columns = ("valid_from", "valid_until", "withdrawn_at")
        return self.filter(Func(*columns, today, function="grant_in_force", output_field=models.BooleanField()))

    def of_active(self, role: Role) -> RoleGrantQuerySet:
        """Grants of the role that count today, of accounts that are open."""
        return self.in_force().filter(role=role, user__is_active=True)

    def over(self, path: str) -> RoleGrantQuerySet:
        """Grants at the unit with this path, or above it."""
        return self.filter(unit__path__in=paths_above(path))

    def standing(self) -> RoleGrantQuerySet:
        """Grants that count today or will: neither withdrawn nor over."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=timezone.localdate()), withdrawn_at=None)

    def visible_to(self, user: User) -> RoleGrantQuerySet:
        return self.filter(user.where_holds((Role.ADMINISTRATOR,), "unit__path") | Q(user=user))


@tracked(named_by=("user", "role", "unit"), named_with=("unit",))
class RoleGrant(models.Model):
    """A role held by a user at a unit, with who gave it and why. Withdrawn, never deleted."""

    user = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="grants", verbose_name=_("account"), db_index=False
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants", verbose_name=_("unit"))
    valid_from = models.DateField(_("from"), default=timezone.localdate)
    valid_until = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    granted_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("granted by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role grant")
        verbose_name_plural = _("role grants")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["user", "role"], name="grant_user_role")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "unit"],
                condition=Q(withdrawn_at=None),
                name="grant_once",
                violation_error_message=_("The account already holds this role at this unit."),
            ),
            # 三员分立, kept by the database itself, so that no import or script gets round it.
            ExclusionConstraint(
                name="grant_separation_of_duties",
                expressions=[("user", RangeOperators.EQUAL), ("role", RangeOperators.NOT_EQUAL)],
                condition=Q(withdrawn_at=None, role__in=[r.value for r in SEPARATED]),
                violation_error_message=_(
                    "Administrator, inspector and auditor must be three different people. "
                    "This account already holds one of these roles; give the other to someone else."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.unit}"

    def withdraw(self, *, by: User, reason: str) -> None:
        """End the grant now. Raises NotAllowed without a reason or outside the administrator's subtree."""
        if not by.holds((Role.ADMINISTRATOR,), at=self.unit):
            raise NotAllowed(_("Only an administrator of that unit may withdraw the role."))
        if not reason.strip():
            raise NotAllowed(NO_REASON)
        with recorded(by, reason, "rolegrant.withdraw"):
            self.withdrawn_at = timezone.now()
            self.save(update_fields=["withdrawn_at"])
            if self.role in CRITICAL:
                tell_of_withdrawal(self, by)
        end_access(self.user, by=by)


def grant_role(
    *,
    user: User,
    role: Role,
    unit: Unit,
    by: User,
    reason: str,
    confirmed_by: User | None = None,
    is_tried: bool = False,
    **period: Any,
) -> RoleGrant:
    """Give `user` a role at `unit`. Raises NotAllowed outside `by`'s subtree, ValidationError for a breach.

    confirmed_by: the second person, without whom a critical role is refused (accounts/proposals.py). is_tried: only
    see whether it could be given.
    """
    if not by.holds((Role.ADMINISTRATOR,), at=unit):
        raise NotAllowed(_("You can give roles only at units that you administer."))
    if user.pk == by.pk:
        raise NotAllowed(NOT_TO_ONESELF)
    grant = RoleGrant(user=user, role=role, unit=unit, granted_by=by, reason=reason, **period)
    grant.full_clean()
    if is_tried:
        return grant
    if role in CRITICAL and confirmed_by in (None, by, user):
        raise NotAllowed(TWO_NEEDED)
    with recorded(by, reason, "rolegrant.grant"):
        grant.save()
    end_access(user, by=by)
    return grant

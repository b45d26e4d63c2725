"""Who may: users, and the roles they hold at a unit for it and everything below."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Func, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.allowances import DutyAllowance, accounts_of_person, where_duties_are_shared
from accounts.channels import Channel, Delivery
from accounts.notices import Notice
from accounts.refusals import NOT_TO_ONESELF
from accounts.saved_filters import SavedFilter
from accounts.tokens import AccessToken
from ground.lifecycle.changelog import recorded, tracked
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.refusals import NO_REASON
from ground.lifecycle.roles import SEPARATED, Role
from units.models import Official, Unit
from units.subtrees import paths_above
from units.text_search import search_index

__all__ = [
    "AccessToken",
    "Channel",
    "Delivery",
    "DutyAllowance",
    "Notice",
    "RoleGrant",
    "SavedFilter",
    "User",
    "grant_role",
]

NOTHING = Q(pk__in=[])
UNINVITED = Q(is_active=True, invited_at=None, last_login=None, password__startswith=UNUSABLE_PASSWORD_PREFIX)


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class UserQuerySet(models.QuerySet["User"]):
    def without_role(self) -> UserQuerySet:
        """Active accounts that were never given a role."""
        return self.filter(grants=None, is_active=True)

    def with_role(self, role: Role) -> UserQuerySet:
        """Active accounts to which the role was given somewhere and not withdrawn."""
        return self.filter(is_active=True, grants__role=role, grants__withdrawn_at=None).distinct()

    def uninvited(self) -> UserQuerySet:
        """Active accounts without a password whose person was never sent the link to choose one, and never came in by
        the directory of the office either."""
        return self.filter(UNINVITED)

    def visible_to(self, user: User) -> UserQuerySet:
        """Accounts that an administrator keeps: those with a role in the subtree, and those with none yet."""
        if not user.holds((Role.ADMINISTRATOR,)):
            return self.filter(pk=user.pk)
        inside = RoleGrant.objects.filter(user.where_holds((Role.ADMINISTRATOR,), "unit__path")).order_by()
        without_role = User.objects.filter(grants=None).order_by()
        # One list of keys instead of an OR, which would be asked anew of every account.
        oneself = User.objects.filter(pk=user.pk).order_by()
        kept = inside.values("user").union(without_role.values("pk"), oneself.values("pk"), all=True)
        return self.filter(pk__in=kept)


@tracked(exclude=("password", "last_login"))
class User(AbstractBaseUser):
    """An account. What it may do comes only from the roles it holds."""

    username = models.CharField(
        _("user name"),
        max_length=60,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("An account of that name exists already.")},
    )
    name = models.CharField(_("person's name"), max_length=40)
    email = models.EmailField(_("e-mail"), blank=True)
    official = models.OneToOneField(
        Official, models.SET_NULL, null=True, blank=True, verbose_name=_("official"), related_name="user"
    )
    must_change_password = models.BooleanField(_("must change the password"), default=True)
    is_active = models.BooleanField(_("active"), default=True)
    wants_digest = models.BooleanField(
        _("mail me once a day what I have not read"), default=True, help_text=_("Only where there is something new.")
    )
    invited_at = models.DateTimeField(_("invited on"), null=True, editable=False)
    date_joined = models.DateTimeField(_("created on"), default=timezone.now)

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["username"]
        indexes = [
            search_index("name", "username", name="user_search"),
            # Few at any time, and counted on every page of the accounts.
            models.Index(fields=["username"], condition=UNINVITED, name="user_uninvited"),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_absolute_url(self) -> str:
        return reverse("accounts:detail", args=[self.pk])

    @cached_property
    def roles_held(self) -> list[tuple[Role, str]]:
        """The roles in force today as (role, path of the unit); read once a request."""
        grants = self.grants.in_force().select_related("unit")
        return [(Role(grant.role), grant.unit.path) for grant in grants]

    def holds(self, roles: Iterable[Role], at: Unit | None = None) -> bool:
        """Whether one of `roles` is held at `at` or above it, or anywhere where `at` is None."""
        return self.holds_at_path(roles, None if at is None else at.path)

    def holds_at_path(self, roles: Iterable[Role], at: str | None) -> bool:
        """The same for the unit at this path."""
        wanted = set(roles)
        return any(role in wanted and (at is None or at.startswith(path)) for role, path in self.roles_held)

    def where_holds(self, roles: Iterable[Role], path: str) -> Q:
        """The one scoping rule: rows whose unit, found by the lookup `path`, lies where one of `roles` holds.

        path: lookup from a row to the path of its unit, e.g. "unit__path".
        """
        scope = NOTHING
        for prefix in self.paths_below(roles):
            scope |= Q(**{f"{path}__below": prefix})
        return scope

    def paths_below(self, roles: Iterable[Role], top: str = "") -> list[str]:
        """The paths of the subtrees where one of `roles` holds, as far as they lie below the path `top`."""
        wanted = set(roles)
        prefixes = sorted({held for role, held in self.roles_held if role in wanted})
        # "0001" makes "00010003" superfluous; fewer conditions make better plans.
        shortest = [p for i, p in enumerate(prefixes) if not any(p.startswith(q) for q in prefixes[:i])]
        if any(top.startswith(p) for p in shortest):
            return [top]
        return [p for p in shortest if p.startswith(top)]

    @cached_property
    def accounts_of_person(self) -> list[int]:
        """The accounts that are one person's with this one; read once a request."""
        return accounts_of_person(self)

    def where_duties_are_shared(self, path: str) -> Q:
        """Rows at which this person may take several duties, see allowances.py."""
        return where_duties_are_shared(self, path)


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

    def visible_to(self, user: User) -> RoleGrantQuerySet:
        return self.filter(user.where_holds((Role.ADMINISTRATOR,), "unit__path") | Q(user=user))


@tracked()
class RoleGrant(models.Model):
    """A role held by a user at a unit, with who gave it and why. Withdrawn, never deleted."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants", verbose_name=_("account"), db_index=False)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants", verbose_name=_("unit"))
    valid_from = models.DateField(_("from"), default=timezone.localdate)
    valid_until = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("granted by"))
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


def grant_role(*, user: User, role: Role, unit: Unit, by: User, reason: str, **period: Any) -> RoleGrant:
    """Give `user` a role at `unit`. Raises NotAllowed outside `by`'s subtree, ValidationError for a breach."""
    if not by.holds((Role.ADMINISTRATOR,), at=unit):
        raise NotAllowed(_("You can give roles only at units that you administer."))
    if user.pk == by.pk:
        raise NotAllowed(NOT_TO_ONESELF)
    grant = RoleGrant(user=user, role=role, unit=unit, granted_by=by, reason=reason, **period)
    grant.full_clean()
    with recorded(by, reason, "rolegrant.grant"):
        grant.save()
    return grant

"""Who may: users, and the roles they hold at a unit for it and everything below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.access_records import AccessRecord
from accounts.account_changes import AccountChange
from accounts.allowances import DutyAllowance, accounts_of_person, paths_of_shared_duties
from accounts.channels import Channel, Delivery
from accounts.choices import CRITICAL
from accounts.following import Following
from accounts.grants import RoleGrant, grant_role
from accounts.letters import Letter
from accounts.notices import Notice
from accounts.saved_filters import SavedFilter
from accounts.tokens import AccessToken
from ground.lifecycle.addresses import row_address
from ground.lifecycle.changelog import Person, tracked
from ground.lifecycle.roles import Role
from units.models import Official, PostPeriod, Unit
from units.subtrees import STEP, where_below
from units.text_search import search_index

__all__ = [
    "AccessRecord",
    "AccessToken",
    "AccountChange",
    "Channel",
    "Delivery",
    "DutyAllowance",
    "Following",
    "Letter",
    "Notice",
    "RoleGrant",
    "SavedFilter",
    "User",
    "grant_role",
]

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

    def people(self, keys: Iterable[int]) -> dict[int, Person]:
        """Who they are for the change log, by account: names, and the posts that they held when. Two queries."""
        accounts = list(self.filter(pk__in=set(keys)))
        periods: dict[int, list[tuple[date, date | None, str]]] = defaultdict(list)
        held = PostPeriod.objects.filter(official__in={a.official_id for a in accounts} - {None})
        for period in held.select_related("post"):
            periods[period.official_id].append((period.started_on, period.ended_on, str(period.post)))
        return {a.pk: Person(str(a), tuple(periods.get(a.official_id or 0, ()))) for a in accounts}

    def uninvited(self) -> UserQuerySet:
        """Active accounts without a password whose person was never sent the link to choose one, and never came in by
        the directory of the office either."""
        return self.filter(UNINVITED)

    def visible_to(self, user: User) -> UserQuerySet:
        """What an administrator sees: those with a role in the subtree, and of those without one their own."""
        if not user.holds((Role.ADMINISTRATOR,)):
            return self.filter(pk=user.pk)
        inside = RoleGrant.objects.standing().filter(user.where_holds((Role.ADMINISTRATOR,), "unit__path"))
        # One list of keys instead of an OR, which would be asked anew of every account.
        oneself = User.objects.filter(pk=user.pk).order_by()
        seen = inside.order_by().values("user")
        return self.filter(pk__in=seen.union(self._roleless_of(user).values("pk"), oneself.values("pk"), all=True))

    def kept_by(self, user: User) -> UserQuerySet:
        """Accounts whose sign-in an administrator keeps: all their roles lie in the subtree. Those without one are
        kept by who made them, and by who administers the whole register."""
        outside = RoleGrant.objects.standing().filter(user=OuterRef("pk"))
        outside = outside.exclude(user.where_holds((Role.ADMINISTRATOR,), "unit__path"))
        return self.visible_to(user).exclude(Exists(outside.order_by()))

    @staticmethod
    def _roleless_of(user: User) -> models.QuerySet[User]:
        standing = RoleGrant.objects.standing().filter(user=OuterRef("pk")).order_by()
        rows = User.objects.filter(~Exists(standing)).order_by()
        everything = any(len(path) == STEP for path in user.paths_below((Role.ADMINISTRATOR,)))
        return rows if everything else rows.filter(made_by=user)


@tracked(exclude=("password", "last_login", "generation"), named_by=("name", "username"))
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

    # Who made it; the account is theirs as long as it holds no role.
    made_by = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        related_name="+",
        editable=False,
        db_index=False,
        verbose_name=_("created by"),
    )
    # Counts what ended all sessions, see accounts/access.py.
    generation = models.PositiveIntegerField(default=0, editable=False)

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
        return row_address("accounts:detail", self.pk)

    @property
    def is_critical(self) -> bool:
        """Whether it was ever given a role that two people give: what it has seen and done does not end with that."""
        return self.grants.filter(role__in=CRITICAL).exists()

    @property
    def has_credential(self) -> bool:
        """Whether somebody has come in, or could, by a password of their own."""
        return self.has_usable_password() or self.last_login is not None

    def needs_two(self) -> bool:
        """Whether its sign-in is changed by two people only: all but those that nobody has used and that are to hold
        no critical role."""
        waits = self.changes.proposed().filter(role__in=CRITICAL)
        return self.has_credential or self.is_critical or waits.exists()

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        # Django's own, and ended by `generation`; at 0 the same, so that an upgrade signs nobody out.
        salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        counted = f"{self.password}{self.generation or ''}"
        return salted_hmac(salt, counted, secret=secret, algorithm="sha256").hexdigest()

    @cached_property
    def grants_held(self) -> list[RoleGrant]:
        """The grants in force today, with their units; read once a request."""
        return list(self.grants.in_force().select_related("unit"))

    @cached_property
    def roles_held(self) -> list[tuple[Role, str]]:
        """The roles in force today as (role, path of the unit)."""
        return [(Role(grant.role), grant.unit.path) for grant in self.grants_held]

    @cached_property
    def kinds_of_roles(self) -> frozenset[Role]:
        """The roles in force today, wherever they are held."""
        return frozenset(role for role, _path in self.roles_held)

    def holds(self, roles: Iterable[Role], at: Unit | None = None) -> bool:
        """Whether one of `roles` is held at `at` or above it, or anywhere where `at` is None."""
        return self.holds_at_path(roles, None if at is None else at.path)

    def holds_at_path(self, roles: Iterable[Role], at: str | None) -> bool:
        """The same for the unit at this path."""
        if at is None:
            return not self.kinds_of_roles.isdisjoint(roles)
        wanted = set(roles)
        return any(role in wanted and at.startswith(path) for role, path in self.roles_held)

    def where_holds(self, roles: Iterable[Role], path: str) -> Q:
        """The one scoping rule: rows whose unit, found by the lookup `path`, lies where one of `roles` holds.

        path: lookup from a row to the path of its unit, e.g. "unit__path".
        """
        return where_below(self.paths_below(roles), path)

    def paths_below(self, roles: Iterable[Role], top: str = "") -> list[str]:
        """The paths of the subtrees where one of `roles` holds, as far as they lie below the path `top`."""
        wanted = set(roles)
        prefixes = sorted({held for role, held in self.roles_held if role in wanted})
        # "0001" makes "00010003" superfluous; fewer conditions make better plans.
        shortest = [p for i, p in enumerate(prefixes) if not any(p.startswith(q) for q in prefixes[:i])]
        if any(top.startswith(p) for p in shortest):
            return [top]
        return [p for p in shortest if p.startswith(top)]

    def units_held(self, roles: Iterable[Role]) -> list[Unit]:
        """The units at which one of `roles` is held, without those that lie below another of them."""
        units = {grant.unit.path: grant.unit for grant in self.grants_held if grant.role in set(roles)}
        return [units[path] for path in self.paths_below(roles)]

    @cached_property
    def accounts_of_person(self) -> list[int]:
        """The accounts that are one person's with this one; read once a request."""
        return accounts_of_person(self)

    @cached_property
    def paths_of_shared_duties(self) -> list[str]:
        """Of units at and below which this person may take several duties (allowances.py); read once a request."""
        return paths_of_shared_duties(self)

    def where_duties_are_shared(self, path: str) -> Q:
        """Rows at which this person may take several duties. path: the lookup from a row to the path of its unit."""
        return where_below(self.paths_of_shared_duties, path)

    @cached_property
    def kinds_followed(self) -> list[str]:
        """Of the rows that this person follows (row_kinds.py), each once; read once a request."""
        return sorted(set(self.following.values_list("kind", flat=True)))

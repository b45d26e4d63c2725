"""A change to an account that two people make: one proposes it, a second confirms it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.choices import ChangeKind, ChangeStatus
from accounts.lifecycle import ACCOUNT_CHANGE_LIFECYCLE, ADMINISTRATORS, DECIDING
from ground.lifecycle.addresses import row_address
from ground.lifecycle.changelog import tracked
from ground.lifecycle.machine import Stateful
from ground.lifecycle.roles import Role
from units.models import Official, Unit

if TYPE_CHECKING:
    from accounts.models import User


def _person(label: Any, related_name: str = "+", **options: Any) -> models.ForeignKey:
    return models.ForeignKey(
        "accounts.User", models.PROTECT, related_name=related_name, verbose_name=label, db_index=False, **options
    )


FACTS: dict[str, Any] = {
    "valid_from": _("from"),
    "valid_until": _("until"),
    "username": _("user name"),
    "email": _("e-mail"),
}


def _told(facts: dict[str, Any]) -> list[tuple[Any, Any]]:
    """Facts of a change, as (what, value)."""
    told = [(FACTS[name], str(value or "")) for name, value in facts.items() if name in FACTS]
    return [*told, *([(_("close the account that hands over"), _("yes"))] if facts.get("close") else [])]


def _facts_in_words(facts: dict[str, Any]) -> list[str]:
    """Facts of a change, in the change log: a line each."""
    return [f"{what} {value}" for what, value in _told(facts) if value]


class AccountChangeQuerySet(models.QuerySet["AccountChange"]):
    def visible_to(self, user: User) -> AccountChangeQuerySet:
        """Changes in the units that the person administers or audits, and those that concern or come from them."""
        here = user.where_holds(DECIDING, "unit__path")
        return self.filter(here | Q(account=user.pk) | Q(proposed_by=user.pk))

    def for_list(self) -> AccountChangeQuerySet:
        return self.select_related("account", "unit", "proposed_by")

    def proposed(self) -> AccountChangeQuerySet:
        return self.filter(status=ChangeStatus.PROPOSED)

    def waiting_for(self, user: User) -> AccountChangeQuerySet:
        """Proposals that this person may decide."""
        mine = user.where_holds(ADMINISTRATORS, "unit__path")
        watched = Q(is_watched=True) & user.where_holds((Role.AUDITOR,), "unit__path")
        rows = self.proposed().filter(mine | watched)
        return rows.exclude(proposed_by=user.pk).exclude(account=user.pk).exclude(successor=user.pk)


@tracked(words={"facts": _facts_in_words}, named_by=("kind", "account"))
class AccountChange(Stateful):
    """Something that one person may not do to an account alone.

    unit: the smallest unit that holds all roles of the account, of a role the unit where it shall hold; who decides
    has to administer or audit it. facts: what the kind needs besides, e.g. the new e-mail. is_watched: it concerns
    an inspector or auditor, so that the auditor may decide.
    """

    account = _person(_("account"), "changes")
    kind = models.CharField(_("what"), max_length=12, choices=ChangeKind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    role = models.CharField(_("role"), max_length=20, choices=Role, blank=True)
    official = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+", verbose_name=_("official"))
    successor = _person(_("successor"), null=True)
    facts = models.JSONField(_("details"), default=dict)
    is_watched = models.BooleanField(_("the auditor may decide"), default=False)
    reason = models.CharField(_("reason"), max_length=200)
    status = models.CharField(
        _("status"), max_length=12, choices=ChangeStatus, default=ChangeStatus.PROPOSED, editable=False
    )
    proposed_by = _person(pgettext_lazy("account", "proposed by"))
    proposed_at = models.DateTimeField(pgettext_lazy("account", "proposed on"), default=timezone.now)
    decided_by = _person(_("decided by"), null=True)
    decided_at = models.DateTimeField(_("decided on"), null=True)
    answer = models.CharField(pgettext_lazy("account", "answer"), max_length=1000, blank=True)

    objects = AccountChangeQuerySet.as_manager()
    lifecycle = ACCOUNT_CHANGE_LIFECYCLE
    transition_route = "accounts:change_transition"

    class Meta:
        verbose_name = _("change to an account")
        verbose_name_plural = _("changes to accounts")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["account", "-id"], name="accountchange_account")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind", "role", "unit"],
                condition=Q(status=ChangeStatus.PROPOSED.value),
                name="accountchange_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.account}"

    def get_absolute_url(self) -> str:
        return row_address("accounts:change", self.pk)

    def deciders(self) -> list[str]:
        """The names of those who may decide, but for rules that only trying tells."""
        roles = DECIDING if self.is_watched else ADMINISTRATORS
        grants = apps.get_model("accounts", "RoleGrant").objects.in_force().over(self.unit.path)
        concerned = [self.proposed_by_id, self.account_id, self.successor_id]
        grants = grants.filter(role__in=roles, user__is_active=True).exclude(user__in=[pk for pk in concerned if pk])
        return list(grants.order_by("user__name").values_list("user__name", flat=True).distinct())

    def details(self) -> list[tuple[Any, Any]]:
        """What shall be, as (what, value)."""
        named: list[tuple[Any, Any]] = [
            (_("role"), self.get_role_display()),
            (_("official"), str(self.official or "")),
            (_("successor"), str(self.successor or "")),
        ]
        return [(what, value) for what, value in (*named, *_told(self.facts)) if value]

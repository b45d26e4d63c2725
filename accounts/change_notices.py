"""Who is told of a change to an account: the person concerned and the auditor always, also where it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.notice_kinds import NoticeKind
from accounts.notices import notifies, notify
from ground.lifecycle.roles import Role

PROPOSED = NoticeKind(
    "acc_proposed",
    _("change to an account proposed"),
    ngettext_lazy(
        "%(count)d change to an account was proposed.", "%(count)d changes to accounts were proposed.", "count"
    ),
    one=_("A change to an account was proposed: %(name)s"),
    is_discreet=True,
    is_always=True,
)
CONFIRMED = NoticeKind(
    "acc_done",
    _("change to an account confirmed"),
    ngettext_lazy(
        "%(count)d change to an account was confirmed.", "%(count)d changes to accounts were confirmed.", "count"
    ),
    one=_("A change to an account was confirmed: %(name)s"),
    is_discreet=True,
    is_always=True,
)
NOT_DONE = NoticeKind(
    "acc_refused",
    _("change to an account refused"),
    ngettext_lazy(
        "%(count)d change to an account was refused or withdrawn.",
        "%(count)d changes to accounts were refused or withdrawn.",
        "count",
    ),
    one=_("A change to an account was refused or withdrawn: %(name)s"),
    is_discreet=True,
    is_always=True,
)
OPENED = NoticeKind(
    "letter",
    _("letter opened"),
    ngettext_lazy("%(count)d letter was opened.", "%(count)d letters were opened.", "count"),
    one=_("The letter of “%(name)s” was opened."),
    is_discreet=True,
    is_always=True,
)

ROLE_WITHDRAWN = NoticeKind(
    "acc_role",
    _("role withdrawn"),
    ngettext_lazy("%(count)d role was withdrawn.", "%(count)d roles were withdrawn.", "count"),
    one=_("A role was withdrawn: %(name)s"),
    is_discreet=True,
    is_always=True,
)
MADE_BY_OPERATOR = NoticeKind(
    "acc_operator",
    _("account made on the server"),
    ngettext_lazy(
        "%(count)d account was made on the server itself, by its operator.",
        "%(count)d accounts were made on the server itself, by its operator.",
        "count",
    ),
    one=_("The account of “%(name)s” was made on the server itself, by its operator."),
    is_discreet=True,
    is_always=True,
)


def auditors_of(path: str) -> list[int]:
    """The accounts that audit the unit at this path."""
    grants = apps.get_model("accounts", "RoleGrant").objects.of_active(Role.AUDITOR).over(path)
    return list(grants.order_by().values_list("user", flat=True).distinct())


def _told(rows: QuerySet, by: Any) -> Iterator[tuple[int, str, str]]:
    """(person, name, address) of each change: whom it concerns, who proposed it and the auditors, but for `by`."""
    auditors: dict[str, list[int]] = {}
    for change in rows.select_related("account", "unit"):
        path = change.unit.path
        if path not in auditors:
            auditors[path] = auditors_of(path)
        people = {change.account_id, change.successor_id, change.proposed_by_id, *auditors[path]}
        for person in sorted(people - {None, by.pk}):
            yield person, str(change)[:100], reverse("accounts:change", args=[change.pk])


def _tell(kind: NoticeKind, rows: QuerySet, by: Any, at: datetime | None = None) -> None:
    notify(kind, _told(rows, by), url=reverse("accounts:changes"), at=at)


@notifies(PROPOSED)
def tell_of_proposal(rows: QuerySet, by: Any, at: datetime | None = None) -> None:
    """Whom it concerns and the auditors of the unit, but for the person acting."""
    _tell(PROPOSED, rows, by, at)


@notifies(CONFIRMED)
def tell_of_confirmation(rows: QuerySet, by: Any, at: datetime) -> None:
    """Whom it concerns, who proposed it and the auditors of the unit, but for the person acting."""
    _tell(CONFIRMED, rows, by, at)


@notifies(NOT_DONE)
def tell_of_refusal(rows: QuerySet, by: Any, at: datetime) -> None:
    """Whom it concerns, who proposed it and the auditors of the unit, but for the person acting."""
    _tell(NOT_DONE, rows, by, at)


def tell_of_withdrawal(grant: Any, by: Any) -> None:
    """Who held a role that two people give, and the auditors of the unit, but for the person acting."""
    people = {grant.user_id, *auditors_of(grant.unit.path)} - {by.pk}
    name, address = f"{grant.user} · {grant}"[:100], reverse("accounts:me")
    notify(ROLE_WITHDRAWN, ((person, name, address) for person in sorted(people)), url=address)


def tell_of_operator(users: Any, path: str) -> None:
    """The administrators and auditors of before, of what was made past them."""
    grants = apps.get_model("accounts", "RoleGrant").objects.in_force().over(path)
    told = grants.filter(role__in=(Role.ADMINISTRATOR, Role.AUDITOR), user__is_active=True)
    people = set(told.values_list("user", flat=True)) - {user.pk for user in users}
    address = reverse("accounts:me")
    notify(
        MADE_BY_OPERATOR, ((person, str(user), address) for user in users for person in sorted(people)), url=address
    )


def tell_of_letter(letter: Any) -> None:
    """Who made the letter and the auditors of all units where its person holds a role learn that it was opened."""
    paths = letter.user.grants.standing().values_list("unit__path", flat=True)
    people = {letter.first_by_id, letter.second_by_id} | {pk for path in paths for pk in auditors_of(path)}
    address = reverse("accounts:list")
    notify(OPENED, ((person, str(letter), address) for person in sorted(people - {None})), url=address)

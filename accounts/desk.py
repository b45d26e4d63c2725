"""What of the accounts waits for an administrator, and what the auditor should know."""

from collections.abc import Iterator
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.following import followed
from accounts.inbox_lines import Entry
from accounts.inbox_sources import Rows, View, what_waits
from accounts.lifecycle import DECIDING
from accounts.models import AccountChange, Delivery, Letter, User
from accounts.row_kinds import KINDS, Kind, declare
from ground.lifecycle.roles import Role
from units.models import Unit


def _unit(unit: Unit) -> Entry:
    return Entry(unit.name, unit.get_absolute_url(), f"{unit.get_level_display()} · {unit.code}", unit=unit.name)


declare(Kind(Unit, gettext_lazy("unit"), _unit, ("division",), "pk", gettext_lazy("units"), "building"))


@what_waits
def what_is_followed(user: Any) -> Iterator[Rows]:
    """Rows that the person follows, of each kind of which they follow any."""
    role = next((role for role in Role if user.holds((role,))), None)
    if role is None:
        return
    for kind in (KINDS[name] for name in user.kinds_followed if name in KINDS):
        yield Rows(
            f"followed-{kind.name}",
            role,
            kind.word,
            kind.label,
            kind.icon,
            followed(user, kind),
            f"{reverse('desk')}?view={View.FOLLOWED}&kind=followed-{kind.name}",
            kind.entry,
            since="changed_at",
            unit=kind.unit,
            view=View.FOLLOWED,
            related=kind.related,
        )


@what_waits
def to_decide(user: Any) -> Iterator[Rows]:
    """Changes to accounts, once for a person of both roles; and letters to print."""
    role = next((role for role in DECIDING if user.holds((role,))), None)
    if role is None:
        return
    yield Rows(
        "account-change",
        role,
        _("account"),
        _("changes to accounts that wait for a second person"),
        "users",
        AccountChange.objects.waiting_for(user),
        f"{reverse('accounts:changes')}?status=proposed",
        since="proposed_at",
    )
    printed, listed = Letter.objects.to_print(user), reverse("accounts:letters")
    yield Rows("letter", role, _("letter"), _("letters to print"), "printer", printed, listed, unit="", is_one=True)


@what_waits
def to_put_in_order(user: Any) -> Iterator[Rows]:
    """Accounts and units that lack something, and messages that went nowhere."""
    if not user.holds((Role.ADMINISTRATOR,)):
        return
    accounts, units = reverse("accounts:list"), reverse("units:list")
    seen = User.objects.visible_to(user)
    without_liaison = Unit.objects.reachable_by(user, (Role.ADMINISTRATOR,)).without_liaison()
    kinds: tuple[tuple[str, Any, Any, str, Any, str], ...] = (
        (
            "no-role",
            _("account"),
            _("accounts without a role"),
            "user-question",
            seen.without_role(),
            f"{accounts}?no_role=true",
        ),
        (
            "uninvited",
            _("account"),
            _("accounts not invited yet"),
            "mail",
            seen.uninvited(),
            f"{accounts}?uninvited=true",
        ),
        (
            "undelivered",
            _("message"),
            _("messages that could not be delivered"),
            "mail-off",
            Delivery.objects.visible_to(user).lost(),
            reverse("accounts:undelivered"),
        ),
        (
            "no-liaison",
            _("unit"),
            _("units without a liaison"),
            "building-off",
            without_liaison,
            f"{units}?no_liaison=true",
        ),
    )
    for kind, word, label, icon, rows, url in kinds:
        yield Rows(kind, Role.ADMINISTRATOR, word, label, icon, rows, url, unit="", is_one=True)


@what_waits
def to_audit(user: Any) -> Iterator[Rows]:
    if user.holds((Role.AUDITOR,)):
        locked = AccessAttempt.objects.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT)
        label, listed = _("sign-ins locked after wrong passwords"), reverse("accounts:audit")
        yield Rows("locked", Role.AUDITOR, _("sign-in"), label, "lock", locked, listed, unit="", is_one=True)

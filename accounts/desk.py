"""What of the accounts waits for an administrator, and what the auditor should know."""

from collections.abc import Iterator
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.lifecycle import DECIDING
from accounts.models import AccountChange, Delivery, Letter, User
from ground.lifecycle.roles import Role
from ground.pages.desk import Waiting, what_waits
from units.models import Unit


@what_waits
def accounts(user: Any) -> Iterator[Waiting]:
    for role in DECIDING:
        if user.holds((role,)):
            listed = f"{reverse('accounts:changes')}?status=proposed"
            n = AccountChange.objects.waiting_for(user).count()
            yield Waiting(role, _("changes to accounts that wait for a second person"), n, listed, "users")
            n = Letter.objects.to_print(user).count()
            yield Waiting(role, _("letters to print"), n, reverse("accounts:letters"), "printer")
    if user.holds((Role.ADMINISTRATOR,)):
        listed, role = reverse("accounts:list"), Role.ADMINISTRATOR
        n = User.objects.visible_to(user).without_role().count()
        yield Waiting(role, _("accounts without a role"), n, f"{listed}?no_role=true", "user-question")
        n = User.objects.visible_to(user).uninvited().count()
        yield Waiting(role, _("accounts not invited yet"), n, f"{listed}?uninvited=true", "mail")
        n = Delivery.objects.visible_to(user).lost().count()
        yield Waiting(role, _("messages that could not be delivered"), n, reverse("accounts:undelivered"), "mail-off")
        n = Unit.objects.reachable_by(user, (role,)).without_liaison().count()
        yield Waiting(
            role, _("units without a liaison"), n, f"{reverse('units:list')}?no_liaison=true", "building-off"
        )
    if user.holds((Role.AUDITOR,)):
        locked = AccessAttempt.objects.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT).count()
        address = reverse("accounts:audit")
        yield Waiting(Role.AUDITOR, _("sign-ins locked after wrong passwords"), locked, address, "lock")

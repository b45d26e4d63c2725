"""What may be changed of an account by two people only, and the states of such a change."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ground.lifecycle.roles import SEPARATED, Role

# Roles that nobody gives alone: who holds one could read, change or hide what the others may not.
CRITICAL = SEPARATED
# Accounts with one of these are watched by the auditor, who may be the second person.
WATCHED = (Role.INSPECTOR, Role.AUDITOR)


class ChangeKind(models.TextChoices):
    ROLE = "role", _("give a role")
    PASSWORD = "password", _("new password")
    FACTORS = "factors", _("take second factors off")
    SIGN_IN = "sign_in", _("change user name or e-mail")
    OFFICIAL = "official", _("link an official")
    HAND_OVER = "hand_over", _("hand work over")
    OPEN = "open", _("open a closed account")


class ChangeStatus(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("account", "proposed")
    CONFIRMED = "confirmed", _("confirmed")
    REFUSED = "refused", pgettext_lazy("account", "refused")
    WITHDRAWN = "withdrawn", _("withdrawn")

"""The roles a person can hold at a unit, for it and everything below it (DOMAIN section 3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    LIAISON = "liaison", _("unit liaison")
    UNIT_HEAD = "unit_head", _("unit head")
    INSPECTOR = "inspector", _("discipline inspection officer")
    CHECKER = "checker", _("provincial checker")
    OBSERVER = "observer", _("integrity observer")
    OFFICIAL = "official", _("official")
    ADMINISTRATOR = "administrator", _("system administrator")
    AUDITOR = "auditor", _("security auditor")


# Who reads the register's content in their subtree. Administrators and auditors see none of it.
REGISTER_READERS = (Role.LIAISON, Role.UNIT_HEAD, Role.INSPECTOR, Role.CHECKER)
# Who sees the unit tree and its posts.
UNIT_READERS = (*REGISTER_READERS, Role.ADMINISTRATOR)
# Three duties that are never one account (三员分立).
SEPARATED = (Role.ADMINISTRATOR, Role.INSPECTOR, Role.AUDITOR)

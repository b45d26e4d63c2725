"""The checkpoints in the navigation."""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import Role
from ground.pages.navigation import Entry, enter

enter(Entry(303, "checkpoints:list", _("Integrity of the log"), "shield-check", (Role.AUDITOR,)))

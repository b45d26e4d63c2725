"""The checkpoints in the navigation."""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import Role
from ground.pages.navigation import Entry, Group, enter

enter(Entry(Group.MANAGEMENT, 303, "checkpoints:list", _("Integrity of the log"), "shield-check", (Role.AUDITOR,)))

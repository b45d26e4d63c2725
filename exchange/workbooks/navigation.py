"""Spreadsheets in the navigation."""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import Role
from ground.pages.navigation import Entry, Group, enter

enter(
    Entry(
        Group.REGISTER, 210, "workbooks:imports", _("Imports"), "file-spreadsheet", (Role.LIAISON, Role.ADMINISTRATOR)
    ),
)

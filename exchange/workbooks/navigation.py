"""Spreadsheets in the navigation."""

from django.utils.translation import gettext_lazy as _

from exchange.workbooks.incoming.requests import WHO
from ground.pages.navigation import Entry, Group, enter

enter(Entry(Group.REGISTER, 210, "workbooks:imports", _("Imports"), "file-spreadsheet", WHO))

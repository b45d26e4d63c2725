"""The risk library in the navigation."""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import REGISTER_READERS
from ground.pages.navigation import Entry, Group, enter

enter(
    Entry(Group.REGISTER, 220, "library:powers", _("Risk library"), "books", REGISTER_READERS),
)

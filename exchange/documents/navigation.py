"""Document templates in the navigation."""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import Role
from ground.pages.navigation import Entry, Group, enter

enter(
    Entry(
        Group.MANAGEMENT, 280, "documents:templates", _("Document templates"), "file-type-docx", (Role.ADMINISTRATOR,)
    ),
)

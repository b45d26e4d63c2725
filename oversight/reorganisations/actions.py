"""What a reorganisation does to units."""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.actions import name_actions

name_actions(
    "reorganisation", rename=_("renamed"), move=_("moved"), merge=_("merged"), split=_("split"), undo=_("undone")
)

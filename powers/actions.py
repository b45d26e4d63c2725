"""What is done to flows, beside their steps."""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.actions import name_actions

name_actions("flow", new_version=_("new version"))

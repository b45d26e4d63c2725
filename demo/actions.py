"""How the demo province came to be."""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.actions import name_actions

name_actions("demo", load=_("demo loaded"))

"""What is done to control plans beside the steps of a life cycle, in words."""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.actions import name_actions

name_actions("controlplan", load=_("brought in"), in_force=_("put in force"))

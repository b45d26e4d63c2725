"""What is done with integrity files beside the steps of their entries."""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.actions import name_actions

name_actions("filelook", create=_("viewed an integrity file"))

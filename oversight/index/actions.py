"""What is done to survey scores."""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.actions import name_actions

name_actions("surveyscore", write=_("brought in"))

"""What is done to risk points, beside their steps."""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.actions import name_actions

name_actions("riskpoint", revise=_("revision started"), assign=_("assigned"))
name_actions("norisk", sign=_("no risk signed"))

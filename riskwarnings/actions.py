"""What the register itself does, and what is done to observers."""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.actions import name_actions

name_actions("warning", propose=_("proposed by the assessment"))
name_actions("recoveryrequest", give=_("share given"))
name_actions("reporterlook", create=_("viewed the reporter of a signal"))
name_actions("observer", withdraw=_("withdrawn"))

"""What is done to accounts, beside making and changing them."""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.actions import name_actions

name_actions("user", invite=_("invited"), hand_over=_("handed over"), reset_factors=_("second factors taken off"))
name_actions("rolegrant", grant=_("role given"), withdraw=_("withdrawn"))
name_actions("dutyallowance", give=_("allowed"), withdraw=_("withdrawn"))
name_actions("accesstoken", revoke=_("revoked"))

"""What is done to accounts, beside making and changing them."""

from django.utils.translation import gettext_lazy as _

from accounts.access_records import AccessKind
from ground.lifecycle.actions import name_actions

name_actions("user", invite=_("invited"), hand_over=_("handed over"), reset_factors=_("second factors removed"))
name_actions("user", end_access=_("sessions and tokens ended"))
name_actions("accountchange", propose=_("proposed to a second person"))
name_actions("letter", print=_("part printed"), open=_("opened"))
name_actions("rolegrant", grant=_("role given"), withdraw=_("withdrawn"))
name_actions("dutyallowance", give=_("allowed"), withdraw=_("withdrawn"))
name_actions("accessrecord", **{kind.value: kind.label for kind in AccessKind})
name_actions("accesstoken", revoke=_("revoked"))

"""The sentences of refusals that are said in several places, by name; raised as `NotAllowed` or its like."""

from django.utils.translation import gettext_lazy as _

NOT_YOUR_STEP = _("Your roles do not include this step at this unit.")
NOT_YOUR_PAGE = _("Your roles do not include this page.")
NO_REASON = _("Please give a reason, so that others can understand this step.")
NOT_EDITABLE = _("In the state “%(state)s” this cannot be edited.")

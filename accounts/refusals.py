"""The sentences of refusals about accounts and roles that are said in several places, by name."""

from django.utils.translation import gettext_lazy as _

OWN_PASSWORD_FIRST = _("Please choose a password of your own first.")
NOT_TO_ONESELF = _("Nobody gives a role to themselves; ask another administrator.")

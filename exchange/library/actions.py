"""What is done to the library beside the steps of its life cycle, in words."""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.actions import name_actions

name_actions(
    "library",
    load=_("brought in"),
    propose=_("proposed"),
    adopt=_("adopted from the library"),
    accept=_("change of the library taken over"),
    keep=_("change of the library left aside"),
)

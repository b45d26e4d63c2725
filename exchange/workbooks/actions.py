"""What is done to imports."""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.actions import name_actions

name_actions(
    "import",
    confirm=_("confirmed"),
    write=_("brought in"),
    place=_("columns assigned"),
    answer=_("questions answered"),
    ask_again=_("answer taken back"),
    cancel=_("cancelled"),
    cancelled=_("cancelled"),
    failed=_("failed"),
    refused=_("refused"),
)

"""The sentences of refusals about risk points that are said in several places, by name."""

from django.utils.translation import gettext_lazy as _

STEP_ELSEWHERE = _("This step belongs to another unit. Choose one of this unit.")
ONE_PLACE = _("Name either a flow step or a post as the place, not both.")
MAJORS_ARE_HIGH = _("A “three majors and one large” decision is never below high.")

"""The sentences of refusals about posts and their periods that are said in several places, by name."""

from django.utils.translation import gettext_lazy as _

POST_ELSEWHERE = _("This post belongs to another unit. Choose one of this unit.")
ENDS_FIRST = _("The period ends before it starts.")
PERIOD_OVERLAPS = _("The official already holds this post during that time.")

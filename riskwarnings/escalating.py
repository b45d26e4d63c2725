"""Warnings whose day for the answer has passed go up: one level graver, to the level above, with a new day."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from riskwarnings.choices import Level
from riskwarnings.handling import WARNING_LIFECYCLE
from riskwarnings.models import Warning

AT_ONCE = 500  # warnings between two commits


def escalate() -> int:
    """Take every overdue warning one level up; returns how many. Safe to repeat and to run twice at once.

    A red one that the top of the tree keeps has nowhere to go: it stays on the lists as overdue.
    """
    done, last = 0, 0
    today = timezone.localdate()
    overdue = Warning.objects.unanswered().filter(due_on__lt=today)
    overdue = overdue.exclude(level=Level.RED, keeper__depth=1).order_by("pk")
    while keys := list(overdue.filter(pk__gt=last).values_list("pk", flat=True)[:AT_ONCE]):
        with override("zh-hans"):
            why = _("not answered by the day")
        outcome = WARNING_LIFECYCLE.attempt(Warning.objects.filter(pk__in=keys), "escalate", by=None, reason=why)
        done, last = done + len(outcome.done), keys[-1]
    return done

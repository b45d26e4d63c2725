"""Warnings whose day for the answer has passed go up: one level graver, to the level above, with a new day."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy, override

from riskwarnings.choices import WarningLevel
from riskwarnings.lifecycle.warnings import WARNING_LIFECYCLE
from riskwarnings.models import Warning

AT_ONCE = 500  # warnings between two commits
LATE = gettext_lazy("not answered by the day")


def overdue() -> QuerySet[Warning]:
    """Warnings that go up: not answered by their day, and with somewhere to go.

    A red one that the top of the tree keeps stays on the lists as overdue.
    """
    return Warning.objects.overdue().exclude(level=WarningLevel.RED, keeper__depth=1)


def escalate() -> int:
    """Take every overdue warning one level up; returns how many. Safe to repeat and to run twice at once."""
    done, last = 0, 0
    while keys := list(overdue().filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        with override("zh-hans"):
            why = str(LATE)
        result = WARNING_LIFECYCLE.attempt(Warning.objects.filter(pk__in=keys), "escalate", by=None, reason=why)
        done, last = done + len(result.done), keys[-1]
    return done

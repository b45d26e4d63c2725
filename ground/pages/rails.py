"""What stands beside an object: what it lacks, what comes next, and what has been."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

SOON = 8  # of what comes next


@dataclass(frozen=True)
class Lack:
    """Something that is missing. why: what is asked. url: the very place where it is mended; action: its words."""

    title: Any
    why: Any
    url: str
    action: Any


@dataclass(frozen=True)
class Due:
    """Something that has to be done by a day."""

    title: Any
    note: Any
    url: str
    day: date

    @classmethod
    def of(cls, title: Any, row: Any, day: date | None) -> Due:
        """With the row that it is about; its day is known."""
        assert day, row
        return cls(title, str(row), row.get_absolute_url(), day)

    @property
    def days_over(self) -> int:
        """How many days its day has passed; 0 or less where it has not."""
        return (timezone.localdate() - self.day).days

    @property
    def is_today(self) -> bool:
        return self.days_over == 0


@dataclass(frozen=True)
class Milestone:
    """Something that was reached on a day, or is to be reached, by a day where there is one."""

    label: Any
    at: date | datetime | None
    note: Any = ""
    url: str = ""
    is_to_come: bool = False

    @property
    def day(self) -> date | None:
        return timezone.localtime(self.at).date() if isinstance(self.at, datetime) else self.at


def soonest(found: list[Due]) -> list[Due]:
    """The first of what comes next, what is overdue before all else."""
    return sorted(found, key=lambda due: due.day)[:SOON]


def newest(found: list[Milestone]) -> list[Milestone]:
    """What is to come first, then what was reached, the newest first."""
    return sorted(found, key=lambda stop: (stop.is_to_come, stop.day or date.max), reverse=True)

"""With which day the figures of today are compared, and what became better."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Against(models.TextChoices):
    """What the figures are compared with: the end of a time that is over."""

    MONTH = "month", _("since last month")
    QUARTER = "quarter", _("since last quarter")
    YEAR = "year", _("since last year")

    def day(self, today: date) -> date:
        """The last day of that time."""
        first = {
            Against.MONTH: today.replace(day=1),
            Against.QUARTER: today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1),
            Against.YEAR: today.replace(month=1, day=1),
        }[self]
        return first - timedelta(days=1)


def share(part: int, whole: int) -> float | None:
    """Percent, rounded down to a tenth, so that only all of it is 100; None where there is nothing to share."""
    return part * 1000 // whole / 10 if whole else None


@dataclass(frozen=True)
class Change:
    """By how much a figure differs from its past. in_points: percentage points."""

    by: float
    in_points: bool = False
    less_is_better: bool = False

    @classmethod
    def of_shares(cls, now: tuple[int, int], then: tuple[int, int] | None) -> Change | None:
        """Between two shares (part, whole), in percentage points; None where one of them is none."""
        shares = share(*now), share(*then) if then else None
        if shares[0] is None or shares[1] is None:
            return None
        return cls(round(shares[0] - shares[1], 1), in_points=True)

    @property
    def arrow(self) -> str:
        return "▴" if self.by > 0 else "▾" if self.by < 0 else ""

    @property
    def size(self) -> float:
        return abs(self.by)

    @property
    def tone(self) -> str:
        """ "better", "worse", or empty where nothing changed."""
        if not self.by:
            return ""
        return "better" if (self.by < 0) == self.less_is_better else "worse"


def compared_day(days: list[date], wanted: date) -> date | None:
    """Of the days with a snapshot, ascending, the one to compare with: the last up to `wanted`, else the first."""
    return max((day for day in days if day <= wanted), default=days[0] if days else None)

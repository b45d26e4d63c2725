"""Working days of the mainland: public holidays, and the weekends that are worked to make up for them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from itertools import accumulate

import holidays
from django.utils import timezone

# Years are computed when they are first asked for; days off of a year that is not announced yet follow the law alone.
CALENDAR = holidays.country_holidays("CN")


def working_days_after(day: date, count: int) -> date:
    """The last day to act when `count` working days are given from the day after `day`."""
    return CALENDAR.get_nth_working_day(day, count)


def local_day(at: datetime) -> date:
    """The day of a moment, here and not in UTC."""
    return timezone.localtime(at).date()


def working_days_until(day: date, today: date) -> int:
    """Working days that are left from `today` to `day`, without today; negative where the day has passed."""
    first = min(day.year, today.year)
    return _worked_since(first, day) - _worked_since(first, today)


def _worked_since(year: int, day: date) -> int:
    """Working days from the beginning of `year` to `day`."""
    whole = sum(_worked(before)[-1] for before in range(year, day.year))
    return whole + _worked(day.year)[day.timetuple().tm_yday]


@cache
def _worked(year: int) -> list[int]:
    """How many working days the year has had before its first day, and by each of its days."""
    first = date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range(366))
    return [0, *accumulate(CALENDAR.is_working_day(day) for day in days if day.year == year)]

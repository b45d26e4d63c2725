"""Working days of the mainland: public holidays, and the weekends that are worked to make up for them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

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
    if day >= today:
        return CALENDAR.get_working_days_count(today + timedelta(days=1), day) if day > today else 0
    return -CALENDAR.get_working_days_count(day + timedelta(days=1), today)

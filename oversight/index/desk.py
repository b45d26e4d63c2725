"""What of the integrity index waits for a person."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ground.lifecycle.roles import Role
from ground.pages.desk import Waiting, what_waits
from oversight.index.choices import PeriodStatus
from oversight.index.lifecycle import INSPECTORS
from oversight.index.models import Figure, Period, Use


@what_waits
def to_publish(user: Any) -> Iterator[Waiting]:
    """Indexes to publish, and units with a C for which nothing was recorded yet."""
    role = Role.INSPECTOR
    if not user.holds((role,)):
        return
    mine = Period.objects.filter(user.where_holds(INSPECTORS, "unit__path"))
    listed = reverse("index:periods")
    n = mine.filter(status=PeriodStatus.COMPUTED).count()
    yield Waiting(role, _("indexes to publish"), n, f"{listed}?status=computed", "chart-dots")
    newest = Period.objects.visible_to(user).filter(status=PeriodStatus.PUBLISHED).order_by("-ends_on").first()
    if newest:
        low = Figure.objects.open_to_all().filter(
            user.where_holds(INSPECTORS, "unit__path"), computation__period=newest, is_area=False, grade="C"
        )
        without = low.exclude(unit__in=Use.objects.filter(period=newest).values("unit"))
        yield Waiting(
            role,
            _("units with index C, nothing recorded yet"),
            without.count(),
            f"{reverse('index:index')}?grade=C",
            "chart-arrows-vertical",
            note=str(newest),
            is_passive=True,
        )

"""What of the integrity index waits for a person."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.inbox_sources import Rows, View, what_waits
from ground.lifecycle.roles import Role
from oversight.index.choices import PeriodStatus
from oversight.index.lifecycle import INSPECTORS
from oversight.index.models import Figure, Period, Use


@what_waits
def to_publish(user: Any) -> Iterator[Rows]:
    """Indexes to publish, and units with a C for which nothing was recorded yet."""
    role = Role.INSPECTOR
    if not user.holds((role,)):
        return
    mine = Period.objects.filter(user.where_holds(INSPECTORS, "unit__path"))
    listed = reverse("index:periods")
    yield Rows(
        "publish",
        role,
        _("index"),
        _("indexes to publish"),
        "chart-dots",
        mine.filter(status=PeriodStatus.COMPUTED),
        f"{listed}?status=computed",
        related=("unit",),
    )
    published = Period.objects.visible_to(user).filter(status=PeriodStatus.PUBLISHED).order_by("-ends_on")
    newest = Subquery(published.values("pk")[:1])
    low = Figure.objects.published().filter(
        user.where_holds(INSPECTORS, "unit__path"), computation__period=newest, is_area=False, grade="C"
    )
    yield Rows(
        "index-c",
        role,
        _("index"),
        _("units with index C, nothing recorded yet"),
        "chart-arrows-vertical",
        low.exclude(unit__in=Use.objects.filter(period=newest).values("unit")),
        f"{reverse('index:index')}?grade=C",
        unit="",
        is_one=True,
        view=View.KNOWN,
    )

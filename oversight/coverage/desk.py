"""What of coverage and jobs waits for a person."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import F, Sum
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.inbox_sources import Figure, Rows, View, what_counts, what_waits
from ground.lifecycle.roles import Role
from ground.work.models import JobRun
from oversight.coverage import area_figures
from oversight.coverage.models import MARK_LABELS, UnitCoverage
from oversight.coverage.rows import below
from units.models import Unit


@what_counts
def gaps(user: Any) -> Iterator[Figure]:
    if user.holds((Role.CHECKER,)):
        for unit in Unit.objects.filter(path__in=user.paths_below((Role.CHECKER,)), is_area=True):
            figures = sum(area_figures.own_figures(unit).values(), area_figures.Figures())
            address = reverse("dashboards:unit", args=[unit.pk])
            left = figures.units - figures.covered
            note = f"{unit}：{figures.covered:,} / {figures.units:,}"
            yield Figure(Role.CHECKER, _("units not covered yet"), left, address, "map-2", note=note)
            for name, n in sorted(figures.marks.items(), key=lambda mark: mark[1])[:3]:
                lacking = below("dashboards:units", unit, missing=name)
                label = _("units lack: %(mark)s") % {"mark": MARK_LABELS[name]}
                yield Figure(Role.CHECKER, label, figures.units - n, lacking, "list-check", view=View.KNOWN)
    if user.holds((Role.LIAISON,)):
        short = UnitCoverage.objects.to_cover().filter(user.where_holds((Role.LIAISON,), "path"))
        n = short.aggregate(n=Coalesce(Sum(F("points") - F("points_held")), 0))["n"]
        yield Figure(
            Role.LIAISON, _("points without enough measures"), n, reverse("dashboards:not_held"), "shield-off"
        )


@what_waits
def failed_jobs(user: Any) -> Iterator[Rows]:
    if user.holds((Role.ADMINISTRATOR,)):
        since = Now() - timedelta(days=7)
        failed = JobRun.objects.filter(outcome=JobRun.Outcome.FAILED, started_at__gte=since)
        yield Rows(
            "job",
            Role.ADMINISTRATOR,
            _("job"),
            _("jobs that failed in the last seven days"),
            "clock-x",
            failed,
            reverse("dashboards:jobs"),
            unit="",
            is_one=True,
        )

"""Celery tasks of coverage; when they run stands in riskcontrol/schedule.py."""

from typing import Any

from celery import shared_task

from ground.work.jobs import job
from oversight.coverage import area_figures, situation
from oversight.coverage.comparisons import Against
from units.choices import UnitLevel
from units.models import Unit


@job
def recount() -> dict[str, Any]:
    """Count the coverage of every unit anew and report any difference."""
    result = area_figures.recount()
    return {
        "units": result.units,
        "wrong": result.wrong[:100],
        "wrong_count": len(result.wrong),
        "wrong_sums": result.wrong_sums,
    }


@job
def snapshot() -> dict[str, Any]:
    """Keep the day's coverage of every area for the trend, and what the pages of large areas ask for each day."""
    areas = area_figures.take_snapshot()
    for area in Unit.objects.filter(is_area=True, level__in=(UnitLevel.PROVINCE, UnitLevel.CITY)):
        situation.of(area, Against.MONTH)
    return {"areas": areas}


@shared_task
def fold() -> None:
    """Keep the ledgers short."""
    area_figures.fold()

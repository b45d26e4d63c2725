"""Celery tasks of coverage; when they run stands in riskcontrol/schedule.py."""

from typing import Any

from celery import shared_task

from ground.work.jobs import job
from oversight.coverage import area_figures


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
    """Keep the day's coverage of every area for the trend."""
    return {"areas": area_figures.take_snapshot()}


@shared_task
def fold() -> None:
    """Keep the ledgers short."""
    area_figures.fold()

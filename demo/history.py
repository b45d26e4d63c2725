"""The past of the demo province: daily snapshots, and a change log dated as the steps were taken."""

from datetime import timedelta

import pgtrigger
from django.db import connection
from django.utils import timezone

from ground.lifecycle.changelog import event_model
from integrity.models import Declaration, Demerit
from measures.models import Measure
from oversight.coverage.area_figures import of_all_areas
from oversight.coverage.models import CoverageSnapshot
from powers.models import Flow, PowerItem
from riskpoints.models import RiskPoint
from riskwarnings.models import Signal, Warning
from units.models import Unit

DAYS, EVERY = 210, 3
# The columns that tell when a row was last moved on.
STAMPS = {
    RiskPoint: ("created_at", "filed_at", "endorsed_at", "registered_at", "returned_at"),
    Measure: ("in_force_at", "verified_at"),
    PowerItem: ("confirmed_at",),
    Flow: ("confirmed_at", "published_at"),
    Declaration: ("since", "declared_at", "assessed_at", "ended_at"),
    Demerit: ("at", "answered_at", "settled_at"),
    Signal: ("received_at", "taken_at", "concluded_at"),
    Warning: (
        "proposed_at",
        "issued_at",
        "acknowledged_at",
        "escalated_at",
        "answered_at",
        "signed_at",
        "verified_at",
        "closed_at",
        "withdrawn_at",
    ),
}


def draw_trend() -> None:
    """Snapshots of every area up to today, growing towards today's figures."""
    rows, today = [], timezone.localdate()
    top = Unit.objects.top()
    for area, now in of_all_areas(top).items():
        for days in range(DAYS, -1, -EVERY):
            share = 1 - (days / DAYS) ** 1.7
            rows.append(
                CoverageSnapshot(
                    area=area,
                    day=today - timedelta(days=days),
                    units=now.units,
                    covered=round(now.covered * share),
                    points=round(now.counts["points"] * share),
                    measures=round(now.counts["measures"] * share),
                )
            )
    CoverageSnapshot.objects.bulk_create(rows, batch_size=2000)


def date_change_log() -> None:
    """Give the entries of the log the dates of the steps they tell of; possible in the demo only."""
    with (
        pgtrigger.ignore(*(f"{event_model(m)._meta.label}:append_only" for m in STAMPS)),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks to come cannot be altered
        for model, columns in STAMPS.items():
            table = event_model(model)._meta.db_table
            newest = f"GREATEST({', '.join(columns)})"
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER only_grows")
            cursor.execute(f"UPDATE {table} SET pgh_created_at = {newest} WHERE {newest} IS NOT NULL")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER only_grows")

"""The past of the demo province: daily snapshots, and a change log dated as the steps were taken."""

from datetime import timedelta
from random import Random

import pgtrigger
from django.db import connection
from django.utils import timezone

from ground.lifecycle.changelog import event_model
from integrity.models import Declaration, Demerit
from measures.models import Measure
from oversight.coverage.area_figures import KEPT, Figures, measures_overdue, own_figures
from oversight.coverage.models import MARK_LABELS, CoverageSnapshot
from powers.models import Flow, PowerItem
from riskpoints.models import RiskPoint
from riskwarnings.models import Signal, Warning
from units.models import Unit

DAYS, EVERY = 210, 3
FELL_BACK, MONTHS_AGO = 0.04, 60  # the share of areas that lost a covered unit, and how long ago they had it
# The columns that tell when a row was last moved on.
STAMPS = {
    RiskPoint: ("created_at", "filed_at", "endorsed_at", "registered_at", "returned_at"),
    Measure: ("in_force_at", "verified_at"),
    PowerItem: ("confirmed_at",),
    Flow: ("confirmed_at", "published_at"),
    Declaration: ("since + time '09:20'", "declared_at", "assessed_at", "ended_at"),
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
    """Snapshots of every area up to today, growing towards today's figures; some fell back."""
    rows, today, chance = [], timezone.localdate(), Random(2011)
    top = Unit.objects.top()
    own = own_figures(top)
    overdue = measures_overdue(Unit.objects.filter(is_area=True))
    ways = {path: (chance.uniform(0.8, 1.4), chance.random() < FELL_BACK) for path in sorted(own)}
    areas = list(Unit.objects.below(top).filter(is_area=True))
    for days in range(DAYS, -1, -EVERY):
        shares = {path: 1 - (days / DAYS) ** bend for path, (bend, _fell) in ways.items()}
        covered = {path: round(own[path].covered * share) for path, share in shares.items()}
        for path, (_bend, fell) in ways.items():
            if fell and 0 < days <= MONTHS_AGO:
                covered[path] = min(own[path].units, own[path].covered + 1)
        # No mark is rarer than a unit that has all six.
        marks = {
            path: {name: max(covered[path], round(n * shares[path])) for name, n in own[path].marks.items()}
            for path in own
        }
        for area in areas:
            inside = [path for path in own if path.startswith(area.path)]
            rows.append(
                CoverageSnapshot(
                    area=area,
                    day=today - timedelta(days=days),
                    units=sum(own[path].units for path in inside),
                    covered=sum(covered[path] for path in inside),
                    overdue=round(overdue.get(area.pk, 0) * (1 + days / DAYS)),
                    **{name: sum(marks[path][name] for path in inside) for name in MARK_LABELS},
                    **{name: sum(_then(own[path], name, shares[path]) for path in inside) for name in KEPT},
                )
            )
    CoverageSnapshot.objects.bulk_create(rows, batch_size=2000)


def _then(figures: Figures, name: str, share: float) -> int:
    """A count as it was when `share` of the register stood: what is done fell behind what there was to do."""
    done = name in ("steps_assessed", "points_held", "high_held")
    return round(figures.counts[name] * share * ((0.8 + 0.2 * share) if done else 1))


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
        # A context is as old as its first entry: what somebody did is found by its time (accounts.deeds).
        tables = [event_model(model)._meta.db_table for model in STAMPS]
        entries = " UNION ALL ".join(f"SELECT pgh_context_id, pgh_created_at FROM {table}" for table in tables)
        cursor.execute("ALTER TABLE pghistory_context DISABLE TRIGGER only_grows")
        cursor.execute(
            "UPDATE pghistory_context SET created_at = entry.at"
            f" FROM (SELECT pgh_context_id, min(pgh_created_at) AS at FROM ({entries}) AS dated GROUP BY 1) AS entry"
            " WHERE id = entry.pgh_context_id"
        )
        cursor.execute("ALTER TABLE pghistory_context ENABLE TRIGGER only_grows")

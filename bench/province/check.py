"""python -m bench.province.check 1: does the loaded province hold by the product's own rules?

What PostgreSQL enforces (keys, uniqueness, checks) it enforced when the indexes were built. The rest is asked here,
of all rows, wherever possible by the functions that the product itself uses. Exit 1 if anything breaks a rule.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from bench import database
from riskcontrol import databases

CHUNK = 4000
COUNTED = ("units_unit", "units_official", "powers_flow", "powers_step", "riskpoints_riskpoint", "measures_measure",
           "measures_rule", "warnings_signal", "warnings_warning", "index_surveyscore", "index_figure",
           "integrity_declaration", "integrity_demerit",
           "accounts_user", "riskpoints_riskpointevent")  # fmt: skip

# Each query counts the rows that break a rule.
BROKEN = {
    "a unit's depth, parent and number of children fit its path": """
        SELECT count(*) FROM units_unit u LEFT JOIN units_unit p ON p.path = left(u.path, length(u.path) - 4)
        LEFT JOIN (SELECT left(path, length(path) - 4) AS mother, count(*) AS n FROM units_unit GROUP BY 1) c
               ON c.mother = u.path
        WHERE u.depth <> length(u.path) / 4 OR (u.depth > 1 AND p.id IS NULL) OR u.numchild <> coalesce(c.n, 0)""",
    "nobody endorsed or registered what they filed": """
        SELECT count(*) FROM riskpoints_riskpoint
        WHERE endorsed_by_id = filed_by_id OR registered_by_id = filed_by_id""",
    "who filed, endorsed and registered held the role at the unit or above": """
        SELECT count(*) FROM riskpoints_riskpoint r
        CROSS JOIN LATERAL (VALUES ('liaison', r.filed_by_id), ('unit_head', r.endorsed_by_id),
                                   ('inspector', r.registered_by_id)) AS did (role, person)
        WHERE did.person IS NOT NULL AND NOT EXISTS (
            SELECT FROM accounts_rolegrant g JOIN units_unit u ON u.id = g.unit_id
            WHERE g.user_id = did.person AND g.role = did.role AND r.path LIKE u.path || '%')""",
    "states carry the stamps that lead to them": """
        SELECT count(*) FROM riskpoints_riskpoint
        WHERE (status NOT IN ('draft', 'discarded')) <> (filed_at IS NOT NULL)
           OR (status IN ('endorsed', 'registered', 'retired', 'applied')) <> (endorsed_at IS NOT NULL)
           OR (status IN ('registered', 'retired', 'applied')) <> (registered_at IS NOT NULL)
           OR (status = 'returned') <> (return_reason <> '') OR filed_at < created_at OR endorsed_at < filed_at
           OR registered_at < endorsed_at OR registered_at > now()""",
    "what waits for somebody has a day, nothing else": """
        SELECT count(*) FROM riskpoints_riskpoint
        WHERE (status IN ('filed', 'endorsed', 'returned')) <> (act_by IS NOT NULL) OR act_by <= filed_at::date""",
    "a high point has a review date within a year of its registration": """
        SELECT count(*) FROM riskpoints_riskpoint WHERE grade = 'high' AND status = 'registered'
        AND (review_on IS NULL OR review_on > registered_at::date + 366)""",
    "points, steps and posts lie at one unit": """
        SELECT count(*) FROM riskpoints_riskpoint r LEFT JOIN units_post o ON o.id = r.post_id
        LEFT JOIN powers_step s ON s.id = r.step_id LEFT JOIN powers_flow f ON f.id = s.flow_id
        LEFT JOIN powers_poweritem p ON p.id = f.power_item_id
        WHERE o.unit_id <> r.unit_id OR p.unit_id <> r.unit_id""",
    "the copies on points and measures are those of unit and power": """
        SELECT (SELECT count(*) FROM riskpoints_riskpoint r JOIN units_unit u ON u.id = r.unit_id
                LEFT JOIN powers_step s ON s.id = r.step_id LEFT JOIN powers_flow f ON f.id = s.flow_id
                LEFT JOIN powers_poweritem p ON p.id = f.power_item_id
                WHERE (r.path, r.industry, r.domain_id) IS DISTINCT FROM (u.path, u.industry, p.domain_id))
             + (SELECT count(*) FROM measures_measure m JOIN units_unit u ON u.id = m.unit_id
                WHERE m.path <> u.path)
             + (SELECT count(*) FROM warnings_signal s JOIN units_unit u ON u.id = s.unit_id WHERE s.path <> u.path)
             + (SELECT count(*) FROM warnings_warning w JOIN units_unit u ON u.id = w.unit_id
                WHERE w.path <> u.path)""",
    "warnings were issued by an inspector of their keeper, in the order of the steps": """
        SELECT count(*) FROM warnings_warning w JOIN units_unit k ON k.id = w.keeper_id
        WHERE w.issued_at < w.proposed_at OR w.acknowledged_at < w.issued_at OR w.answered_at < w.acknowledged_at
           OR w.verified_at < w.answered_at OR w.closed_at < w.verified_at OR w.due_on <= w.issued_at::date
           OR (w.verified_at IS NOT NULL AND w.signed_at IS NULL)
           OR (w.issued_by_id IS NOT NULL AND NOT EXISTS (
               SELECT FROM accounts_rolegrant g JOIN units_unit u ON u.id = g.unit_id
               WHERE g.user_id = w.issued_by_id AND g.role = 'inspector' AND k.path LIKE u.path || '%'))""",
    "a warning rests on signals of its unit, and one on the same grounds is open once": """
        SELECT count(*) FROM warnings_warningsignal l JOIN warnings_warning w ON w.id = l.warning_id
        JOIN warnings_signal s ON s.id = l.signal_id
        WHERE s.unit_id <> w.unit_id OR w.fingerprint <> 'signals:' || s.id""",
    "declarations and points are made at a unit of the official's posts": """
        SELECT count(*) FROM (SELECT unit_id, official_id FROM integrity_declaration
                              UNION ALL SELECT unit_id, official_id FROM integrity_demerit) AS f
        WHERE NOT EXISTS (SELECT FROM units_postperiod t JOIN units_post o ON o.id = t.post_id
                          WHERE t.official_id = f.official_id AND o.unit_id = f.unit_id)""",
    "measures hold points of their unit": """
        SELECT count(*) FROM measures_measurelink l JOIN measures_measure m ON m.id = l.measure_id
        JOIN riskpoints_riskpoint r ON r.id = l.point_id WHERE m.unit_id <> r.unit_id OR r.revises_id IS NOT NULL""",
    "confirmed powers name basis and post; published flows belong to confirmed, public powers": """
        SELECT (SELECT count(*) FROM powers_poweritem
                WHERE status = 'confirmed' AND (legal_basis = '' OR exercising_post_id IS NULL))
             + (SELECT count(*) FROM powers_flow f JOIN powers_poweritem p ON p.id = f.power_item_id
                WHERE f.status = 'published' AND NOT (p.status = 'confirmed' AND p.is_public))""",
    "no step is signed as free of risk where a point is registered": """
        SELECT count(*) FROM riskpoints_noriskfinding n JOIN powers_step s ON s.id = n.step_id
        JOIN powers_step o ON o.lineage = s.lineage JOIN riskpoints_riskpoint r ON r.step_id = o.id
        WHERE n.status = 'signed' AND r.status = 'registered'""",
    "the grade that remains comes from a measure verified as effective": """
        SELECT count(*) FROM riskpoints_riskpoint r WHERE residual_grade <> '' AND NOT EXISTS (
            SELECT FROM measures_measurelink l JOIN measures_measure m ON m.id = l.measure_id
            WHERE l.point_id = r.id AND m.status = 'verified' AND m.effective
              AND m.residual_grade = r.residual_grade)""",
}


def breaches() -> Iterator[tuple[str, int]]:
    """(rule, rows that break it) for every rule; sets up Django for the database chosen before."""
    import psycopg
    from django.db import connection

    from bench.province import log
    from measures.filing_requirements import lacking_measures
    from oversight.coverage import area_figures
    from oversight.index.computations import differing
    from oversight.index.models import Computation
    from powers.lifecycle import faults_of
    from powers.models import Flow
    from riskpoints.grading import grade
    from riskpoints.models import RiskPoint
    from units.models import Unit, validate_credit_code

    with connection.cursor() as cursor:
        for rule, query in BROKEN.items():
            cursor.execute(query)
            yield rule, cursor.fetchone()[0]
        cursor.execute(
            "SELECT DISTINCT likelihood, harm, importance, frequency, three_majors, computed_grade "
            "FROM riskpoints_riskpoint"
        )
        wrong = [row for row in cursor.fetchall() if grade(*row[:4], three_majors=row[4]) != row[5]]
        yield "grades are those of the grading rule", len(wrong)
    points = RiskPoint.objects.filter(status__in=("filed", "endorsed", "registered"))
    yield "points on their way and in the register are held by measures", len(lacking_measures(points))
    faulty = 0
    flows = list(Flow.objects.filter(status__in=("confirmed", "published")).values_list("pk", flat=True))
    for start in range(0, len(flows), CHUNK):
        faulty += len(faults_of(Flow.objects.filter(pk__in=flows[start : start + CHUNK])))
    yield "flows in force have no faults", faulty
    bad = 0
    for code in Unit.objects.exclude(credit_code="").values_list("credit_code", flat=True):
        try:
            validate_credit_code(code)
        except Exception:
            bad += 1
    yield "unified social credit codes are valid", bad
    with psycopg.connect(databases.conninfo(connection.settings_dict["NAME"])) as raw:
        for table, n in log.last_entry_differs(raw):
            yield f"the newest entry of the change log is the row: {table}", n
    published = Computation.objects.exclude(finished_at=None)
    yield "indexes are those that their frozen inputs give", sum(differing(computation) for computation in published)
    result = area_figures.recount()
    yield "coverage and its sums are what a count over the rows gives", len(result.wrong) + result.wrong_sums


def main() -> None:
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    database.use(database.require(scale))
    import django

    django.setup()
    from django.db import connection

    with connection.cursor() as cursor:
        for table in COUNTED:
            cursor.execute(f"SELECT count(*) FROM {table}")
            print(f"{cursor.fetchone()[0]:>12,}  {table}")
    failed = False
    for rule, n in breaches():
        failed |= bool(n)
        print(f"{n:>12,}  {'BROKEN  ' if n else 'ok      '}{rule}", flush=True)
    raise SystemExit(failed)


if __name__ == "__main__":
    main()

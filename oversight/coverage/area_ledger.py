"""The SQL of the ledger of areas: the sums over each area's own units, kept by triggers on the units' summary rows.

Every statement that changes summary rows adds the differences, so that two people at work in one area do not wait
for each other; the figures of an area are the sum of its rows. Used by a migration.
"""

from ground.lifecycle.triggers import after_statements

MARKS = ("powers_mark", "flows_mark", "steps_mark", "points_mark", "published_mark", "base_mark")
SUMS = (
    "powers",
    "powers_confirmed",
    "powers_with_flow",
    "publishable",
    "published",
    "steps",
    "steps_assessed",
    "points",
    "points_held",
    "measures",
    "rules",
)
# What one summary row `c` adds to its area.
ADDS = {
    "units": "c.to_cover::int",
    "covered": "(c.to_cover AND c.covered)::int",
    **{name: f"(c.to_cover AND c.{name})::int" for name in MARKS},
    **{f"sum_{name}": f"c.{name}" for name in SUMS},
}
COLUMNS = ", ".join(ADDS)
TABLE = "dashboards_areacoverage"

CHANGED = f"""
CREATE OR REPLACE FUNCTION area_coverage_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rows text := CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT c.*, 1 AS n FROM new_rows c'
        WHEN 'DELETE' THEN 'SELECT c.*, -1 AS n FROM old_rows c'
        ELSE 'SELECT c.*, 1 AS n FROM new_rows c UNION ALL SELECT c.*, -1 AS n FROM old_rows c' END;
BEGIN
    EXECUTE 'INSERT INTO {TABLE} (area_id, {COLUMNS})
        SELECT c.area_id, {", ".join(f"sum(c.n * {what})" for what in ADDS.values())}
        FROM (' || rows || ') AS c WHERE c.area_id IS NOT NULL GROUP BY c.area_id
        HAVING {" OR ".join(f"sum(c.n * {what}) <> 0" for what in ADDS.values())}';
    RETURN NULL;
END
$$;
"""

# Replace the rows of each area that has several by their sum. Safe beside writers, readers and another fold.
FOLD = f"""
CREATE OR REPLACE FUNCTION area_coverage_fold() RETURNS void LANGUAGE sql AS $$
    WITH gone AS (
        DELETE FROM {TABLE} WHERE area_id IN (SELECT area_id FROM {TABLE} GROUP BY area_id HAVING count(*) > 1)
        RETURNING *
    )
    INSERT INTO {TABLE} (area_id, {COLUMNS})
    SELECT area_id, {", ".join(f"sum({name})" for name in ADDS)} FROM gone GROUP BY area_id
$$;
"""

# Add what the ledger lacks against the summary rows; returns how many areas were wrong. One statement sees one state
# of the rows, so that changes made meanwhile, which add their own differences, are neither lost nor doubled.
MEND = f"""
CREATE OR REPLACE FUNCTION area_coverage_mend() RETURNS bigint LANGUAGE sql AS $$
    WITH counted AS (
        SELECT c.area_id, {", ".join(f"{what} AS {name}" for name, what in ADDS.items())}
        FROM dashboards_unitcoverage c WHERE c.area_id IS NOT NULL
        UNION ALL
        SELECT area_id, {", ".join(f"-{name}" for name in ADDS)} FROM {TABLE}
    ), added AS (
        INSERT INTO {TABLE} (area_id, {COLUMNS})
        SELECT area_id, {", ".join(f"sum({name})" for name in ADDS)} FROM counted GROUP BY area_id
        HAVING {" OR ".join(f"sum({name}) <> 0" for name in ADDS)}
        RETURNING 1
    )
    SELECT count(*) FROM added
$$;
"""

TRIGGERS = after_statements("area_coverage", "dashboards_unitcoverage", "area_coverage_changed()")

"""The statement-level triggers that keep coverage true: which tables count for which units.

Used by the migrations. Each entry is a query over `changed`, the rows that a statement inserted, updated (old and
new) or deleted.
"""

from ground.lifecycle.triggers import after_statement

VIA_FLOW = (
    "SELECT p.unit_id FROM changed c JOIN powers_flow f ON f.id = c.flow_id "
    "JOIN powers_poweritem p ON p.id = f.power_item_id"
)
VIA_STEP = (
    "SELECT p.unit_id FROM changed c JOIN powers_step s ON s.id = c.step_id "
    "JOIN powers_flow f ON f.id = s.flow_id JOIN powers_poweritem p ON p.id = f.power_item_id"
)

COUNTS_FOR = {
    "units_unit": "SELECT c.id FROM changed c",
    "powers_poweritem": "SELECT c.unit_id FROM changed c",
    "powers_flow": "SELECT p.unit_id FROM changed c JOIN powers_poweritem p ON p.id = c.power_item_id",
    "powers_step": VIA_FLOW,
    "riskpoints_riskpoint": "SELECT c.unit_id FROM changed c",
    "riskpoints_noriskfinding": VIA_STEP,
    "measures_measure": (
        "SELECT c.unit_id FROM changed c UNION SELECT r.unit_id FROM changed c "
        "JOIN measures_measurelink l ON l.measure_id = c.id JOIN riskpoints_riskpoint r ON r.id = l.point_id"
    ),
    "measures_measurelink": ("SELECT r.unit_id FROM changed c JOIN riskpoints_riskpoint r ON r.id = c.point_id"),
    "measures_rule": "SELECT c.unit_id FROM changed c",
}
# What a plan asks counts for every unit with a point of that grade in its domain.
OF_PLANS = {
    "measures_planrequirement": (
        "SELECT r.unit_id FROM changed c JOIN measures_controlplan p ON p.id = c.plan_id "
        "JOIN riskpoints_riskpoint r ON r.domain_id = p.domain_id AND r.grade = c.grade AND r.status = 'registered'"
    ),
}

# Event → how `changed` is read from what the trigger sees.
CHANGED = {
    "INSERT": "new_rows",
    "UPDATE": "(SELECT * FROM new_rows UNION ALL SELECT * FROM old_rows)",
    "DELETE": "old_rows",
}


def create(tables: dict[str, str] = COUNTS_FOR) -> str:
    """SQL that attaches the triggers."""
    statements = []
    for table, query in tables.items():
        for event, rows in CHANGED.items():
            argument = query.replace("changed c", f"{rows} c").replace("'", "''")
            statements.append(after_statement("coverage", event, table, f"coverage_changed('{argument}')"))
    return "\n".join(statements)


def drop(tables: dict[str, str] = COUNTS_FOR) -> str:
    """SQL that removes them."""
    return "\n".join(f"DROP TRIGGER coverage_{event.lower()} ON {table};" for table in tables for event in CHANGED)

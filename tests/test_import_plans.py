"""A first large import does not depend on the luck of the planner: what is joined has statistics and indexes."""

import pytest
from django.db import connection, transaction

from exchange.workbooks.incoming.forms import INCOMING_FORMS
from exchange.workbooks.incoming.judgement import GATHER, KEEP, facts_of, judge
from ground.work.sql_files import sql
from tests.import_files import read, workbook

pytestmark = [pytest.mark.any_database, pytest.mark.usefixtures("own_files")]

ROWS = 400
HEAD = ["科室", "岗位", "风险点", "风险等级", "防控措施", "责任领导"]
JOINED = (
    "located",
    "placed",
    "matched",
    "aimed",
    "added",
    "differing",
    "keeping",
    "wanted",
    "given",
    "judged",
    "found",
)


@pytest.fixture
def written(world):
    """An import of ROWS rows within the transaction that writes it."""
    rows = [["办公室", f"岗位{n % 20}", f"风险{n}", "高", "1.登记；2.公示", "龙某"] for n in range(ROWS)]
    source = read(workbook((HEAD, rows)), by=world.liaison, unit=world.unit)
    with transaction.atomic(), connection.cursor() as cursor:
        judge(source, INCOMING_FORMS["risk_points"])
        cursor.execute(sql("exchange.workbooks", "write_risk_points"), facts_of(source))
        yield cursor


def test_every_table_that_is_joined_has_statistics_and_an_index_on_its_row(written):
    written.execute(
        """
        SELECT c.relname, c.reltuples, count(i.indexrelid)
        FROM pg_class c LEFT JOIN pg_index i ON i.indrelid = c.oid
        WHERE c.relnamespace = pg_my_temp_schema() AND c.relkind = 'r' AND c.relname = ANY (%s) GROUP BY 1, 2
        """,
        [list(JOINED)],
    )
    found = {name: (tuples, indexes) for name, tuples, indexes in written.fetchall()}
    assert set(found) == set(JOINED)
    assert {name for name, (tuples, _indexes) in found.items() if tuples < 0} == set()
    assert {name for name, (_tuples, indexes) in found.items() if not indexes} == set()


def test_key_points_are_dated_row_by_row_through_an_index(written):
    [dating] = [
        part for part in sql("exchange.workbooks", "write_risk_points").split(";\n") if "on_key_mark(" in part
    ]
    # The worst that the planner can take for it: no join but row by row.
    written.execute("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off")
    written.execute(f"EXPLAIN {dating}", {"review": "2027-01-01"})
    plan = "\n".join(line for (line,) in written.fetchall())
    joined = [line for line in plan.splitlines() if " on given " in line or " on riskpoints_riskpoint p" in line]
    assert sum("Seq Scan" in line for line in joined) <= 1, plan
    assert any("Index" in line for line in joined), plan


def touched(plan):
    """How many rows the nodes of a plan have gone through at most, each in all its rounds."""
    gone = sum(plan.get(name, 0) for name in ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Join Filter"))
    return max([gone * plan["Actual Loops"], *map(touched, plan.get("Plans", []))])


def test_what_was_found_is_kept_in_one_go_where_the_statistics_know_none_of_the_rows(written):
    """As after an import of which nothing stayed: its table has room for many rows, and none is counted."""
    written.execute(
        "SET LOCAL allow_system_table_mods = on;"
        "UPDATE pg_class SET reltuples = 0, relpages = 500 WHERE relname = 'workbooks_importrow'"
    )
    gathering, _semicolon, others = GATHER.partition(";")
    for statement, parameters in ((gathering, []), (KEEP, [False])):
        written.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}", parameters)
        [(found,)] = written.fetchall()
        assert touched(found[0]["Plan"]) < 10 * ROWS, found
        if statement is gathering:
            written.execute(others)

"""The full-size province is valid by the product's own rules, and the check that says so can say otherwise."""

import psycopg
import pytest

from riskcontrol import databases
from tests.provinces import SCALE, make, province, run

pytestmark = [pytest.mark.any_database, pytest.mark.xdist_group("province")]


def digest(name: str) -> list[tuple]:
    tables = ("units_unit", "riskpoints_riskpoint", "measures_measure", "powers_step", "units_postperiod")
    with psycopg.connect(databases.conninfo(name)) as connection:
        return [
            connection.execute(f"SELECT md5(string_agg(t::text, '' ORDER BY id)) FROM {table} t").fetchone()
            for table in tables
        ]


def broken(output: str) -> list[str]:
    return [line.split("BROKEN")[1].strip() for line in output.splitlines() if "BROKEN" in line]


def test_it_is_the_same_each_time_holds_by_the_rules_and_the_check_finds_what_does_not():
    first = digest(province())
    name = make()
    assert digest(name) == first
    found = run("bench.province.check", SCALE)
    assert found.returncode == 0, found.stdout + found.stderr
    whole = f"{name}_whole"
    databases.copy(name, whole)
    with psycopg.connect(databases.conninfo(name), autocommit=True) as connection:
        points, texts = connection.execute(
            "SELECT count(*), count(DISTINCT manifestation) FROM riskpoints_riskpoint"
        ).fetchone()
        # About 6,500 points, and hardly two with the same words.
        assert points > 6000
        assert texts > 0.95 * points
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            "UPDATE riskpoints_riskpoint SET endorsed_by_id = filed_by_id, path = '0001' WHERE id = ("
            "SELECT min(id) FROM riskpoints_riskpoint WHERE status = 'registered')"
        )
        connection.execute("UPDATE measures_measure SET responsible_post_id = NULL WHERE status = 'in_force'")
    found = run("bench.province.check", SCALE)
    databases.rename(whole, name)
    assert found.returncode == 1
    names = broken(found.stdout)
    assert "nobody endorsed or registered what they filed" in names
    assert "the copies on points and measures are those of unit and power" in names
    assert "points on their way and in the register are held by measures" in names
    assert "the newest entry of the change log is the row: riskpoints_riskpoint" in names
    assert "coverage and its sums are what a count over the rows gives" in names
    assert "flows in force have no faults" not in names

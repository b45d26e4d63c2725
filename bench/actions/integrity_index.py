"""The actions of the integrity index with their floors."""

from __future__ import annotations

from typing import Any

from bench.actions.action import Action, taken_back
from bench.floor import ROWS, Floor
from bench.inside import compute_index
from bench.proofs import done, page
from bench.visitors import Visitors


def actions(of: Visitors) -> list[Action]:
    s = of.subjects
    return [
        Action(
            "index of the province",
            of.get(s.checker, "/index/"),
            lambda f: _page(f, s.checker, s.province),
            page("廉情指数"),
        ),
        Action("computing the index of the province", lambda: taken_back(compute_index), _counts, done, "index"),
    ]


def _page(f: Floor, username: str, area: Any) -> None:
    f.who(username)
    newest = "(SELECT max(id) FROM index_computation WHERE published_at IS NOT NULL)"
    f.all(f"SELECT * FROM index_figure WHERE unit_id = {area.pk} ORDER BY id DESC")
    f.all(f"SELECT grade, count(*) FROM index_figure WHERE computation_id = {newest} AND NOT is_area GROUP BY 1")
    f.all(
        f"""SELECT f.*, u.name FROM index_figure f JOIN units_unit u ON u.id = f.unit_id
            WHERE computation_id = {newest} AND NOT f.is_area ORDER BY f.path LIMIT {ROWS}"""
    )


def _counts(f: Floor) -> None:
    """The figures that an index is made from, counted once over all units, nothing written."""
    f.all("SELECT unit_id, count(*), count(*) FILTER (WHERE due_on < current_date) FROM measures_measure GROUP BY 1")
    f.all("SELECT unit_id, count(*) FROM warnings_warning WHERE issued_at IS NOT NULL GROUP BY 1")
    f.all("SELECT unit_id, points, steps FROM dashboards_unitcoverage")
    f.all("SELECT unit_id, part_id, score, answers FROM index_surveyscore WHERE period_id ="
          " (SELECT max(id) FROM index_period)")  # fmt: skip

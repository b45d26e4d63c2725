"""The actions of the integrity index with their floors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bench.floor import ROWS, Floor

if TYPE_CHECKING:
    from bench.actions import Action, Actions


def actions(of: Actions) -> list[Action]:
    from bench.actions import Action, timed

    s = of.subjects
    return [
        Action("index of the province", of.get(s.checker, "/index/"), lambda f: _page(f, s.checker, s.province)),
        Action(
            "computing the index of the province",
            lambda: timed(_compute),
            lambda f: _counts(f),
            "index",
            rounds=1,
            undo=_drop,
        ),
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


def _ready() -> Any:
    from oversight.index.models import Period

    return Period.objects.get(name="第3季度")


def _compute() -> None:
    from accounts.models import User
    from ground.lifecycle.roles import Role
    from oversight.index import computations

    period = _ready()
    inspector = User.objects.given(Role.INSPECTOR).filter(grants__unit=period.unit)[0]
    period.perform("compute", by=inspector)
    computations.go_on(period.computations.get().pk)
    assert period.computations.get().units > 0


def _drop() -> None:
    from oversight.index.models import Period

    period = _ready()
    period.computations.all().delete()
    Period.objects.filter(pk=period.pk).update(status="collecting")


def _counts(f: Floor) -> None:
    """The figures that an index is made from, counted once over all units, nothing written."""
    f.all("SELECT unit_id, count(*), count(*) FILTER (WHERE due_on < current_date) FROM measures_measure GROUP BY 1")
    f.all("SELECT unit_id, count(*) FROM warnings_warning WHERE issued_at IS NOT NULL GROUP BY 1")
    f.all("SELECT unit_id, points, steps FROM dashboards_unitcoverage")
    f.all("SELECT unit_id, part_id, score, answers FROM index_surveyscore WHERE period_id ="
          " (SELECT max(id) FROM index_period)")  # fmt: skip

"""The actions of early warning with their floors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from bench.floor import ROWS, Floor

if TYPE_CHECKING:
    from bench.actions import Action, Actions

ISSUED = "w.issued_at IS NOT NULL AND w.official_id IS NULL"


def actions(of: Actions) -> list[Action]:
    from bench.actions import Action, timed

    s = of.subjects

    def assess() -> Any:
        return timed(_assess)

    return [
        Action(
            "warnings of the province",
            of.get(s.checker, "/warnings/"),
            lambda f: _warnings(f, s.checker, s.province),
        ),
        Action(
            "signals of a city",
            of.get(s.city_inspector, "/warnings/signals/"),
            lambda f: _signals(f, s.city_inspector, s.city),
        ),
        Action(
            "search of signals in a city: 招标",
            of.get(s.city_inspector, f"/warnings/signals/?{urlencode({'q': '招标'})}"),
            lambda f: _signals(f, s.city_inspector, s.city, "招标"),
            "search",
        ),
        Action(
            "warnings by area of the province",
            of.get(s.checker, "/coverage/warnings/"),
            lambda f: _by_area(f, s.checker, s.province),
        ),
        Action("assessment of the province", assess, lambda f: _rules(f), "assessment", rounds=1, undo=_unpropose),
    ]


def _warnings(f: Floor, username: str, area: Any) -> None:
    f.who(username)
    level = f"left(w.path, {len(area.path)}) = '{area.path}'"
    f.all(f"SELECT count(*) FROM (SELECT FROM warnings_warning w WHERE {level} AND {ISSUED} LIMIT 5001) AS n")
    f.all(
        f"""SELECT w.*, u.name, k.name FROM warnings_warning w JOIN units_unit u ON u.id = w.unit_id
            JOIN units_unit k ON k.id = w.keeper_id WHERE {level} AND {ISSUED} ORDER BY w.id DESC LIMIT {ROWS}"""
    )


def _signals(f: Floor, username: str, area: Any, word: str = "") -> None:
    f.who(username)
    where = f"left(s.path, {len(area.path)}) = '{area.path}'"
    if word:
        where += f" AND search_pairs(s.text) @> search_pairs('{word}') AND s.text LIKE '%%{word}%%'"
    f.all(f"SELECT count(*) FROM (SELECT FROM warnings_signal s WHERE {where} LIMIT 5001) AS n")
    f.all(
        f"""SELECT s.*, u.name, d.name, a.name FROM warnings_signal s JOIN units_unit u ON u.id = s.unit_id
            LEFT JOIN powers_domain d ON d.id = s.domain_id LEFT JOIN accounts_user a ON a.id = s.handler_id
            WHERE {where} ORDER BY s.id DESC LIMIT {ROWS}"""
    )


def _by_area(f: Floor, username: str, area: Any) -> None:
    f.who(username)
    f.all(
        f"""SELECT left(w.path, {len(area.path) + 4}), level,
                   count(*) FILTER (WHERE status NOT IN ('closed', 'withdrawn')),
                   count(*) FILTER (WHERE due_on < current_date
                                    AND status IN ('issued', 'acknowledged', 'escalated')),
                   avg(answered_at - issued_at) FROM warnings_warning w WHERE {ISSUED} GROUP BY 1, 2"""
    )
    f.all(f"SELECT date_trunc('month', issued_at), count(*) FROM warnings_warning w WHERE {ISSUED} GROUP BY 1")


def _assess() -> None:
    """Every part, one after the other, by one worker."""
    from riskwarnings import assessments

    assessment = assessments.begin()
    assert assessment
    for part in assessment.parts.all():
        assessments.go_on(part.pk)
    assert not assessment.parts.filter(finished_at=None).exists()


def _unpropose() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        made = "(SELECT id FROM warnings_warning WHERE rule <> '')"
        cursor.execute(f"DELETE FROM warnings_warningsignal WHERE warning_id IN {made}")
        cursor.execute("DELETE FROM warnings_warning WHERE rule <> ''")


def _rules(f: Floor) -> None:
    """Each rule once over all units, nothing written."""
    from django.utils import timezone

    from riskwarnings.indicators import INDICATORS

    with f.connection.transaction():
        f.do(
            "CREATE TEMPORARY TABLE assessed ON COMMIT DROP AS SELECT id AS unit_id, path FROM units_unit "
            "WHERE NOT is_area"
        )
        f.do("ANALYZE assessed")
        for indicator in INDICATORS.values():
            f.statements += 1
            told = indicator.defaults | {"on": timezone.localdate()}
            f.connection.execute(f"SELECT count(*) FROM ({indicator.query}) AS found", told)

"""The actions of early warning with their floors."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from bench.actions.action import Action, taken_back
from bench.floor import ROWS, Floor, below, keys
from bench.inside import assess
from bench.proofs import done, page
from bench.visitors import Visitors

ISSUED = "w.issued_at IS NOT NULL AND w.official_id IS NULL"


def actions(of: Visitors) -> list[Action]:
    s = of.subjects
    return [
        Action(
            "warnings of the province",
            of.get(s.checker, "/warnings/"),
            lambda f: _warnings(f, s.checker, s.province),
            page("预警", "/warnings/{}/"),
        ),
        Action(
            "signals of a city",
            of.get(s.city_inspector, "/warnings/signals/"),
            lambda f: _signals(f, s.city_inspector, s.city),
            page("廉政风险信息", "/warnings/signals/{}/"),
        ),
        Action(
            "search of signals in a city: 招标",
            of.get(s.city_inspector, f"/warnings/signals/?{urlencode({'q': '招标'})}"),
            lambda f: _signals(f, s.city_inspector, s.city, "招标"),
            page("廉政风险信息", "/warnings/signals/{}/", shows=['value="招标"']),
            "search",
        ),
        Action(
            "warnings by area of the province",
            of.get(s.checker, "/coverage/warnings/"),
            lambda f: _by_area(f, s.checker, s.province),
            page("各地预警情况"),
        ),
        Action("assessment of the province", lambda: taken_back(assess), _rules, done, "assessment"),
    ]


def _warnings(f: Floor, username: str, area: Any) -> list[int]:
    f.who(username)
    level = below("w", area.path)
    f.all(f"SELECT count(*) FROM (SELECT FROM warnings_warning w WHERE {level} AND {ISSUED} LIMIT 5001) AS n")
    rows = f.all(
        f"""SELECT w.*, u.name, k.name FROM warnings_warning w JOIN units_unit u ON u.id = w.unit_id
            JOIN units_unit k ON k.id = w.keeper_id WHERE {level} AND {ISSUED} ORDER BY w.id DESC LIMIT {ROWS}"""
    )
    return keys(rows)


def _signals(f: Floor, username: str, area: Any, word: str = "") -> list[int]:
    f.who(username)
    where = below("s", area.path)
    if word:
        where += f" AND search_pairs(s.text) @> search_pairs('{word}') AND s.text LIKE '%%{word}%%'"
    f.all(f"SELECT count(*) FROM (SELECT FROM warnings_signal s WHERE {where} LIMIT 5001) AS n")
    rows = f.all(
        f"""SELECT s.*, u.name, d.name, a.name FROM warnings_signal s JOIN units_unit u ON u.id = s.unit_id
            LEFT JOIN powers_domain d ON d.id = s.domain_id LEFT JOIN accounts_user a ON a.id = s.handler_id
            WHERE {where} ORDER BY s.id DESC LIMIT {ROWS}"""
    )
    return keys(rows)


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
            parameters = indicator.defaults | {"on": timezone.localdate()}
            f.connection.execute(f"SELECT count(*) FROM ({indicator.query}) AS found", parameters)

"""One risk point, one flow, and the lists of those who work on them."""

from __future__ import annotations

from typing import Any

from bench.actions.action import Action
from bench.floor import CAP, LIST_COLUMNS, ROWS, Floor, below, keys
from bench.proofs import page
from bench.visitors import Visitors

SECTION = 25  # rows of each part of the work list
POINT = "/riskpoints/{}/"


def actions(of: Visitors) -> list[Action]:
    s = of.subjects
    [(point,)] = of.connection.execute("SELECT name FROM riskpoints_riskpoint WHERE id = %s", [s.point]).fetchall()
    [(power,)] = of.connection.execute(
        "SELECT p.name FROM powers_flow f JOIN powers_poweritem p ON p.id = f.power_item_id WHERE f.id = %s", [s.flow]
    ).fetchall()
    return [
        Action(
            "work list of a unit",
            of.get(s.liaison, "/riskpoints/work/"),
            lambda f: _work_list(f, s.liaison, s.unit.path),
            page("我的工作", POINT),
        ),
        Action(
            "queue of a county",
            of.get(s.inspector, "/riskpoints/queue/"),
            lambda f: _queue(f, s.inspector, s.county),
            page("待办队列", "/riskpoints/{}/"),
        ),
        Action(
            "queue of a city",
            of.get(s.city_inspector, "/riskpoints/queue/"),
            lambda f: _queue(f, s.city_inspector, s.city),
            page("待办队列", POINT),
        ),
        Action(
            "risk point with its log",
            of.get(s.checker, f"/riskpoints/{s.point}/"),
            lambda f: _detail(f, s.checker, s.point),
            page(point, shows=["变更记录"]),
        ),
        Action(
            "flow drawing",
            of.get(s.checker, f"/riskpoints/flows/{s.flow}/"),
            lambda f: flow(f, s.checker, s.flow, False),
            page(power, POINT, shows=["<svg"]),
        ),
        Action(
            "board",
            of.get(s.checker, f"/boards/{s.flow}/"),
            lambda f: flow(f, s.checker, s.flow, True),
            page(power, shows=["<svg"]),
        ),
    ]


def around(of: Visitors) -> Action:
    s = of.subjects
    return Action(
        "what stands around a risk point",
        of.get(s.checker, f"/riskpoints/{s.point}/place/"),
        lambda f: _around(f, s.checker, s.point),
        page("", shows=["<svg"]),
    )


def _work_list(f: Floor, username: str, path: str) -> list[int]:
    f.who(username)
    level = f"left(r.path, 16) = '{path[:16]}' AND r.path LIKE '{path}%%'"
    parts = {
        "r.status = 'returned'": "r.act_by, r.returned_at, r.id",
        "r.status = 'draft'": "r.id DESC",
        "r.status IN ('filed', 'endorsed')": "r.filed_at, r.id",
        "r.status = 'registered' AND r.review_on < current_date": "r.review_on, r.id",
    }
    described = f.connection.execute(f"{LIST_COLUMNS} LIMIT 0").description
    columns = ", ".join(f"c{n}" for n in range(len(described or ())))
    rows = f.all(
        " UNION ALL ".join(
            f"(SELECT * FROM ({LIST_COLUMNS} WHERE {level} AND {where} ORDER BY {order} LIMIT {SECTION}) AS part{n} "
            f"({columns}))"
            for n, (where, order) in enumerate(parts.items())
        )
    )
    counts = ", ".join(f"count(*) FILTER (WHERE {where})" for where in parts)
    f.all(f"SELECT {counts} FROM riskpoints_riskpoint r WHERE {level}")
    return [row[0] for row in rows]


def _queue(f: Floor, username: str, area: Any) -> list[int]:
    f.who(username)
    where = f"""WHERE r.status = 'endorsed' AND {below("r", area.path)}
        AND coalesce((SELECT id FROM accounts_user WHERE username = '{username}')
            = ANY (r.authors || ARRAY[r.filed_by_id, r.created_by_id, r.endorsed_by_id]), false) = false"""
    rows = f.all(f"{LIST_COLUMNS} {where} ORDER BY r.filed_at, r.id LIMIT {ROWS}")
    f.all(f"SELECT count(*) FROM (SELECT 1 FROM riskpoints_riskpoint r {where} LIMIT {CAP}) AS found")
    return keys(rows)


def _detail(f: Floor, username: str, pk: int) -> None:
    f.who(username)
    f.all(f"{LIST_COLUMNS} WHERE r.id = %s", pk)
    f.all(
        """SELECT m.*, o.name, a.name FROM measures_measurelink l JOIN measures_measure m ON m.id = l.measure_id
           LEFT JOIN units_post o ON o.id = m.responsible_post_id
           LEFT JOIN units_post a ON a.id = m.accountable_post_id
           WHERE l.point_id = %s ORDER BY m.id""",
        pk,
    )
    f.all("SELECT * FROM riskpoints_riskpoint WHERE revises_id = %s", pk)
    f.all(
        """SELECT e.*, c.metadata, a.name FROM riskpoints_riskpointevent e
           LEFT JOIN pghistory_context c ON c.id = e.pgh_context_id
           LEFT JOIN accounts_user a ON a.id = (c.metadata ->> 'user')::bigint
           WHERE e.pgh_obj_id = %s ORDER BY e.pgh_id DESC LIMIT 101""",
        pk,
    )


def flow(f: Floor, username: str, pk: int, measures: bool) -> list[int]:
    """A flow with its steps, ways, points and findings; with measures it is the board."""
    f.who(username)
    f.all(
        """SELECT f.*, p.*, u.* FROM powers_flow f JOIN powers_poweritem p ON p.id = f.power_item_id
           JOIN units_unit u ON u.id = p.unit_id WHERE f.id = %s""",
        pk,
    )
    f.all(
        """SELECT s.*, h.department, h.name, m.department, m.name FROM powers_step s
           LEFT JOIN units_post h ON h.id = s.handler_id LEFT JOIN units_post m ON m.id = s.monitor_id
           WHERE s.flow_id = %s ORDER BY s.number""",
        pk,
    )
    f.all("SELECT t.* FROM powers_way t JOIN powers_step s ON s.id = t.source_id WHERE s.flow_id = %s", pk)
    same = "SELECT o.id FROM powers_step s JOIN powers_step o ON o.lineage = s.lineage WHERE s.flow_id = %s"
    points = f.all(
        f"SELECT * FROM riskpoints_riskpoint WHERE step_id IN ({same}) AND status = 'registered' "
        "AND revises_id IS NULL",
        pk,
    )
    f.all(f"SELECT * FROM riskpoints_noriskfinding WHERE step_id IN ({same}) AND status = 'signed'", pk)
    if measures:
        f.all(
            f"""SELECT l.point_id, m.* FROM measures_measurelink l JOIN measures_measure m ON m.id = l.measure_id
                JOIN riskpoints_riskpoint r ON r.id = l.point_id
                WHERE r.step_id IN ({same}) AND r.status = 'registered' AND m.status <> 'ended'""",
            pk,
        )
    return [row[0] for row in points]


def _around(f: Floor, username: str, pk: int) -> None:
    """The flow of a point, and points of the same name in other units."""
    f.who(username)
    f.all(f"{LIST_COLUMNS} WHERE r.id = %s", pk)
    flow = "(SELECT s.flow_id FROM riskpoints_riskpoint r JOIN powers_step s ON s.id = r.step_id WHERE r.id = %s)"
    f.all(f"SELECT * FROM powers_step WHERE flow_id = {flow}", pk)
    f.all(
        f"SELECT t.* FROM powers_way t JOIN powers_step s ON s.id = t.source_id WHERE s.flow_id = {flow}",
        pk,
    )
    [(name,)] = f.all("SELECT name FROM riskpoints_riskpoint WHERE id = %s", pk)
    f.all(
        f"""{LIST_COLUMNS} WHERE r.name = %s AND r.status = 'registered'
            AND search_pairs(r.name || E'\\n' || r.manifestation) @> search_pairs(%s) LIMIT 60""",
        name,
        name,
    )

"""What people have at hand all day: the sign-in, their desk, the search of everything, the API, the public boards."""

from __future__ import annotations

import hashlib
import json
import uuid
from itertools import count
from typing import Any
from urllib.parse import urlencode

from bench.actions.action import Action
from bench.actions.points import around
from bench.floor import CAP, ROWS, Floor
from bench.proofs import api_page, leads_to, page
from bench.server import Answer
from bench.visitors import Visitors
from demo.builder import PASSWORD

WORD = "招标"


def sign_in(of: Visitors) -> Action:
    checker = of.subjects.checker

    def ask() -> Answer:
        return of.anybody().post("/account/login/", {"login": checker, "password": PASSWORD})

    def undo() -> None:
        """The sign-in looks at each place where a person is signed in already: nobody is in thirty."""
        of.connection.execute(
            "DELETE FROM usersessions_usersession WHERE user_id = (SELECT id FROM accounts_user WHERE username = %s)",
            [checker],
        )

    return Action("sign in", ask, lambda f: _sign_in(f, checker, PASSWORD), leads_to("/"), "sign-in", undo=undo)


def actions(of: Visitors) -> list[Action]:
    s = of.subjects
    fresh = count()  # makes an address new, so that no kept page answers
    return [
        Action(
            "what waits for a liaison",
            of.get(s.liaison, "/desk/"),
            lambda f: _desk_of_liaison(f, s.liaison, s.unit.path),
            page("收件箱"),
        ),
        Action(
            "what waits for an inspector",
            of.get(s.city_inspector, "/desk/"),
            lambda f: _desk_of_inspector(f, s.city_inspector, s.city),
            page("收件箱", shows=["/measures/decisions/"]),
        ),
        Action(
            "what waits for the checker",
            of.get(s.checker, "/desk/"),
            lambda f: _desk_of_checker(f, s.checker, s.province),
            page("收件箱"),
        ),
        Action(
            f"search of everything: {WORD}",
            of.get(s.checker, f"/search/?{urlencode({'q': WORD})}"),
            lambda f: _everything(f, s.checker, WORD),
            page("搜索", "/riskpoints/{}/"),
            "search",
        ),
        Action(
            "API, 50 risk points",
            of.get(s.checker, "/api/v1/risk-points/"),
            lambda f: _api(f, s.checker),
            api_page,
            "api",
        ),
        around(of),
        Action(
            f"public index of boards: {WORD}",
            lambda: of.anybody().get(f"/boards/?{urlencode({'q': WORD, 'n': next(fresh)})}"),
            lambda f: _boards(f, WORD),
            page("公开图板", "/boards/{}/"),
            "search",
        ),
    ]


def _sign_in(f: Floor, username: str, password: str) -> None:
    """Read the account, compare the password as it is stored, keep a session and the time."""
    [(pk, stored)] = f.all("SELECT id, password FROM accounts_user WHERE username = %s", username)
    _algorithm, iterations, salt, _hash = stored.split("$")
    hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), int(iterations))
    with f.connection.transaction():
        f.do(
            "INSERT INTO django_session (session_key, session_data, expire_date) VALUES (%s, '', now())",
            uuid.uuid4().hex,
        )
        f.do("UPDATE accounts_user SET last_login = now() WHERE id = %s", pk)
        f.do(
            """INSERT INTO axes_accesslog (user_agent, ip_address, username, http_accept, path_info, attempt_time,
               session_hash) VALUES ('', '127.0.0.1', %s, '', '', now(), '')""",
            username,
        )


POINT_LINE = """SELECT r.id, r.name, r.grade, r.revises_id, r.revision, u.name, o.department, o.name, s.name, p.name
    FROM riskpoints_riskpoint r JOIN units_unit u ON u.id = r.unit_id LEFT JOIN units_post o ON o.id = r.post_id
    LEFT JOIN powers_step s ON s.id = r.step_id LEFT JOIN powers_flow f ON f.id = s.flow_id
    LEFT JOIN powers_poweritem p ON p.id = f.power_item_id WHERE r.id = ANY (%s)"""
MEASURE_LINE = """SELECT m.id, m.text, u.name, o.department, o.name FROM measures_measure m
    JOIN units_unit u ON u.id = m.unit_id LEFT JOIN units_post o ON o.id = m.responsible_post_id
    WHERE m.id = ANY (%s)"""
WARNING_LINE = """SELECT w.id, w.text, w.level, u.name, o.department, o.name, f.name FROM warnings_warning w
    JOIN units_unit u ON u.id = w.unit_id LEFT JOIN units_post o ON o.id = w.post_id
    LEFT JOIN units_official f ON f.id = w.official_id WHERE w.id = ANY (%s)"""
SIGNAL_LINE = """SELECT s.id, s.text, s.source, u.name FROM warnings_signal s JOIN units_unit u ON u.id = s.unit_id
    WHERE s.id = ANY (%s)"""
DECLARATION_LINE = """SELECT d.id, d.aspect, d.relation, u.name FROM integrity_declaration d
    JOIN units_unit u ON u.id = d.unit_id WHERE d.id = ANY (%s)"""
LINES = {
    "point": POINT_LINE,
    "measure": MEASURE_LINE,
    "warning": WARNING_LINE,
    "signal": SIGNAL_LINE,
    "declaration": DECLARATION_LINE,
}
PART_LINES = 15


def _inbox(f: Floor, username: str, parts: list[str]) -> None:
    """One statement for all that waits, one a table for what the first lines of each part of the list show, and what
    the person has done this week. A part gives the table, key, day due, moment since which it waits, and unit."""
    f.who(username)
    rows = f.all(
        f"""WITH waits (kind, key, due, since, unit) AS MATERIALIZED ({" UNION ALL ".join(parts)}), placed AS (
                SELECT *, row_number() OVER (PARTITION BY part ORDER BY due, since) AS place FROM (
                    SELECT *, CASE WHEN due < current_date THEN 0 WHEN due = current_date THEN 1
                                   WHEN due < current_date + 14 THEN 2 ELSE 3 END AS part FROM waits) AS timed)
            SELECT kind, key, due, since, unit, NULL FROM placed WHERE place <= {PART_LINES}
            UNION ALL SELECT kind, count(*), NULL, NULL, NULL, 'kind' FROM waits GROUP BY kind
            UNION ALL (SELECT NULL, count(*), NULL, NULL, unit, 'unit' FROM waits GROUP BY unit
                       ORDER BY count(*) DESC LIMIT 12)"""
    )
    for kind, line in LINES.items():
        if keys := [row[1] for row in rows if row[0] == kind and row[5] is None]:
            f.all(line, keys)
    f.all("SELECT id, name FROM units_unit WHERE id = ANY (%s)", [row[4] for row in rows if row[5] == "unit"])
    f.all(
        """SELECT count(*) FROM pghistory_context
           WHERE metadata -> 'user' = (SELECT to_jsonb(id) FROM accounts_user WHERE username = %s)
             AND created_at >= date_trunc('week', now()) AND metadata ->> 'action' LIKE '%%.%%'""",
        username,
    )


def _desk_of_liaison(f: Floor, username: str, path: str) -> None:
    def at(alias: str) -> str:
        return f"left({alias}.path, 16) = '{path[:16]}' AND {alias}.path LIKE '{path}%%'"

    points = f"SELECT 'point', r.id, r.act_by, r.filed_at, r.unit_id FROM riskpoints_riskpoint r WHERE {at('r')}"
    unit = f"SELECT id FROM units_unit WHERE path LIKE '{path}%%'"
    _inbox(
        f,
        username,
        [
            f"{points} AND r.status IN ('draft', 'returned')",
            f"{points} AND r.status = 'registered' AND r.review_on < current_date",
            f"""SELECT 'filing', r.id, r.act_by, r.filed_at, r.unit_id FROM riskpoints_riskpoint r
                WHERE {at("r")} AND r.status IN ('filed', 'endorsed')""",
            f"""SELECT 'measure', m.id, m.due_on, NULL, m.unit_id FROM measures_measure m
                WHERE {at("m")} AND m.status = 'planned' AND m.due_on <= current_date + 14""",
            f"""SELECT 'warning', w.id, w.due_on, w.issued_at, w.unit_id FROM warnings_warning w
                WHERE {at("w")} AND w.official_id IS NULL AND w.status IN ('issued', 'acknowledged', 'escalated')""",
            f"""SELECT 'power', p.id, NULL, NULL, p.unit_id FROM powers_poweritem p
                WHERE p.unit_id IN ({unit}) AND p.status = 'draft'""",
            f"""SELECT 'flow', f.id, NULL, f.edited_at, p.unit_id FROM powers_flow f
                JOIN powers_poweritem p ON p.id = f.power_item_id
                WHERE p.unit_id IN ({unit}) AND f.status = 'draft'""",
            f"""SELECT 'gap', g.id, g.due_on, g.at, r.unit_id FROM measures_plangap g
                JOIN riskpoints_riskpoint r ON r.id = g.point_id WHERE {at("r")}""",
        ],
    )
    f.all(f"SELECT sum(points - points_held) FROM dashboards_unitcoverage c WHERE {at('c')}")


def _desk_of_inspector(f: Floor, username: str, area: Any) -> None:
    def at(alias: str) -> str:
        return f"left({alias}.path, {len(area.path)}) = '{area.path}'"

    keepers = f"SELECT id FROM units_unit WHERE is_area AND path LIKE '{area.path}%%'"
    _inbox(
        f,
        username,
        [
            f"""SELECT 'point', r.id, r.act_by, r.endorsed_at, r.unit_id FROM riskpoints_riskpoint r
                WHERE r.status = 'endorsed' AND {at("r")}""",
            f"""SELECT 'warning', w.id, NULL::date, w.proposed_at, w.unit_id FROM warnings_warning w
                WHERE w.status IN ('proposed', 'answered', 'verified') AND w.keeper_id IN ({keepers})""",
            f"""SELECT 'escalated', w.id, w.due_on, w.escalated_at, w.unit_id FROM warnings_warning w
                WHERE w.keeper_id = {area.pk} AND w.escalations > 0
                  AND w.status IN ('issued', 'acknowledged', 'escalated')""",
            f"""SELECT 'signal', s.id, NULL, s.received_at, s.unit_id FROM warnings_signal s
                WHERE s.status IN ('received', 'reopening') AND {at("s")}""",
            f"""SELECT 'signal', s.id, NULL, s.taken_at, s.unit_id FROM warnings_signal s WHERE s.status = 'handling'
                AND s.handler_id = (SELECT id FROM accounts_user WHERE username = '{username}')""",
            f"""SELECT 'declaration', d.id, NULL, d.declared_at, d.unit_id FROM integrity_declaration d
                JOIN units_unit u ON u.id = d.unit_id
                WHERE d.status = 'declared' AND u.path LIKE '{area.path}%%'""",
            f"""SELECT 'low', i.id, NULL, NULL, i.unit_id FROM index_figure i
                JOIN units_unit u ON u.id = i.unit_id JOIN index_computation c ON c.id = i.computation_id
                WHERE i.grade = 'C' AND NOT i.is_area AND u.path LIKE '{area.path}%%' AND c.period_id = (
                    SELECT id FROM index_period WHERE status = 'published' ORDER BY ends_on DESC LIMIT 1)""",
        ],
    )


def _desk_of_checker(f: Floor, username: str, area: Any) -> None:
    _inbox(f, username, ["SELECT ''::text, 0::bigint, NULL::date, NULL::timestamptz, NULL::bigint WHERE false"])
    f.all(
        f"""SELECT sum(units), sum(covered), sum(powers_mark), sum(flows_mark), sum(steps_mark), sum(points_mark),
                sum(published_mark), sum(base_mark)
            FROM dashboards_areacoverage c JOIN units_unit b ON b.id = c.area_id
            WHERE b.path LIKE '{area.path}%%' AND b.is_area"""
    )


def _everything(f: Floor, username: str, word: str) -> list[int]:
    """The first five units, powers, points, measures and rules that hold `word`; returns the points."""
    f.who(username)
    found = {}
    for table, columns, order in (
        ("units_unit", ("name", "code"), "path"),
        ("powers_poweritem", ("name", "code"), "id DESC"),
        ("riskpoints_riskpoint", ("name", "manifestation"), "id DESC"),
        ("measures_measure", ("text",), "id DESC"),
        ("measures_rule", ("title", "number"), "enacted_on DESC"),
    ):
        text = " || E'\\n' || ".join(columns)
        held = " OR ".join(f"{column} LIKE '%%{word}%%'" for column in columns)
        found[table] = f.all(
            f"""SELECT * FROM {table} WHERE ({held}) AND search_pairs({text}) @> search_pairs('{word}')
                ORDER BY {order} LIMIT 6"""
        )
    return [row[0] for row in found["riskpoints_riskpoint"]][:5]


def _api(f: Floor, username: str) -> list[int]:
    """The columns of fifty points as JSON."""
    f.who(username)
    rows = f.all(
        """SELECT id, unit_id, step_id, post_id, risk_class, name, manifestation, found_by, likelihood, harm,
               importance, frequency, three_majors, computed_grade, grade, grade_reason, residual_grade, review_on,
               status, revises_id, revision, filed_at, endorsed_at, registered_at, returned_at, return_reason
           FROM riskpoints_riskpoint ORDER BY id DESC LIMIT 51"""
    )
    json.dumps(rows, default=str)
    return [row[0] for row in rows][:ROWS]


def _boards(f: Floor, word: str) -> list[int]:
    where = f"""FROM powers_flow f JOIN powers_poweritem p ON p.id = f.power_item_id
        WHERE f.status = 'published' AND p.is_public AND p.status = 'confirmed'
          AND p.id IN (SELECT id FROM powers_poweritem WHERE (name LIKE '%%{word}%%' OR code LIKE '%%{word}%%')
                       AND search_pairs(name || E'\\n' || code) @> search_pairs('{word}')
                       UNION ALL
                       SELECT id FROM powers_poweritem WHERE unit_id IN (
                           SELECT id FROM units_unit WHERE (name LIKE '%%{word}%%' OR code LIKE '%%{word}%%')
                           AND search_pairs(name || E'\\n' || code) @> search_pairs('{word}')))"""
    rows = f.all(f"SELECT f.*, p.* {where} ORDER BY f.id DESC LIMIT {ROWS}")
    f.all(f"SELECT count(*) FROM (SELECT 1 {where} LIMIT {CAP}) AS found")
    return [row[0] for row in rows]

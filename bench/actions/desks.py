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


def _desk_of_liaison(f: Floor, username: str, path: str) -> None:
    f.who(username)
    level = f"left(path, 16) = '{path[:16]}' AND path LIKE '{path}%%'"
    f.all(
        f"""SELECT count(*) FILTER (WHERE status = 'returned'),
                count(*) FILTER (WHERE status = 'returned' AND act_by < current_date),
                count(*) FILTER (WHERE status = 'draft'),
                count(*) FILTER (WHERE status = 'registered' AND review_on < current_date),
                count(*) FILTER (WHERE status IN ('filed', 'endorsed')) FROM riskpoints_riskpoint WHERE {level}"""
    )
    unit = f"(SELECT id FROM units_unit WHERE path = '{path}')"
    f.all(f"SELECT count(*) FROM powers_poweritem WHERE unit_id = {unit} AND status = 'draft'")
    f.all(
        f"""SELECT count(*) FROM powers_flow f JOIN powers_poweritem p ON p.id = f.power_item_id
            WHERE p.unit_id = {unit} AND f.status = 'draft'"""
    )
    f.all(f"SELECT count(*) FROM measures_measure WHERE {level} AND status = 'planned' AND due_on < current_date")


def _desk_of_inspector(f: Floor, username: str, area: Any) -> None:
    f.who(username)
    f.all(
        f"""SELECT count(*), count(*) FILTER (WHERE act_by < current_date) FROM riskpoints_riskpoint
            WHERE status = 'endorsed' AND left(path, {len(area.path)}) = '{area.path}'"""
    )


def _desk_of_checker(f: Floor, username: str, area: Any) -> None:
    f.who(username)
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

"""What people write: a risk point, a step of its life, many steps at once, a county under another city."""

from __future__ import annotations

import json
import uuid
from functools import cache
from typing import Any

import psycopg

from bench.actions.action import Action, taken_back
from bench.floor import Floor
from bench.inside import relocate
from bench.proofs import Proof, Refused, done, leads_to
from bench.province.log import logged_columns
from bench.server import Answer
from bench.subjects import WAITING_AT_ONCE
from bench.visitors import Visitors

FORM = {
    "name": "度量用风险点",
    "manifestation": "度量时录入的表现形式。",
    "risk_class": "process",
    "found_by": "self",
    "likelihood": 2,
    "harm": 3,
    "importance": 3,
    "frequency": 3,
    "grade": "",
    "grade_reason": "",
}


def actions(of: Visitors) -> list[Action]:
    s, writing = of.subjects, Writing(of)
    many = len(writing.endorsed())  # fewer wait in a small province, and the action is another one then
    return [
        Action(
            "create a risk point",
            writing.create,
            lambda f: writing.made.append(_create(f, s.liaison, s.unit)),
            leads_to(r"/riskpoints/\d+/"),
            "write",
            undo=writing.discard,
        ),
        Action(
            "endorse a risk point",
            writing.endorse,
            lambda f: _move(f, s.head, writing.filed(), "filed", "endorsed", "endorsed"),
            writing.moved("endorsed"),
            "write",
            undo=lambda: writing.back("filed", "endorsed"),
        ),
        Action(
            f"register {many} at once",
            writing.register,
            lambda f: _move(f, s.city_inspector, writing.endorsed(), "endorsed", "registered", "registered"),
            writing.moved("registered"),
            "many",
            undo=lambda: writing.back("endorsed", "registered"),
        ),
        Action(
            "move a county",
            lambda: taken_back(lambda: relocate(s.county.pk, s.city.pk)),
            lambda f: _relocate(f, s.county),
            done,
            "many",
        ),
    ]


class Writing:
    """What the product and the floor wrote last, so that it can be looked at and put back."""

    def __init__(self, of: Visitors) -> None:
        self.of, self.connection, self.subjects = of, of.connection, of.subjects
        self.made: list[int] = []
        self.ids: list[int] = []
        self.states: set[str] = set()  # in which the product left the points

    def create(self) -> Answer:
        answer = self.of.browser(self.subjects.liaison).post(f"/riskpoints/new/?unit={self.subjects.unit.pk}", FORM)
        key = answer.location.strip("/").rsplit("/", 1)[-1]
        if key.isdecimal():
            self.made.append(int(key))
        return answer

    def discard(self) -> None:
        self.connection.execute(
            "UPDATE riskpoints_riskpoint SET status = 'discarded' WHERE id = ANY (%s)", [self.made]
        )
        self.made = []

    def filed(self) -> list[int]:
        return self._waiting("unit_id = %s AND status = 'filed' ORDER BY id LIMIT 1", self.subjects.unit.pk)

    def endorse(self) -> Answer:
        [pk] = self.filed()
        return self._looked_at(
            self.of.browser(self.subjects.head).post(f"/riskpoints/{pk}/to/endorse/", {"reason": ""})
        )

    def endorsed(self) -> list[int]:
        return self._waiting(
            f"path LIKE %s AND status = 'endorsed' ORDER BY filed_at, id LIMIT {WAITING_AT_ONCE}",
            f"{self.subjects.city.path}%",
        )

    def register(self) -> Answer:
        form = {"verb": "register", "reason": "", "point": self.endorsed()}
        return self._looked_at(self.of.browser(self.subjects.city_inspector).post("/riskpoints/queue/", form))

    def _waiting(self, which: str, *parameters: Any) -> list[int]:
        query = f"SELECT id FROM riskpoints_riskpoint WHERE revises_id IS NULL AND {which}"
        self.ids = [pk for (pk,) in self.connection.execute(query, parameters).fetchall()]
        if not self.ids:
            raise Refused("nothing waits that could be taken further")
        return self.ids

    def _looked_at(self, answer: Answer) -> Answer:
        rows = self.connection.execute(
            "SELECT DISTINCT status FROM riskpoints_riskpoint WHERE id = ANY (%s)", [self.ids]
        )
        self.states = {status for (status,) in rows}
        return answer

    def moved(self, status: str) -> Proof:
        """That the product took every point to that state, which a redirect alone does not say."""

        def proof(answer: Answer, fetched: Any) -> None:
            leads_to("/riskpoints/.*")(answer, fetched)
            if self.states != {status}:
                raise Refused(f"the points are {', '.join(sorted(self.states))}, not all {status}")

        return proof

    def back(self, old: str, stamp: str) -> None:
        """Undo a step of the measurement, with the triggers at work, and count the units anew."""
        with self.connection.transaction():
            self.connection.execute(
                f"""UPDATE riskpoints_riskpoint SET status = '{old}', {stamp}_at = NULL, {stamp}_by_id = NULL
                    WHERE id = ANY (%s)""",
                [self.ids],
            )
            self.connection.execute(
                """SELECT coverage_recount(array_agg(DISTINCT unit_id)) FROM riskpoints_riskpoint
                   WHERE id = ANY (%s)""",
                [self.ids],
            )
            # The floor wrote its sums by hand; they are put right by counting.
            self.connection.execute("SELECT area_coverage_mend(), area_coverage_fold(), point_counts_fold()")


def _create(f: Floor, username: str, unit: Any) -> int:
    """One draft with its entry in the log and its count; returns its id."""
    f.who(username)
    with f.connection.transaction():
        context = _context(f, "riskpoint.create", "")
        [(pk,)] = f.all(
            """INSERT INTO riskpoints_riskpoint (unit_id, path, industry, risk_class, name, manifestation,
                   found_by, likelihood, harm, importance, frequency, three_majors, computed_grade, grading_rule,
                   grade, grade_reason, residual_grade, status, revision, created_at, return_reason,
                   created_by_id)
               SELECT u.id, u.path, u.industry, 'process', '度量用风险点', '度量时录入的表现形式。',
                      'self', 2, 3, 3, 3, false, 'medium', 1, 'medium', '', '', 'draft', 1, now(), '', a.id
               FROM units_unit u, accounts_user a WHERE u.id = %s AND a.username = %s RETURNING id""",
            unit.pk,
            username,
        )
        _log(f, [pk], "insert", context)
        _count(f, [pk], "draft", 1)
    return pk


def _move(f: Floor, username: str, ids: list[int], old: str, new: str, stamp: str) -> None:
    """Take points from one state to the next, with the log, the counts and the coverage of their units."""
    f.who(username)
    with f.connection.transaction():
        context = _context(f, f"riskpoint.{new}", "")
        _count(f, ids, old, -1)
        f.do(
            f"""UPDATE riskpoints_riskpoint SET status = '{new}', {stamp}_at = now(),
                    {stamp}_by_id = (SELECT id FROM accounts_user WHERE username = %s)
                WHERE id = ANY (%s) AND status = '{old}'""",
            username,
            ids,
        )
        _log(f, ids, "update", context)
        _count(f, ids, new, 1)
        if new == "registered":
            f.do(
                """UPDATE dashboards_unitcoverage c SET points = c.points + n.n, high = c.high + n.high
                   FROM (SELECT unit_id, count(*) AS n, count(*) FILTER (WHERE grade = 'high') AS high
                         FROM riskpoints_riskpoint WHERE id = ANY (%s)
                         GROUP BY 1) AS n
                   WHERE n.unit_id = c.unit_id""",
                ids,
            )
            f.do(
                """INSERT INTO dashboards_areacoverage (area_id, units, covered, powers_mark, flows_mark,
                       steps_mark, points_mark, published_mark, base_mark, sum_powers, sum_powers_confirmed,
                       sum_powers_with_flow, sum_publishable, sum_published, sum_steps, sum_steps_assessed,
                       sum_points, sum_points_held, sum_high, sum_high_held, sum_measures, sum_rules)
                   SELECT c.area_id, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, count(*), 0,
                       count(*) FILTER (WHERE r.grade = 'high'), 0, 0, 0
                   FROM riskpoints_riskpoint r JOIN dashboards_unitcoverage c ON c.unit_id = r.unit_id
                   WHERE r.id = ANY (%s) GROUP BY c.area_id""",
                ids,
            )


def _relocate(f: Floor, area: Any) -> None:
    """Everything at and below an area under another path, and back by rolling back."""
    new, size = f"0001ZZZZ{area.path[-4:]}", len(area.path)
    # Each table by the index that it has.
    below = f"path LIKE '{area.path}%%'"
    copied = f"left(path, {size}) = '{area.path}'"
    with f.connection.transaction() as transaction:
        for table, inside in (
            ("units_unit", below),
            ("riskpoints_riskpoint", copied),
            ("measures_measure", copied),
            ("dashboards_unitcoverage", below),
        ):
            f.do(f"UPDATE {table} SET path = %s || substr(path, {size + 1}) WHERE {inside}", new)
        raise psycopg.Rollback(transaction)


def _context(f: Floor, action: str, reason: str) -> uuid.UUID:
    pk = uuid.uuid4()
    metadata = json.dumps({"action": action, "reason": reason, "bench": True})
    f.do("INSERT INTO pghistory_context VALUES (%s, now(), now(), %s)", pk, metadata)
    return pk


def _log(f: Floor, ids: list[int], kind: str, context: uuid.UUID) -> None:
    columns = _logged(f.connection)
    f.do(
        f"""INSERT INTO riskpoints_riskpointevent
                (pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id, {columns})
            SELECT now(), '{kind}', id, %s, {columns} FROM riskpoints_riskpoint WHERE id = ANY (%s)""",
        context,
        ids,
    )


@cache
def _logged(connection: psycopg.Connection) -> str:
    """The columns that the log keeps of a point; asked once, as whoever writes SQL by hand knows them."""
    return ", ".join(logged_columns(connection, "riskpoints_riskpointevent"))


def _count(f: Floor, ids: list[int], status: str, sign: int) -> None:
    f.do(
        f"""INSERT INTO riskpoints_pointcount (area_id, status, grade, risk_class, domain_id, industry, points)
            SELECT a.id, '{status}', r.grade, r.risk_class, r.domain_id, r.industry, {sign} * count(*)
            FROM riskpoints_riskpoint r CROSS JOIN LATERAL generate_series(4, length(r.path), 4) AS size
            JOIN units_unit a ON a.path = left(r.path, size) AND a.is_area
            WHERE r.id = ANY (%s) GROUP BY 1, 3, 4, 5, 6""",
        ids,
    )

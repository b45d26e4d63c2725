"""The floor: the fewest hand-written SQL statements that fetch or write what a page fetches or writes.

Each function runs its statements through psycopg and reads every row. Nothing is rendered, nobody's rights are
checked beyond reading them, and the triggers rest while rows are written: what is left is what PostgreSQL must do.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from functools import cached_property
from typing import Any

import psycopg

from bench.province.log import logged_columns

ROWS = 50
CAP = 5001
LIST_COLUMNS = """
    SELECT r.*, u.name, u.path, o.department, o.name, s.name, f.version, p.name, p.code, b.name
    FROM riskpoints_riskpoint r JOIN units_unit u ON u.id = r.unit_id
    LEFT JOIN units_post o ON o.id = r.post_id LEFT JOIN powers_step s ON s.id = r.step_id
    LEFT JOIN powers_flow f ON f.id = s.flow_id LEFT JOIN powers_poweritem p ON p.id = f.power_item_id
    LEFT JOIN accounts_user b ON b.id = r.filed_by_id"""
SHOWN = "r.status NOT IN ('applied', 'discarded')"


class Floor:
    """Hand-written SQL over one connection."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection
        self.statements = 0

    def all(self, sql: str, *parameters: Any) -> list[Any]:
        self.statements += 1
        return self.connection.execute(sql, parameters).fetchall()

    def do(self, sql: str, *parameters: Any) -> int:
        self.statements += 1
        return self.connection.execute(sql, parameters).rowcount

    # -- everybody ----------------------------------------------------------------------------

    def who(self, username: str) -> None:
        """The account and the roles it holds."""
        self.all(
            """SELECT a.*, g.role, u.path FROM accounts_user a LEFT JOIN accounts_rolegrant g ON g.user_id = a.id
               LEFT JOIN units_unit u ON u.id = g.unit_id WHERE a.username = %s""",
            username,
        )

    def sign_in(self, username: str, password: str) -> None:
        """Read the account, compare the password as it is stored, keep a session and the time."""
        [(pk, stored)] = self.all("SELECT id, password FROM accounts_user WHERE username = %s", username)
        _algorithm, iterations, salt, _hash = stored.split("$")
        hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), int(iterations))
        with self.connection.transaction():
            self.do(
                "INSERT INTO django_session (session_key, session_data, expire_date) VALUES (%s, '', now())",
                uuid.uuid4().hex,
            )
            self.do("UPDATE accounts_user SET last_login = now() WHERE id = %s", pk)
            self.do(
                """INSERT INTO axes_accesslog (user_agent, ip_address, username, http_accept, path_info, attempt_time,
                   session_hash) VALUES ('', '127.0.0.1', %s, '', '', now(), '')""",
                username,
            )

    # -- lists --------------------------------------------------------------------------------

    def register(self, username: str, area: Any, filters: str, counted: str, after: int | None = None) -> None:
        """A page of the register below `area`. filters, counted: conditions on r, and on the ledger c."""
        self.who(username)
        level = f"left(r.path, {len(area.path)}) = '{area.path}'" if len(area.path) > 4 else "true"
        deep = f"AND r.id < {after}" if after else ""
        self.all(f"{LIST_COLUMNS} WHERE {level} AND {SHOWN} AND {filters} {deep} ORDER BY r.id DESC LIMIT {ROWS + 1}")
        if counted:
            self.all(
                f"""SELECT sum(points) FROM riskpoints_pointcount c WHERE area_id = {area.pk}
                    AND status NOT IN ('applied', 'discarded') AND {counted}"""
            )
        else:
            self.all(f"SELECT count(*) FROM riskpoints_riskpoint r WHERE {level} AND {SHOWN} AND {filters}")

    def search(self, username: str, area: Any, word: str) -> None:
        """The newest points that hold `word`, and how many there are, up to the number that is counted."""
        self.who(username)
        level = f"left(r.path, {len(area.path)}) = '{area.path}'" if len(area.path) > 4 else "true"
        where = f"""WHERE {level} AND {SHOWN} AND (r.name LIKE '%%{word}%%' OR r.manifestation LIKE '%%{word}%%')
            AND search_pairs(r.name || E'\\n' || r.manifestation) @> search_pairs('{word}')"""
        self.all(f"{LIST_COLUMNS} {where} ORDER BY r.id DESC LIMIT {ROWS + 1}")
        self.all(f"SELECT count(*) FROM (SELECT 1 FROM riskpoints_riskpoint r {where} LIMIT {CAP}) AS found")

    def work_list(self, username: str, path: str) -> None:
        self.who(username)
        level = f"left(r.path, 16) = '{path[:16]}' AND r.path LIKE '{path}%%'"
        parts = {
            "r.status = 'returned'": "r.returned_at",
            "r.status = 'draft'": "r.id DESC",
            "r.status IN ('filed', 'endorsed')": "r.filed_at",
            "r.status = 'registered' AND r.review_on < current_date": "r.review_on",
        }
        self.all(
            " UNION ALL ".join(
                f"(SELECT * FROM ({LIST_COLUMNS} WHERE {level} AND {where} ORDER BY {order} LIMIT 100) AS part{n} "
                f"({', '.join(f'c{i}' for i in range(self._width))}))"
                for n, (where, order) in enumerate(parts.items())
            )
        )
        counts = ", ".join(f"count(*) FILTER (WHERE {where})" for where in parts)
        self.all(f"SELECT {counts} FROM riskpoints_riskpoint r WHERE {level}")

    @cached_property
    def _width(self) -> int:
        found = self.connection.execute(f"{LIST_COLUMNS} LIMIT 0")
        assert found.description
        return len(found.description)

    def queue(self, username: str, area: Any) -> None:
        self.who(username)
        where = f"""WHERE r.status = 'endorsed' AND left(r.path, {len(area.path)}) = '{area.path}'
            AND r.filed_by_id <> (SELECT id FROM accounts_user WHERE username = '{username}')"""
        self.all(f"{LIST_COLUMNS} {where} ORDER BY r.filed_at, r.id LIMIT {ROWS}")
        self.all(f"SELECT count(*) FROM (SELECT 1 FROM riskpoints_riskpoint r {where} LIMIT {CAP}) AS found")

    # -- at hand all day ----------------------------------------------------------------------

    def desk_of_liaison(self, username: str, path: str) -> None:
        self.who(username)
        level = f"left(path, 16) = '{path[:16]}' AND path LIKE '{path}%%'"
        self.all(
            f"""SELECT count(*) FILTER (WHERE status = 'returned'),
                    count(*) FILTER (WHERE status = 'returned' AND act_by < current_date),
                    count(*) FILTER (WHERE status = 'draft'),
                    count(*) FILTER (WHERE status = 'registered' AND review_on < current_date),
                    count(*) FILTER (WHERE status IN ('filed', 'endorsed')) FROM riskpoints_riskpoint WHERE {level}"""
        )
        unit = f"(SELECT id FROM units_unit WHERE path = '{path}')"
        self.all(f"SELECT count(*) FROM powers_poweritem WHERE unit_id = {unit} AND status = 'draft'")
        self.all(
            f"""SELECT count(*) FROM powers_flow f JOIN powers_poweritem p ON p.id = f.power_item_id
                WHERE p.unit_id = {unit} AND f.status = 'draft'"""
        )
        self.all(
            f"SELECT count(*) FROM measures_measure WHERE {level} AND status = 'planned' AND due_on < current_date"
        )

    def desk_of_inspector(self, username: str, area: Any) -> None:
        self.who(username)
        self.all(
            f"""SELECT count(*), count(*) FILTER (WHERE act_by < current_date) FROM riskpoints_riskpoint
                WHERE status = 'endorsed' AND left(path, {len(area.path)}) = '{area.path}'"""
        )

    def desk_of_checker(self, username: str, area: Any) -> None:
        self.who(username)
        self.all(
            f"""SELECT sum(units), sum(covered), sum(powers_mark), sum(flows_mark), sum(steps_mark), sum(points_mark),
                    sum(published_mark), sum(base_mark)
                FROM dashboards_areacoverage c JOIN units_unit b ON b.id = c.area_id
                WHERE b.path LIKE '{area.path}%%' AND b.is_area"""
        )

    def everything(self, username: str, word: str) -> None:
        """The first five units, powers, points, measures and rules that hold `word`."""
        self.who(username)
        for table, columns, order in (
            ("units_unit", ("name", "code"), "path"),
            ("powers_poweritem", ("name", "code"), "id DESC"),
            ("riskpoints_riskpoint", ("name", "manifestation"), "id DESC"),
            ("measures_measure", ("text",), "id DESC"),
            ("measures_rule", ("title", "number"), "enacted_on DESC"),
        ):
            text = " || E'\\n' || ".join(columns)
            held = " OR ".join(f"{column} LIKE '%%{word}%%'" for column in columns)
            self.all(
                f"""SELECT * FROM {table} WHERE ({held}) AND search_pairs({text}) @> search_pairs('{word}')
                    ORDER BY {order} LIMIT 6"""
            )

    def api(self, username: str) -> None:
        """The columns of fifty points as JSON."""
        self.who(username)
        rows = self.all(
            """SELECT id, unit_id, step_id, post_id, risk_class, name, manifestation, found_by, likelihood, harm,
                   importance, frequency, three_majors, computed_grade, grade, grade_reason, residual_grade,
                   review_on,
                   status, revises_id, revision, filed_at, endorsed_at, registered_at, returned_at, return_reason
               FROM riskpoints_riskpoint ORDER BY id DESC LIMIT 51"""
        )
        json.dumps(rows, default=str)

    def around(self, username: str, pk: int) -> None:
        """The flow of a point, and points of the same name in other units."""
        self.who(username)
        self.all(f"{LIST_COLUMNS} WHERE r.id = %s", pk)
        flow = "(SELECT s.flow_id FROM riskpoints_riskpoint r JOIN powers_step s ON s.id = r.step_id WHERE r.id = %s)"
        self.all(f"SELECT * FROM powers_step WHERE flow_id = {flow}", pk)
        self.all(
            f"SELECT t.* FROM powers_transition t JOIN powers_step s ON s.id = t.source_id WHERE s.flow_id = {flow}",
            pk,
        )
        [(name,)] = self.all("SELECT name FROM riskpoints_riskpoint WHERE id = %s", pk)
        self.all(
            f"""{LIST_COLUMNS} WHERE r.name = %s AND r.status = 'registered'
                AND search_pairs(r.name || E'\\n' || r.manifestation) @> search_pairs(%s) LIMIT 60""",
            name,
            name,
        )

    def boards(self, word: str) -> None:
        where = f"""FROM powers_flow f JOIN powers_poweritem p ON p.id = f.power_item_id
            WHERE f.status = 'published' AND p.is_public AND p.status = 'confirmed'
              AND p.id IN (SELECT id FROM powers_poweritem WHERE (name LIKE '%%{word}%%' OR code LIKE '%%{word}%%')
                           AND search_pairs(name || E'\\n' || code) @> search_pairs('{word}')
                           UNION ALL
                           SELECT id FROM powers_poweritem WHERE unit_id IN (
                               SELECT id FROM units_unit WHERE (name LIKE '%%{word}%%' OR code LIKE '%%{word}%%')
                               AND search_pairs(name || E'\\n' || code) @> search_pairs('{word}')))"""
        self.all(f"SELECT f.*, p.* {where} ORDER BY f.id DESC LIMIT {ROWS}")
        self.all(f"SELECT count(*) FROM (SELECT 1 {where} LIMIT {CAP}) AS found")

    # -- one thing ----------------------------------------------------------------------------

    def detail(self, username: str, pk: int) -> None:
        self.who(username)
        self.all(f"{LIST_COLUMNS} WHERE r.id = %s", pk)
        self.all(
            """SELECT m.*, o.name, a.name FROM measures_measurelink l JOIN measures_measure m ON m.id = l.measure_id
               LEFT JOIN units_post o ON o.id = m.responsible_post_id
               LEFT JOIN units_post a ON a.id = m.accountable_post_id
               WHERE l.point_id = %s ORDER BY m.id""",
            pk,
        )
        self.all("SELECT * FROM riskpoints_riskpoint WHERE revises_id = %s", pk)
        self.all(
            """SELECT e.*, c.metadata, a.name FROM riskpoints_riskpointevent e
               LEFT JOIN pghistory_context c ON c.id = e.pgh_context_id
               LEFT JOIN accounts_user a ON a.id = (c.metadata ->> 'user')::bigint
               WHERE e.pgh_obj_id = %s ORDER BY e.pgh_id DESC LIMIT 101""",
            pk,
        )

    def flow(self, username: str, pk: int, measures: bool) -> None:
        """A flow with its steps, ways, points and findings; with measures it is the board."""
        self.who(username)
        self.all(
            """SELECT f.*, p.*, u.* FROM powers_flow f JOIN powers_poweritem p ON p.id = f.power_item_id
               JOIN units_unit u ON u.id = p.unit_id WHERE f.id = %s""",
            pk,
        )
        self.all(
            """SELECT s.*, h.department, h.name, m.department, m.name FROM powers_step s
               LEFT JOIN units_post h ON h.id = s.handler_id LEFT JOIN units_post m ON m.id = s.monitor_id
               WHERE s.flow_id = %s ORDER BY s.number""",
            pk,
        )
        self.all(
            "SELECT t.* FROM powers_transition t JOIN powers_step s ON s.id = t.source_id WHERE s.flow_id = %s", pk
        )
        same = "SELECT o.id FROM powers_step s JOIN powers_step o ON o.lineage = s.lineage WHERE s.flow_id = %s"
        self.all(
            f"SELECT * FROM riskpoints_riskpoint WHERE step_id IN ({same}) AND status = 'registered' "
            "AND revises_id IS NULL",
            pk,
        )
        self.all(f"SELECT * FROM riskpoints_noriskfinding WHERE step_id IN ({same}) AND status = 'signed'", pk)
        if measures:
            self.all(
                f"""SELECT l.point_id, m.* FROM measures_measurelink l JOIN measures_measure m ON m.id = l.measure_id
                    JOIN riskpoints_riskpoint r ON r.id = l.point_id
                    WHERE r.step_id IN ({same}) AND r.status = 'registered' AND m.status <> 'ended'""",
                pk,
            )

    # -- coverage -----------------------------------------------------------------------------

    def coverage(self, username: str, area: Any) -> None:
        """Sums of the area and its parts, its own units, the heat table and the trend."""
        self.who(username)
        self.all(f"SELECT * FROM units_unit WHERE path IN ({self._above(area.path)}) OR id = {area.pk}")
        self.all(
            f"""SELECT left(b.path, {len(area.path) + 4}), sum(c.units), sum(c.covered), sum(c.powers_mark),
                    sum(c.flows_mark), sum(c.steps_mark), sum(c.points_mark), sum(c.published_mark), sum(c.base_mark),
                    sum(c.sum_powers), sum(c.sum_steps), sum(c.sum_steps_assessed), sum(c.sum_points),
                    sum(c.sum_points_held), sum(c.sum_measures), sum(c.sum_rules)
                FROM dashboards_areacoverage c JOIN units_unit b ON b.id = c.area_id
                WHERE b.path LIKE '{area.path}%%' AND b.is_area GROUP BY 1"""
        )
        self.all(
            f"""SELECT c.*, u.name FROM dashboards_unitcoverage c JOIN units_unit u ON u.id = c.unit_id
                WHERE c.area_id = {area.pk} AND c.to_cover ORDER BY u.path LIMIT {ROWS}"""
        )
        self.heat(area)
        self.all("SELECT * FROM dashboards_coveragesnapshot WHERE area_id = %s ORDER BY day DESC LIMIT 180", area.pk)

    def heat(self, area: Any) -> None:
        self.all(
            """SELECT risk_class, grade, sum(points) FROM riskpoints_pointcount
               WHERE area_id = %s AND status = 'registered' GROUP BY 1, 2""",
            area.pk,
        )

    def coverage_of_unit(self, username: str, unit: Any) -> None:
        self.who(username)
        self.all(f"SELECT * FROM units_unit WHERE path IN ({self._above(unit.path)}) OR id = {unit.pk}")
        self.all("SELECT * FROM dashboards_unitcoverage WHERE unit_id = %s", unit.pk)
        self.all(
            """SELECT risk_class, grade, count(*) FROM riskpoints_riskpoint
               WHERE unit_id = %s AND status = 'registered' GROUP BY 1, 2""",
            unit.pk,
        )

    @staticmethod
    def _above(path: str) -> str:
        return ", ".join(f"'{path[:n]}'" for n in range(4, len(path) + 1, 4))

    def recount(self) -> None:
        """Every figure of every unit from one pass over the rows, compared with what is stored."""
        self.all(
            """WITH flow AS (
                   SELECT DISTINCT ON (f.power_item_id) f.id, f.power_item_id, f.status FROM powers_flow f
                   WHERE f.status IN ('confirmed', 'published') ORDER BY f.power_item_id, f.version DESC
               ), item AS (
                   SELECT p.unit_id, p.status, p.is_public, flow.id AS flow, flow.status AS flow_status
                   FROM powers_poweritem p LEFT JOIN flow ON flow.power_item_id = p.id WHERE p.status <> 'abolished'
               ), power AS (
                   SELECT unit_id, count(*) AS powers, count(*) FILTER (WHERE status = 'confirmed') AS confirmed,
                          count(flow) AS with_flow, count(flow) FILTER (WHERE is_public) AS publishable,
                          count(flow) FILTER (WHERE is_public AND flow_status = 'published') AS published
                   FROM item GROUP BY unit_id
               ), assessed AS (
                   SELECT s.lineage FROM riskpoints_riskpoint r JOIN powers_step s ON s.id = r.step_id
                   WHERE r.status = 'registered' AND r.revises_id IS NULL
                   UNION
                   SELECT s.lineage FROM riskpoints_noriskfinding n JOIN powers_step s ON s.id = n.step_id
                   WHERE n.status = 'signed'
               ), step AS (
                   SELECT item.unit_id, count(*) AS steps, count(a.lineage) AS assessed
                   FROM item JOIN powers_step s ON s.flow_id = item.flow LEFT JOIN assessed a ON a.lineage = s.lineage
                   GROUP BY item.unit_id
               ), held AS (
                   SELECT DISTINCT l.point_id
                   FROM measures_measurelink l JOIN measures_measure m ON m.id = l.measure_id
                   WHERE m.status = 'in_force' OR (m.status = 'verified' AND m.effective)
               ), point AS (
                   SELECT r.unit_id, count(*) AS points, count(h.point_id) AS held
                   FROM riskpoints_riskpoint r LEFT JOIN held h ON h.point_id = r.id
                   WHERE r.status = 'registered' AND r.revises_id IS NULL GROUP BY r.unit_id
               ), measure AS (
                   SELECT unit_id, count(*) AS n FROM measures_measure WHERE status <> 'ended' GROUP BY unit_id
               ), rule AS (
                   SELECT unit_id, count(*) AS n FROM measures_rule WHERE status = 'in_force' GROUP BY unit_id
               )
               SELECT c.unit_id FROM dashboards_unitcoverage c JOIN units_unit u ON u.id = c.unit_id
               LEFT JOIN power USING (unit_id) LEFT JOIN step USING (unit_id) LEFT JOIN point USING (unit_id)
               LEFT JOIN measure USING (unit_id) LEFT JOIN rule USING (unit_id)
               WHERE (c.powers, c.powers_confirmed, c.powers_with_flow, c.publishable, c.published, c.steps,
                      c.steps_assessed, c.points, c.points_held, c.measures, c.rules, c.has_contact)
                  IS DISTINCT FROM
                     (coalesce(power.powers, 0), coalesce(power.confirmed, 0), coalesce(power.with_flow, 0),
                      coalesce(power.publishable, 0), coalesce(power.published, 0), coalesce(step.steps, 0),
                      coalesce(step.assessed, 0), coalesce(point.points, 0), coalesce(point.held, 0),
                      coalesce(measure.n, 0), coalesce(rule.n, 0), u.warning_contact_id IS NOT NULL)"""
        )

    # -- writing ------------------------------------------------------------------------------

    def create(self, username: str, unit: Any) -> int:
        """One draft with its entry in the log and its count; returns its id."""
        self.who(username)
        with self.connection.transaction():
            context = self._context("riskpoint.create", "")
            [(pk,)] = self.all(
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
            self._log([pk], "insert", context)
            self._count([pk], "draft", 1)
        return pk

    def move(self, username: str, ids: list[int], old: str, new: str, stamp: str) -> None:
        """Take points from one state to the next, with the log, the counts and the coverage of their units."""
        self.who(username)
        with self.connection.transaction():
            context = self._context(f"riskpoint.{new}", "")
            self._count(ids, old, -1)
            self.do(
                f"""UPDATE riskpoints_riskpoint SET status = '{new}', {stamp}_at = now(),
                        {stamp}_by_id = (SELECT id FROM accounts_user WHERE username = %s)
                    WHERE id = ANY (%s) AND status = '{old}'""",
                username,
                ids,
            )
            self._log(ids, "update", context)
            self._count(ids, new, 1)
            if new == "registered":
                self.do(
                    """UPDATE dashboards_unitcoverage c SET points = c.points + n.n
                       FROM (SELECT unit_id, count(*) AS n FROM riskpoints_riskpoint WHERE id = ANY (%s)
                             GROUP BY 1) AS n
                       WHERE n.unit_id = c.unit_id""",
                    ids,
                )
                self.do(
                    """INSERT INTO dashboards_areacoverage (area_id, units, covered, powers_mark, flows_mark,
                           steps_mark, points_mark, published_mark, base_mark, sum_powers, sum_powers_confirmed,
                           sum_powers_with_flow, sum_publishable, sum_published, sum_steps, sum_steps_assessed,
                           sum_points, sum_points_held, sum_measures, sum_rules)
                       SELECT c.area_id, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, count(*), 0, 0, 0
                       FROM riskpoints_riskpoint r JOIN dashboards_unitcoverage c ON c.unit_id = r.unit_id
                       WHERE r.id = ANY (%s) GROUP BY c.area_id""",
                    ids,
                )

    def relocate(self, area: Any) -> None:
        """Everything at and below an area under another path, and back by rolling back."""
        new, size = f"0001ZZZZ{area.path[-4:]}", len(area.path)
        # Each table by the index that it has.
        below = f"path LIKE '{area.path}%%'"
        copied = f"left(path, {size}) = '{area.path}'"
        with self.connection.transaction() as transaction:
            for table, inside in (
                ("units_unit", below),
                ("riskpoints_riskpoint", copied),
                ("measures_measure", copied),
                ("dashboards_unitcoverage", below),
            ):
                self.do(f"UPDATE {table} SET path = %s || substr(path, {size + 1}) WHERE {inside}", new)
            raise psycopg.Rollback(transaction)

    def _context(self, action: str, reason: str) -> uuid.UUID:
        pk = uuid.uuid4()
        told = json.dumps({"action": action, "reason": reason, "bench": True})
        self.do("INSERT INTO pghistory_context VALUES (%s, now(), now(), %s)", pk, told)
        return pk

    def _log(self, ids: list[int], kind: str, context: uuid.UUID) -> None:
        columns = ", ".join(self._logged)
        self.do(
            f"""INSERT INTO riskpoints_riskpointevent
                    (pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id, {columns})
                SELECT now(), '{kind}', id, %s, {columns} FROM riskpoints_riskpoint WHERE id = ANY (%s)""",
            context,
            ids,
        )

    @cached_property
    def _logged(self) -> list[str]:
        return logged_columns(self.connection, "riskpoints_riskpointevent")

    def _count(self, ids: list[int], status: str, sign: int) -> None:
        self.do(
            f"""INSERT INTO riskpoints_pointcount (area_id, status, grade, risk_class, domain_id, industry, points)
                SELECT a.id, '{status}', r.grade, r.risk_class, r.domain_id, r.industry, {sign} * count(*)
                FROM riskpoints_riskpoint r CROSS JOIN LATERAL generate_series(4, length(r.path), 4) AS size
                JOIN units_unit a ON a.path = left(r.path, size) AND a.is_area
                WHERE r.id = ANY (%s) GROUP BY 1, 3, 4, 5, 6""",
            ids,
        )

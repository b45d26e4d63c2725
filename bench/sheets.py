"""Spreadsheets in and out, and boards as PDF, beside COPY of the same rows into and out of the same tables."""

from __future__ import annotations

import io
from functools import cached_property
from itertools import cycle, islice
from typing import Any

import psycopg

from bench.actions import Action, timed
from bench.floor import Floor
from bench.server import Answer
from bench.subjects import Subjects

ROWS = 100_000
MEASURES = 2  # of each row
HEADS = ["序号", "单位", "科室", "岗位", "职权", "环节", "风险类别", "风险点", "表现形式", "风险等级"]
HEADS += ["防控措施", "直接责任人"]
POINTS = """unit_id, step_id, post_id, risk_class, name, manifestation, found_by, likelihood, harm, importance,
    frequency, three_majors, computed_grade, grading_rule, grade, grade_reason, residual_grade, review_on, status,
    revision, created_at, return_reason, path, industry"""
DRAFTS = POINTS.replace(" status,", " 'draft',")
HELD = "unit_id, text, method, responsible_post_id, status, verification, residual_grade, path"


class Sheets:
    """A file of ROWS risk points for the units of a city, all of them new."""

    def __init__(self, connection: psycopg.Connection, subjects: Subjects) -> None:
        self.connection, self.subjects = connection, subjects

    def all(self) -> list[Action]:
        return [
            Action(f"bring in {ROWS:,} rows", self._bring_in, self._copy_in, "import", rounds=1),
            Action("give out the register as CSV", self._give_out, self._copy_out, "export", rounds=1),
            Action("board as PDF", self._board, lambda f: f.who(self.subjects.checker), "document", rounds=5),
        ]

    @cached_property
    def content(self) -> bytes:
        import xlsxwriter

        places = self.connection.execute(
            """SELECT u.code, o.department, o.name, p.code, s.name FROM units_unit u
               JOIN powers_poweritem p ON p.unit_id = u.id
               JOIN powers_flow f ON f.power_item_id = p.id AND f.status = 'published'
               JOIN powers_step s ON s.flow_id = f.id JOIN units_post o ON o.id = s.handler_id
               WHERE u.path LIKE %s ORDER BY s.id LIMIT %s""",
            [f"{self.subjects.city.path}%", ROWS],
        ).fetchall()
        file = io.BytesIO()
        with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
            sheet = book.add_worksheet("表")
            sheet.write_row(0, 0, HEADS)
            for n in range(ROWS):
                unit, department, post, power, step = places[n % len(places)]
                text = f"利用职务便利，在办理中为他人谋取不正当利益，损害公共利益或服务对象合法权益（第{n}种情形）。"
                measures = f"1.集体研究并记录在案，第{n}号；2.结果在网站公示七日"
                row = (
                    n + 1,
                    unit,
                    department,
                    post,
                    power,
                    step,
                    "业务流程风险",
                    f"度量用风险点{n}",
                    text,
                    "中",
                    measures,
                )
                sheet.write_row(n + 1, 0, (*row, post))
        return file.getvalue()

    def _bring_in(self) -> Answer:
        """Read, judged and written, up to the check of all keys; then everything is taken back."""
        from django.db import connection, transaction

        from accounts.models import RoleGrant, User
        from exchange.workbooks.choices import ImportStatus
        from exchange.workbooks.incoming import import_work, requests
        from ground.lifecycle.roles import Role

        content = self.content
        self.lines  # noqa: B018  made now, not while the floor is measured
        with transaction.atomic():
            person = User.objects.create(username="bench-import", name="度量")
            RoleGrant.objects.create(user=person, role=Role.LIAISON, unit_id=self.subjects.city.pk, reason="度量")
            source = requests.bring(io.BytesIO(content), "度量.xlsx", by=person, send=False)

            def work() -> None:
                import_work.read(source)
                source.status = ImportStatus.WRITING
                import_work.write(source)
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

            answer = timed(work)
            assert (source.new, source.refused) == (ROWS, 0), (source.new, source.refused)
            source.file.delete(save=False)
            transaction.set_rollback(True)
        return answer

    @cached_property
    def lines(self) -> tuple[bytes, bytes]:
        """As many risk points, and as many measures for them, of the province itself, as lines for COPY.

        A small province has fewer; they come several times.
        """
        path = f"{self.subjects.city.path}%"
        points = self._out(
            f"SELECT {DRAFTS} FROM riskpoints_riskpoint WHERE path LIKE '{path}' AND revises_id IS NULL LIMIT {ROWS}"
        )
        measures = self._out(f"SELECT {HELD} FROM measures_measure WHERE path LIKE '{path}' LIMIT {MEASURES * ROWS}")
        return b"".join(islice(cycle(points), ROWS)), b"".join(islice(cycle(measures), MEASURES * ROWS))

    def _out(self, query: str) -> list[bytes]:
        with self.connection.cursor().copy(f"COPY ({query}) TO STDOUT") as copy:
            return b"".join(copy).splitlines(keepends=True)

    def _copy_in(self, floor: Floor) -> None:
        points, measures = self.lines
        with floor.connection.transaction() as transaction:
            # COPY into the tables as they are, with the change log and the counts that their triggers keep.
            floor.do("SET LOCAL session_replication_role = origin")
            for table, columns, lines in (
                ("riskpoints_riskpoint", POINTS, points),
                ("measures_measure", HELD, measures),
            ):
                with floor.connection.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    copy.write(lines)
            floor.do("SET CONSTRAINTS ALL IMMEDIATE")
            raise psycopg.Rollback(transaction)

    def _give_out(self) -> Answer:
        from django.http import QueryDict

        from accounts.models import User
        from exchange.workbooks.outgoing.forms import FORMS, as_csv

        person = User.objects.get(username=self.subjects.checker)
        given = FORMS["risk_points"]

        def work() -> None:
            assert sum(len(block) for block in as_csv(given, given.rows(person, QueryDict("")), few=False)) > 0

        return timed(work)

    @staticmethod
    def _copy_out(floor: Floor) -> None:
        for table in ("riskpoints_riskpoint", "measures_measure", "measures_measurelink"):
            with floor.connection.cursor().copy(f"COPY {table} TO STDOUT (FORMAT csv)") as copy:
                for _block in copy:
                    pass

    def _board(self) -> Answer:
        from exchange.documents.board_pdfs import board_pdf
        from powers.models import Flow

        flows = Flow.objects.filter(pk=self.subjects.flow).select_related("power_item__unit", "power_item__domain")
        made: list[Any] = []
        answer = timed(lambda: made.append(board_pdf(flows)))
        assert made[0].startswith(b"%PDF")
        return answer

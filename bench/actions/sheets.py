"""Spreadsheets in and out, and boards as PDF, beside COPY of the same rows into and out of the same tables."""

from __future__ import annotations

import io
import json
from functools import cached_property
from itertools import cycle, islice

import psycopg

from bench.actions.action import Action, taken_back, timed
from bench.actions.points import flow
from bench.floor import Floor
from bench.inside import bring_in, draw_board, executed, give_out, previewed
from bench.proofs import done
from bench.server import Answer
from bench.visitors import Visitors

MEASURES = 2  # of each row
# Without its points a register has no warnings about them either, whose log only grows: its guards rest meanwhile.
EMPTIED = """
    SET LOCAL session_replication_role = replica;
    TRUNCATE riskpoints_riskpoint, measures_measure CASCADE;
    SET LOCAL session_replication_role = origin"""
SIZES = (100, 10_000)  # rows of smaller files, so that it is seen how the time grows with them
SHOWN = 500  # rows of a file that its person waits to see
HEADS = ["序号", "单位", "科室", "岗位", "职权", "环节", "风险类别", "风险点", "表现形式", "风险等级"]
HEADS += ["防控措施", "直接责任人"]
POINTS = """unit_id, step_id, post_id, risk_class, name, manifestation, found_by, likelihood, harm, importance,
    frequency, three_majors, computed_grade, grading_rule, grade, grade_reason, residual_grade, review_on, status,
    revision, created_at, return_reason, path, industry"""
DRAFTS = POINTS.replace(" status,", " 'draft',")
STAGED = "source_id, sheet, number, form, values, parsed, misread, problems, outcome, is_written"
HELD = "unit_id, text, method, responsible_post_id, status, verification, residual_grade, path"


def actions(of: Visitors, rows: int) -> list[Action]:
    """rows: of the largest file that is brought in, last of all: what is taken back has taken room in the tables."""
    s = of.subjects
    return [
        Action("give out the register as CSV", lambda: timed(lambda: give_out(s.checker)), _copy_out, done, "export"),
        Action(
            "board as PDF",
            lambda: timed(lambda: draw_board(s.flow)),
            lambda f: flow(f, s.checker, s.flow, True),
            done,
            "document",
        ),
        *imports(of, rows),
    ]


def imports(of: Visitors, rows: int) -> list[Action]:
    """Files of several sizes; the largest one also into a register in which nothing stands yet."""
    shown, largest = Sheets(of, min(SHOWN, rows)), Sheets(of, rows)
    sizes = [Sheets(of, size) for size in SIZES if size < rows]
    return [
        Action(f"preview of {shown.rows:,} rows", shown.preview, shown.stage, done, "preview"),
        *(Action(bringing(sheets.rows), sheets.bring_in, sheets.copy_in, done, "import") for sheets in sizes),
        Action(
            f"{bringing(rows)} into an empty register", largest.bring_in_first, largest.copy_in_first, done, "import"
        ),
        Action(bringing(rows), largest.bring_in, largest.copy_in, done, "import"),
    ]


def bringing(rows: int) -> str:
    """What the bringing in of so many rows is called."""
    return f"bring in {rows:,} rows"


class Sheets:
    """A file of as many new risk points for the units of a city, and what comes out of the register."""

    def __init__(self, of: Visitors, rows: int) -> None:
        self.connection, self.subjects, self.rows = of.connection, of.subjects, rows

    @cached_property
    def content(self) -> bytes:
        import xlsxwriter

        places = self.connection.execute(
            """SELECT u.code, o.department, o.name, p.code, s.name FROM units_unit u
               JOIN powers_poweritem p ON p.unit_id = u.id
               JOIN powers_flow f ON f.power_item_id = p.id AND f.status = 'published'
               JOIN powers_step s ON s.flow_id = f.id JOIN units_post o ON o.id = s.handler_id
               WHERE u.path LIKE %s ORDER BY s.id LIMIT %s""",
            [f"{self.subjects.city.path}%", self.rows],
        ).fetchall()
        file = io.BytesIO()
        with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
            sheet = book.add_worksheet("表")
            sheet.write_row(0, 0, HEADS)
            for n in range(self.rows):
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

    def bring_in(self) -> Answer:
        """Up to the check of all keys; then everything is taken back."""
        content = self.content
        self.lines  # noqa: B018  made now, not while the floor is measured
        return taken_back(lambda: bring_in(content, self.subjects.city.pk, self.rows))

    def bring_in_first(self) -> Answer:
        """The same as the first rows of a register that has its units and powers alone."""
        content = self.content
        self.lines  # noqa: B018  likewise
        return taken_back(
            lambda: bring_in(content, self.subjects.city.pk, self.rows), before=lambda: executed(EMPTIED)
        )

    def preview(self) -> Answer:
        """From the start of the worker to the page with the rows."""
        return previewed(self.content, self.subjects.city.pk, self.rows)

    @cached_property
    def lines(self) -> tuple[bytes, bytes]:
        """As many risk points, and as many measures for them, of the province itself, as lines for COPY.

        A small province has fewer; they come several times.
        """
        inside = f"path LIKE '{self.subjects.city.path}%'"
        points = self._out(
            f"SELECT {DRAFTS} FROM riskpoints_riskpoint WHERE {inside} AND revises_id IS NULL LIMIT {self.rows}"
        )
        measures = self._out(f"SELECT {HELD} FROM measures_measure WHERE {inside} LIMIT {MEASURES * self.rows}")
        return b"".join(islice(cycle(points), self.rows)), b"".join(islice(cycle(measures), MEASURES * self.rows))

    def _out(self, query: str) -> list[bytes]:
        with self.connection.cursor().copy(f"COPY ({query}) TO STDOUT") as copy:
            return b"".join(copy).splitlines(keepends=True)

    def stage(self, floor: Floor) -> None:
        """COPY of the rows to where they are kept for their person, and back for the page."""
        row = json.dumps(dict(zip(HEADS, islice(cycle(["度量用"]), len(HEADS)), strict=True)))
        with floor.connection.transaction() as transaction:
            lines = "".join(f"0\t0\t{n}\trisk_points\t{row}\t{row}\t[]\t[]\tnew\tf\n" for n in range(self.rows))
            floor.copy_in(f"COPY workbooks_importrow ({STAGED}) FROM STDIN", lines.encode())
            floor.all("SELECT * FROM workbooks_importrow WHERE source_id = 0 ORDER BY id LIMIT 50")
            raise psycopg.Rollback(transaction)

    def copy_in_first(self, floor: Floor) -> None:
        with floor.connection.transaction() as transaction:
            floor.do(EMPTIED)
            self.copy_in(floor)
            raise psycopg.Rollback(transaction)

    def copy_in(self, floor: Floor) -> None:
        points, measures = self.lines
        with floor.connection.transaction() as transaction:
            # COPY into the tables as they are, with the change log and the counts that their triggers keep.
            floor.do("SET LOCAL session_replication_role = origin")
            for table, columns, lines in (
                ("riskpoints_riskpoint", POINTS, points),
                ("measures_measure", HELD, measures),
            ):
                floor.copy_in(f"COPY {table} ({columns}) FROM STDIN", lines)
            floor.do("SET CONSTRAINTS ALL IMMEDIATE")
            raise psycopg.Rollback(transaction)


def _copy_out(floor: Floor) -> None:
    for table in ("riskpoints_riskpoint", "measures_measure", "measures_measurelink"):
        floor.copy_out(f"COPY {table} TO STDOUT (FORMAT csv)")

"""The forms given out: the rows that match a list's filters, as .xlsx or .csv, or a blank form to fill in.

PostgreSQL writes the rows (`COPY … TO STDOUT`), and they pass through as they come: memory does not grow with them.
What is given out and brought in again is recognised as unchanged, by the number in the register.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

import xlsxwriter
from django.db import connection, transaction
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import override

from accounts.filters import UserFilter
from accounts.models import User
from exchange.workbooks.incoming.cells import CLASSES, GRADES, METHODS, SIZES
from exchange.workbooks.incoming.forms.base import words_of
from exchange.workbooks.incoming.forms.power_items import kinds
from exchange.workbooks.incoming.forms.risk_points import FACTORS
from exchange.workbooks.incoming.forms.units import CLOSED_LISTS
from exchange.workbooks.incoming.recognition import known_forms
from ground.lifecycle.roles import REGISTER_READERS, UNIT_READERS, Role
from ground.pages.csv_lists import MARK
from ground.work.sql_files import sql
from powers.choices import PowerStatus
from powers.filters import PowerFilter
from powers.models import PowerItem
from riskpoints.choices import OPEN, RiskPointStatus
from riskpoints.filters import RiskPointFilter
from riskpoints.models import RiskPoint
from units.filters import OfficialFilter, PostFilter, UnitFilter
from units.models import Official, Post, Unit

FEW = 20_000  # rows for which measures are looked up one by one, and an .xlsx is made while the person waits
SHEET = 1_000_000  # rows of a sheet, which Excel limits to 1,048,576
WIDTHS = {"manifestation": 36, "measures": 44, "legal_basis": 36, "name": 22, "power": 18, "number": 6, "unit": 18}
# Columns that people type; the others hold figures, dates and words of closed lists.
TYPED = {
    "unit", "unit_code", "department", "post", "power", "step", "name", "manifestation", "measures", "responsible",
    "leader", "grade_reason", "code", "legal_basis", "domain", "parent", "parent_code", "division", "credit_code",
}  # fmt: skip
YES_NO = ["是", "否"]


@dataclass(frozen=True)
class OutgoingForm:
    """A form as it is given out. columns: its fields in order; their headings are the first words known for each.

    held: which rows of the model the form holds. words: column of the query → value → word. choices: field → what a
    drop-down offers.
    """

    name: str
    model: Any
    filterset: Any
    held: Q
    columns: tuple[str, ...]
    words: Callable[[], dict[str, Mapping[Any, str]]]
    choices: dict[str, list[str]]
    of_posts: tuple[str, ...]
    roles: tuple[Role, ...] = REGISTER_READERS
    # Lists of people are brought in and not given out; their form is to be had without rows.
    is_blank_only: bool = False

    @property
    def title(self) -> str:
        return next(form.title for form in known_forms() if form.name == self.name)

    def headings(self) -> list[str]:
        known = next(form.headings for form in known_forms() if form.name == self.name)
        first: dict[str, str] = {}
        for heading, field in known.items():
            first.setdefault(field, heading)
        return [first.get(field, "状态") for field in self.columns]

    def rows(self, user: Any, query: QueryDict) -> Any:
        """What the list shows with these filters, as far as the form holds it."""
        return self.filterset(query, queryset=self.model.objects.visible_to(user).filter(self.held)).qs

    def query(self, rows: Any, *, few: bool) -> tuple[str, Any]:
        """(SQL, parameters) of the columns of these rows, numbered, as texts."""
        inner, parameters = rows.order_by().values("id").query.sql_with_params()
        words = {column: _case(COLUMN[self.name, column], known) for column, known in self.words().items()}
        text = sql("exchange.workbooks", f"export_{self.name}")
        if self.name == "risk_points":
            of = "WHERE l.point_id = r.id" if few else ""
            measures = sql("exchange.workbooks", "export_measures").format(of=of, method=words.pop("method"))
            joined = f"LATERAL ({measures}) AS m" if few else f"({measures}) AS m"
            text = text.format(rows=inner, measures=joined, on="true" if few else "m.point_id = r.id", **words)
        else:
            text = text.format(rows=inner, **words)
        shown = ", ".join(
            "row_number() OVER (ORDER BY id)"
            if name == "number"
            else f"workbook_safe({name})"
            if name in TYPED
            else name
            for name in self.columns
        )
        return f"SELECT {shown} FROM ({text}) AS form", parameters


def _case(column: str, words: Mapping[Any, str]) -> str:
    """The word for each value of a column, in SQL. The words are the product's own."""
    cases = " ".join(f"WHEN '{value}' THEN '{word}'" for value, word in words.items())
    return f"CASE {column} {cases} END"


COLUMN = {
    ("risk_points", "risk_class"): "r.risk_class",
    ("risk_points", "grade"): "r.grade",
    ("risk_points", "status"): "r.status",
    ("risk_points", "method"): "m.method",
    ("power_items", "kind"): "p.kind",
    ("power_items", "status"): "p.status",
    ("posts", "discretion"): "o.discretion",
    ("units", "kind"): "u.kind",
    ("units", "level"): "u.level",
    ("units", "industry"): "u.industry",
}


def _labels(choices: Any) -> dict[Any, str]:
    with override("zh-hans"):
        return {str(value): str(label) for value, label in choices}


def _first(words: Mapping[str, tuple[str, ...]]) -> dict[Any, str]:
    return {value: known[0] for value, known in words.items()}


OUTGOING_FORMS: dict[str, OutgoingForm] = {
    form.name: form
    for form in (
        OutgoingForm(
            "risk_points",
            RiskPoint,
            RiskPointFilter,
            Q(revises=None, status__in=(*OPEN, RiskPointStatus.REGISTERED)),
            (
                "number", "unit", "department", "post", "power", "step", "risk_class", "name", "manifestation",
                "grade", "measures", "responsible", "leader", "due_on", "methods", "likelihood", "harm", "importance",
                "frequency", "three_majors", "grade_reason", "review_on", "status", "unit_code", "register_number",
            ),
            lambda: {
                "risk_class": _first(CLASSES),
                "grade": _first(GRADES),
                "method": _first(METHODS),
                "status": _labels(RiskPointStatus.choices),
            },
            {
                "risk_class": [words[0] for words in CLASSES.values()],
                "grade": [words[0] for words in GRADES.values()],
                "methods": [words[0] for words in METHODS.values()],
                "three_majors": YES_NO,
                **{factor: ["1", "2", "3", "4", "5"] for factor in FACTORS},
            },
            ("post", "responsible", "leader"),
        ),
        OutgoingForm(
            "power_items",
            PowerItem,
            PowerFilter,
            ~Q(status=PowerStatus.ABOLISHED),
            (
                "number", "code", "name", "kind", "legal_basis", "post", "department", "is_public", "domain", "unit",
                "status", "unit_code",
            ),
            lambda: {
                "kind": {value: word for word, value in reversed(kinds().items())},
                "status": _labels(PowerStatus.choices),
            },
            {"kind": list(kinds()), "is_public": YES_NO},
            ("post",),
        ),
        OutgoingForm(
            "posts",
            Post,
            PostFilter,
            Q(is_abolished=False),
            ("number", "unit", "department", "name", "discretion", "is_main_leader", "unit_code"),
            lambda: {"discretion": _first(SIZES)},
            {"discretion": [words[0] for words in SIZES.values()], "is_main_leader": YES_NO},
            (),
            UNIT_READERS,
        ),
        OutgoingForm(
            "units",
            Unit,
            UnitFilter,
            Q(is_area=False),
            (
                "number", "code", "name", "parent", "parent_code", "kind", "level", "division", "industry",
                "credit_code", "must_be_covered",
            ),
            lambda: {name: _labels(known.choices) for name, known in CLOSED_LISTS.items()},
            {"must_be_covered": YES_NO, **{name: list(words_of(known)) for name, known in CLOSED_LISTS.items()}},
            (),
            UNIT_READERS,
        ),
        OutgoingForm(
            "officials",
            Official,
            OfficialFilter,
            Q(),
            ("number", "name", "staff_number", "unit", "department", "post", "since", "until", "unit_code"),
            dict,
            {},
            ("post",),
            (Role.ADMINISTRATOR,),
            is_blank_only=True,
        ),
        OutgoingForm(
            "accounts",
            User,
            UserFilter,
            Q(),
            ("number", "username", "name", "role", "unit", "email", "staff_number", "reason", "unit_code"),
            dict,
            {"role": list(words_of(Role))},
            (),
            (Role.ADMINISTRATOR,),
            is_blank_only=True,
        ),
    )
}  # fmt: skip


@contextmanager
def _room_to_sort(few: bool) -> Iterator[None]:
    """For many rows PostgreSQL joins and sorts in memory what it would write to disk in between."""
    if few:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '256MB'")
        yield


def as_csv(form: OutgoingForm, rows: Any, *, few: bool) -> Iterator[bytes]:
    """The form as CSV in UTF-8 with its mark, as PostgreSQL writes it."""
    query, parameters = form.query(rows, few=few)
    yield (MARK + ",".join(form.headings()) + "\r\n").encode()
    with (
        _room_to_sort(few),
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)", parameters) as copy,  # type: ignore[attr-defined]
    ):
        for block in copy:
            yield bytes(block)


def as_workbook(
    form: OutgoingForm,
    file: IO[bytes],
    rows: Any = None,
    *,
    unit: Unit | None = None,
    few: bool = True,
    say: Callable[[int], None] = lambda n: None,
) -> int:
    """Write the form as .xlsx into `file`; without rows a blank one. Returns how many rows it has.

    unit: whose posts its drop-downs offer. say: is called with the number of rows written, now and then.
    """
    count = 0
    # A large workbook is written row by row; a small one may use all that the format has.
    options = {"constant_memory": not few, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheets = _Sheets(book, form, unit)
        if rows is None:
            sheets.next()
        else:
            query, parameters = form.query(rows, few=few)
            with (
                _room_to_sort(few),
                connection.cursor() as cursor,
                cursor.copy(f"COPY ({query}) TO STDOUT", parameters) as copy,  # type: ignore[attr-defined]
            ):
                sheets.next()
                for row in copy.rows():
                    if count and count % SHEET == 0:
                        sheets.next()
                    sheets.write(row)
                    count += 1
                    if count % 2000 == 0:
                        say(count)
        sheets.finish()
    return count


class _Sheets:
    """The sheets of a form: title, headings, drop-downs, and a page set-up that prints whole columns."""

    def __init__(self, book: Any, form: OutgoingForm, unit: Unit | None) -> None:
        self.book, self.form, self.unit = book, form, unit
        self.headings = form.headings()
        border = {"border": 1, "border_color": "#9AA5B1", "font_name": "宋体", "font_size": 10}
        self.title = book.add_format({"bold": True, "font_size": 16, "valign": "vcenter"})
        self.head = book.add_format(
            border | {"bold": True, "bg_color": "#E8EDF3", "text_wrap": True, "align": "center"}
        )
        self.cell = book.add_format(border | {"text_wrap": True, "valign": "top"})
        self.sheet: Any = None
        self.line = self.number = 0

    def next(self) -> None:
        self.number += 1
        sheet = self.sheet = self.book.add_worksheet(f"表{self.number}")
        last = len(self.headings) - 1
        for column, name in enumerate(self.form.columns):
            sheet.set_column(column, column, WIDTHS.get(name, 11))
        sheet.set_row(0, 30)
        # Not merged: that needs the whole sheet in memory.
        sheet.write_string(0, 0, f"{self.unit or ''}{self.form.title}", self.title)
        sheet.write_row(1, 0, self.headings, self.head)
        sheet.freeze_panes(2, 0)
        sheet.repeat_rows(1)
        sheet.set_landscape()
        sheet.set_paper(8)  # A3
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        sheet.set_footer(f"&L{timezone.localdate():%Y-%m-%d}&R&P / &N")
        sheet.print_area(0, 0, SHEET, last)
        self.line = 2

    def write(self, row: tuple[Any, ...]) -> None:
        for column, text in enumerate(row):
            if text:
                self.sheet.write_string(self.line, column, text, self.cell)
            else:
                self.sheet.write_blank(self.line, column, None, self.cell)
        self.line += 1

    def finish(self) -> None:
        """Drop-downs over what is written and two hundred rows more; the choices stand on a sheet of their own."""
        offered = dict(self.form.choices)
        if self.unit and self.form.of_posts:
            posts = [str(post) for post in self.unit.posts.filter(is_abolished=False)]
            offered |= dict.fromkeys(self.form.of_posts, posts)
        choices = self.book.add_worksheet("选项")
        choices.hide()
        width = 0
        for field, words in offered.items():
            if not words or field not in self.form.columns:
                continue
            for line, word in enumerate(words):
                choices.write_string(line, width, word)
            column = self.form.columns.index(field)
            letter = xlsxwriter.utility.xl_col_to_name(width)
            self.sheet.data_validation(
                2,
                column,
                self.line + 200,
                column,
                {
                    "validate": "list",
                    "source": f"=选项!${letter}$1:${letter}${len(words)}",
                    # Other posts, and several methods in a cell, are no mistake.
                    "error_type": "warning" if field in (*self.form.of_posts, "methods", "kind") else "stop",
                },
            )
            width += 1

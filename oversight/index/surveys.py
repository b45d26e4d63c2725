"""Survey scores as a spreadsheet: a line a unit, for each part of the sheet its mean score and how many answered."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import xlsxwriter
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from exchange.workbooks.incoming.files import open_workbook
from exchange.workbooks.incoming.headings import KnownForm
from exchange.workbooks.incoming.recognition import Table, recognise
from exchange.workbooks.incoming.sheets import Sheet
from ground.lifecycle.changelog import recorded
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.names import plain
from ground.lifecycle.roles import Role
from oversight.index.choices import PartSource
from oversight.index.models import NOT_COLLECTING, Period, SheetPart, SurveyScore
from units.choices import UnitStatus
from units.models import Unit

if TYPE_CHECKING:
    from accounts.models import User

TITLE, CODE, NAME, ANSWERS = "评议得分", "单位编码", "单位名称", "答卷数"
EARLIER_CODE = "单位代码"  # what forms said that were given out before
MOST_TOLD = 200
NO_SCORE = _lazy(
    "%(part)s: score “%(score)s”, answers “%(answers)s”. The score lies between 0 and 100, the answers are a whole"
    " number from 1."
)
UPSERT = """
    INSERT INTO index_surveyscore (period_id, unit_id, part_id, score, answers)
    SELECT %s, unit_id, part_id, score, answers FROM brought_scores
    ON CONFLICT (period_id, unit_id, part_id) DO UPDATE SET score = excluded.score, answers = excluded.answers
    WHERE (index_surveyscore.score, index_surveyscore.answers) IS DISTINCT FROM (excluded.score, excluded.answers)"""


@dataclass
class Brought:
    """What became of a file: scores written, those that stood there already, and what is wrong, by row."""

    written: int = 0
    same: int = 0
    wrong: list[tuple[int, str]] = field(default_factory=list)  # row of the sheet, sentence

    @property
    def shown(self) -> list[tuple[int, str]]:
        return self.wrong[:MOST_TOLD]


def asked_parts(period: Period) -> list[SheetPart]:
    """The parts of a period for which people were asked."""
    return list(period.sheet.parts.filter(source=PartSource.SURVEY))


def units_of(period: Period, user: User) -> Any:
    """The units of a period for which this person enters figures."""
    held = user.where_holds((Role.INSPECTOR,), "path")
    measured = Unit.objects.below(period.unit).filter(is_area=False, status=UnitStatus.ACTIVE, must_be_covered=True)
    return measured.filter(held)


def blank_form(period: Period, user: User) -> bytes:
    """The form as .xlsx with all units of this person, and what was entered already."""
    parts = asked_parts(period)
    units = units_of(period, user).order_by("path")
    entered = {
        (unit, part): (score, answers)
        for unit, part, score, answers in SurveyScore.objects.filter(period=period, unit__in=units.values("pk"))
        .order_by()
        .values_list("unit", "part", "score", "answers")
    }
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(TITLE)
        head = book.add_format(
            {"bold": True, "bg_color": "#E8EDF3", "border": 1, "text_wrap": True, "align": "center"}
        )
        headings = [CODE, NAME, *(word for part in parts for word in (part.name, f"{part.name}{ANSWERS}"))]
        sheet.write_row(0, 0, headings, head)
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 32)
        sheet.set_column(2, len(headings), 12)
        for line, (pk, code, name) in enumerate(units.values_list("pk", "code", "name"), 1):
            sheet.write_string(line, 0, code)
            sheet.write_string(line, 1, name)
            for column, part in enumerate(parts):
                if score := entered.get((pk, part.pk)):
                    sheet.write_number(line, 2 + 2 * column, float(score[0]))
                    sheet.write_number(line, 3 + 2 * column, score[1])
        sheet.freeze_panes(1, 2)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return file.getvalue()


def bring(period: Period, content: bytes, name: str, *, by: User) -> Brought:
    """Write the scores of a filled form; where one row is wrong, none. Raises Unreadable, NotAllowed."""
    parts = asked_parts(period)
    table = _table_of(open_workbook(content, name), parts)
    if table is None:
        raise NotAllowed(
            _("No sheet has a heading “%(code)s” beside the parts of this period. Use the form of this page.")
            % {"code": CODE}
        )
    keys = {plain(code): pk for code, pk in units_of(period, by).values_list("code", "pk")}
    result = Brought()
    rows = _read(table, parts, keys, result)
    if result.wrong:
        return result
    with transaction.atomic(), recorded(by, name, "surveyscore.write"), connection.cursor() as cursor:
        # Locked, so that no computation begins between the check and the writing.
        if not Period.objects.select_for_update(of=("self",)).get(pk=period.pk).is_editable:
            raise NotAllowed(NOT_COLLECTING)
        cursor.execute(
            "CREATE TEMPORARY TABLE brought_scores (unit_id bigint, part_id bigint, score numeric(5, 2),"
            " answers integer) ON COMMIT DROP"
        )
        with cursor.copy("COPY brought_scores FROM STDIN") as copy:  # type: ignore[attr-defined]
            for row in rows:
                copy.write_row(row)
        cursor.execute(UPSERT, [period.pk])
        result.written = cursor.rowcount
        cursor.execute("DROP TABLE brought_scores")
    result.same = len(rows) - result.written
    return result


def _table_of(sheets: list[Sheet], parts: list[SheetPart]) -> Table | None:
    """The first sheet that has the unit's code and a part, read as every form is that comes in."""
    headings = {CODE: "code", EARLIER_CODE: "code", NAME: "name"}
    for part in parts:
        headings |= {plain(part.name): f"score_{part.pk}", plain(f"{part.name}{ANSWERS}"): f"answers_{part.pk}"}
    form = KnownForm("survey_scores", TITLE, ("code",), headings, least=2)
    for sheet in sheets:
        if sheet.is_hidden:
            continue
        table = recognise(sheet, among=(form,))
        if table and not table.lacks and any(f"score_{part.pk}" in table.columns for part in parts):
            return table
    return None


def _read(table: Table, parts: list[SheetPart], keys: dict[str, int], result: Brought) -> list[tuple]:
    rows, seen = [], dict[int, int]()
    for row in table.rows:
        cells = {name: plain(text) for name, text in row.values.items()}
        code = cells.get("code", "")
        entered = [
            (part, cells.get(f"score_{part.pk}", ""), cells.get(f"answers_{part.pk}", ""))
            for part in parts
            if f"score_{part.pk}" in table.columns
        ]
        if not code and not any(score for _part, score, _answers in entered):
            continue
        unit = keys.get(code)
        if unit is None:
            sentence = _("“%(code)s” is no unit that you enter figures for.") % {"code": code}
            result.wrong.append((row.number, sentence))
            continue
        if unit in seen:
            result.wrong.append((row.number, _("The unit stands in row %(row)s already.") % {"row": seen[unit]}))
            continue
        seen[unit] = row.number
        for part, score, answers in entered:
            if not score and answers in ("", "0"):
                continue
            try:
                rows.append((unit, part.pk, _score(score), _answers(answers)))
            except (InvalidOperation, ValueError):
                names = {"part": part.name, "score": score or "–", "answers": answers or "–"}
                result.wrong.append((row.number, NO_SCORE % names))
    return rows


def _score(words: str) -> Decimal:
    score = Decimal(words)
    if not 0 <= score <= 100:  # also refuses NaN
        raise ValueError(words)
    return round(score, 2)


def _answers(words: str) -> int:
    number = Decimal(words)
    if number != int(number) or not 1 <= number < 2**31:
        raise ValueError(words)
    return int(number)

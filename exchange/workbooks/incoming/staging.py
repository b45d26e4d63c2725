"""From a file to rows in the database: every sheet read, every row with what its words mean, by COPY."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Model, QuerySet

from exchange.workbooks.incoming.files import open_workbook
from exchange.workbooks.incoming.forms import INCOMING_FORMS
from exchange.workbooks.incoming.headings import Words
from exchange.workbooks.incoming.layouts import as_said, remembered_in, unknown
from exchange.workbooks.incoming.recognition import Table, tables_of
from exchange.workbooks.incoming.row_kinds import OF_SHEET
from exchange.workbooks.incoming.sheets import Sheet, column_letters
from exchange.workbooks.incoming.totals import Counted, claims
from exchange.workbooks.models import HeadingWord, Import, ImportRow, SheetLayout
from units.subtrees import paths_above

AT_ONCE = 5000
PASSED = 200  # rows of a table that are told to be none of the form
COLUMNS = ("source_id", "sheet", "number", "form", "values", "parsed", "misread", "problems", "outcome", "is_written")

Say = Callable[[int, int], None]
Remembered = TypeVar("Remembered", bound=Model)


def words_for(source: Import) -> Words:
    """The headings that are known beside those of the product: form → heading → field; the unit's own come last."""
    words: Words = {}
    of_all = HeadingWord.objects.filter(unit=None)
    for word in (*of_all, *remembered_for(source, HeadingWord.objects.all())):
        words.setdefault(word.form, {})[word.words] = word.field
    return words


def layouts_for(source: Import) -> dict[str, SheetLayout]:
    """The layouts that are remembered for the unit of a file: headings → layout; the unit's own come last."""
    return {layout.headings: layout for layout in remembered_for(source, SheetLayout.objects.all())}


def home_of(source: Import) -> Any:
    """The unit for which headings are remembered: that of the file, or the highest of its person."""
    if source.unit:
        return source.unit
    grant = source.by.grants.in_force().select_related("unit").order_by("unit__path").first()
    return grant.unit if grant else None


def remembered_for(source: Import, rows: QuerySet[Remembered]) -> QuerySet[Remembered]:
    """Of what is remembered about sheets that for the unit of a file and those above it; its own comes last."""
    home = home_of(source)
    return rows.filter(unit__path__in=paths_above(home.path) if home else []).order_by("unit__path")


def stage(source: Import, say: Say) -> None:
    """Read the file of `source` into rows; what was read before is replaced. Raises Unreadable.

    say: is called with the rows done and in all, now and then.
    """
    with source.file.open("rb") as file:
        sheets = open_workbook(file.read(), source.file_name)
    words = words_for(source)
    understood: list[dict[str, Any]] = []
    counted: list[tuple[Table, list[str]]] = []
    with transaction.atomic():
        ImportRow.objects.filter(source=source).delete()
        total = sum(len(sheet.rows) for sheet in sheets)
        done = 0
        layouts = layouts_for(source)
        for place, sheet in enumerate(sheets):
            said = source.said.get(str(place))
            arranged = as_said(said) if said else remembered_in(sheet, layouts)
            is_left_out = (said or {}).get("is_left_out", sheet.is_hidden)
            tables = [] if is_left_out else tables_of(sheet, words, said=arranged)
            height = len(sheet.rows)
            of_sheet = {"sheet": place, "said": said or {}, "is_hidden": sheet.is_hidden}
            unseen = {} if is_left_out else _unseen(sheet)
            if not tables:
                understood.append(_unknown(sheet, said or {}) | of_sheet | unseen | {"is_left_out": is_left_out})
            sheet.rows = []  # what was read of them is in the tables
            for nth, table in enumerate(tables, 1):
                _place_by_sheet(table)
                grades: list[str] = []
                if not table.lacks:
                    number = len(understood)
                    _copy(source, number, table, grades, lambda n, start=done: say(start + n, total))  # type: ignore[misc]
                understood.append(_understood_of(table, nth) | of_sheet | {"nth": nth} | (unseen if nth == 1 else {}))
                table.columns, table.samples = {}, {}
                counted.append((table, grades))
                table.rows = [None] * len(table.rows)  # type: ignore[list-item]  # they are in the database
            done += height
            say(done, total)
        _compare(understood, counted)
        source.sheets = understood
        source.save(update_fields=["sheets"])


def _unseen(sheet: Sheet) -> dict[str, Any]:
    """What is read of a sheet though nobody sees it, and whether it goes on to the right of what is read."""
    used = (
        {index for row in sheet.rows for index, cell in enumerate(row, 1) if cell} if sheet.hidden_columns else set()
    )
    return {
        "hidden": [n for n in sheet.hidden if n <= len(sheet.rows) and any(sheet.rows[n - 1])],
        "hidden_columns": [column_letters(n) for n in sheet.hidden_columns if n in used],
        "is_cut": sheet.is_cut,
    }


def _place_by_sheet(table: Table) -> None:
    """Where each department has a sheet of its own, the name of the sheet is the department of its rows."""
    fields = table.form.headings.values()
    if "department" not in fields or "department" in table.columns or not OF_SHEET.fullmatch(table.sheet.strip()):
        return
    table.heads["department"] = next(word for word, name in table.form.headings.items() if name == "department")
    table.how["department"] = "sheet"
    for row in table.rows:
        row.values.setdefault("department", table.sheet.strip())


def _unknown(sheet: Sheet, said: dict[str, Any]) -> dict[str, Any]:
    """What a page tells of a sheet in which no form was found, or which was left out."""
    found = unknown(sheet, said)
    return {
        "name": sheet.name,
        "form": "",
        "claims": [],
        "top": found.top,
        "height": found.height,
        "is_turned": said.get("is_turned", False),
        "columns": found.columns,
    }


def _understood_of(table: Table, nth: int) -> dict[str, Any]:
    """What a page tells of a table; claims are added when all are counted."""
    return {
        "name": table.sheet if nth == 1 else f"{table.sheet} ({nth})",
        "form": table.form.name,
        "title": table.title,
        "fields": table.heads,
        "how": table.how,
        "unplaced": list(table.unplaced.values()),
        "lacks": table.lacks,
        "rows": len(table.rows),
        "notes": [text for _row, text in table.notes],
        "passed": [{"row": row, "kind": kind, "text": text[:200]} for row, kind, text in table.passed[:PASSED]],
        "top": table.top,
        "height": table.height,
        "is_turned": table.is_turned,
        "carried": table.carried,
        "gaps": table.gaps,
        "is_grouped": bool(table.carried),
        "columns": [
            {
                "index": index,
                "heading": heading,
                "field": table.meant.get(index, ""),
                "guess": table.guesses.get(index, ""),
                "is_left_out": index in table.left_out,
                "values": [value[:60] for value in table.samples.get(index, [])],
            }
            for index, heading in sorted(table.words.items())
        ],
        "claims": [],
    }


def _compare(understood: list[dict[str, Any]], counted: list[tuple[Table, list[str]]]) -> None:
    """Compare what the tables claim of themselves with their rows, and with those of all tables of their form."""
    told = iter(counted)
    by_form: dict[str, list[str]] = {}
    for table, grades in counted:
        by_form.setdefault(table.form.name, []).extend(grades)
    for sheet in understood:
        if not sheet["form"]:
            continue
        table, grades = next(told)
        if table.form.name != "risk_points" and not grades:
            continue
        everything = by_form[table.form.name]
        sheet["claims"] = claims(
            [*table.claims, *table.notes, *table.above],
            len(grades),
            Counter(grades),
            spans={
                row: Counted(end - begin, Counter(grades[begin:end])) for row, (begin, end) in table.spans.items()
            },
            whole=Counted(len(everything), Counter(everything)),
        )


def _copy(source: Import, sheet: int, table: Table, grades: list[str], say: Callable[[int], None]) -> None:
    form = INCOMING_FORMS[table.form.name]
    for start in range(0, len(table.rows), AT_ONCE):
        batch = table.rows[start : start + AT_ONCE]
        lines = []
        for row in batch:
            parsed, problems = form.parse(row.values, table.heads, row.told)
            grades.append(parsed.get("grade", ""))
            misread = _text(problems)
            lines.append(
                f"{source.pk}\t{sheet}\t{row.number}\t{form.name}\t{_text(row.values)}\t{_text(parsed)}\t"
                f"{misread}\t{misread}\t\tf\n"
            )
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY workbooks_importrow ({', '.join(COLUMNS)}) FROM STDIN") as copy,  # type: ignore[attr-defined]
        ):
            copy.write("".join(lines))
        say(batch[-1].number)


def _text(what: Any) -> str:
    """As JSON in a line of COPY."""
    return json.dumps(what, ensure_ascii=False).replace("\\", "\\\\")


def read_again(row: ImportRow, changed: Collection[str]) -> None:
    """Read the words of one row anew, after a person has mended those of some fields; to be saved by the caller.

    What the sheet tells of these fields counts no more; what was answered about them (a note with `read_as`) does,
    where the answer stands.
    """
    now = {p["field"]: p["read_as"] == row.values.get(p["field"], "") for p in row.misread if "read_as" in p}
    kept = [
        p
        for p in row.misread
        if p.get("of_sheet") and (now[p["field"]] if "read_as" in p else p["field"] not in changed)
    ]
    present = row.source.sheets[row.sheet]["fields"]
    row.parsed, row.misread = INCOMING_FORMS[row.form].parse(row.values, present, kept)
    row.problems = row.misread

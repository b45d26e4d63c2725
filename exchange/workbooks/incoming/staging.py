"""From a file to rows in the database: every sheet read, every row with what its words mean, by COPY."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from exchange.workbooks.incoming.files import open_workbook
from exchange.workbooks.incoming.forms import INCOMING_FORMS
from exchange.workbooks.incoming.recognition import Table, Words, recognise
from exchange.workbooks.incoming.totals import claims
from exchange.workbooks.models import HeadingWord, Import, ImportRow
from units.subtrees import paths_above

AT_ONCE = 5000
COLUMNS = ("source_id", "sheet", "number", "form", "values", "parsed", "misread", "problems", "outcome", "is_written")

Say = Callable[[int, int], None]


def words_for(source: Import) -> Words:
    """The headings that are known beside those of the product: form → heading → field; the unit's own come last."""
    words: Words = {}
    home = home_of(source)
    of_all = HeadingWord.objects.filter(unit=None)
    own = HeadingWord.objects.filter(unit__path__in=paths_above(home.path)).order_by("unit__path") if home else []
    for word in (*of_all, *own):
        words.setdefault(word.form, {})[word.words] = word.field
    return words


def home_of(source: Import) -> Any:
    """The unit for which headings are remembered: that of the file, or the highest of its person."""
    if source.unit:
        return source.unit
    grant = source.by.grants.in_force().select_related("unit").order_by("unit__path").first()
    return grant.unit if grant else None


def stage(source: Import, say: Say) -> None:
    """Read the file of `source` into rows; what was read before is replaced. Raises Unreadable.

    say: is called with the rows done and in all, now and then.
    """
    with source.file.open("rb") as file:
        sheets = open_workbook(file.read(), source.file_name)
    words = words_for(source)
    understood = []
    with transaction.atomic():
        ImportRow.objects.filter(source=source).delete()
        total = sum(len(sheet.rows) for sheet in sheets)
        done = 0
        for number, sheet in enumerate(sheets):
            table = recognise(sheet, words)
            height = len(sheet.rows)
            sheet.rows = []  # what was read of them is in the table
            if table is None:
                understood.append({"name": sheet.name, "form": "", "claims": []})
            else:
                start = done
                grades = Counter[str]()
                if not table.lacks:
                    _copy(source, number, table, grades, lambda n, start=start: say(start + n, total))  # type: ignore[misc]
                understood.append(_understood_of(table, grades))
            done += height
            say(done, total)
        source.sheets = understood
        source.save(update_fields=["sheets"])


def _understood_of(table: Table, grades: Counter[str]) -> dict[str, Any]:
    texts = [*table.claims, *table.notes, (0, table.title)]
    return {
        "name": table.sheet,
        "form": table.form.name,
        "title": table.title,
        "fields": table.heads,
        "unplaced": list(table.unplaced.values()),
        "lacks": table.lacks,
        "rows": len(table.rows),
        "notes": [text for _row, text in table.notes],
        "claims": claims(texts, len(table.rows), grades),
    }


def _copy(source: Import, sheet: int, table: Table, grades: Counter[str], say: Callable[[int], None]) -> None:
    form = INCOMING_FORMS[table.form.name]
    for start in range(0, len(table.rows), AT_ONCE):
        batch = table.rows[start : start + AT_ONCE]
        lines = []
        for row in batch:
            parsed, problems = form.parse(row.values)
            grades[parsed.get("grade", "")] += 1
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


def reparse(row: ImportRow) -> None:
    """Read the words of one row anew, after a person has mended them."""
    row.parsed, row.misread = INCOMING_FORMS[row.form].parse(row.values)
    row.problems = row.misread
    row.save(update_fields=["values", "parsed", "misread", "problems"])

"""Answers to what the rows of a file ask: read into all rows that ask alike, remembered for the unit, taken back.

Each answer leaves a note in the rows that it changed, with what stood there before: nothing is read otherwise unsaid,
and what was answered can be asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from exchange.workbooks.choices import Way
from exchange.workbooks.fields import label
from exchange.workbooks.incoming.questions import BETWEEN, Question
from exchange.workbooks.incoming.staging import home_of, read_again, remembered_for
from exchange.workbooks.models import Import, ImportRow, RememberedAnswer
from exchange.workbooks.sentences import sentence
from ground.lifecycle.names import plain

NOW, BEFORE = "answered", "answered_before"  # codes of the notes
# What is asked of words that mean the same in the next file; a date or an empty cell does not.
REMEMBERED = (
    *("several_posts", "unknown_post", "unknown_power", "unknown_step", "step_without_power", "several_powers"),
    *("grade", "risk_class", "method", "kind", "factor", "yes_or_no", "discretion", "domain", "industry", "level"),
    *("unit_kind", "role", "unknown_unit", "several_units"),
)
LONGEST = 200  # characters of words that are remembered
ROUNDS = 3  # an answer may lead to a question that was answered as well
AT_ONCE = 1000


@dataclass(frozen=True)
class Answer:
    """words: what is read in the place of what stands there, where `way` is words; none empty the cell."""

    way: Way
    words: str = ""

    @property
    def told(self) -> str:
        return self.words if self.way == Way.WORDS else f"way:{self.way}"


@dataclass(frozen=True)
class Given:
    """An answer that rows of a file were read by. question: with the words that stood there before."""

    question: Question
    label: Any
    sentence: str
    is_of_before: bool
    count: int


def apply(source: Import, question: Question, answer: Answer, *, code: str = NOW) -> int:
    """Read all rows anew that ask this; returns how many. Judging them again is left to the caller."""
    keys = list(question.rows(source).values_list("pk", flat=True))
    for rows in _batches(source, keys):
        changed = [row for old in rows for row in _answered(old, question, answer, code)]
        ImportRow.objects.bulk_create([row for row in changed if row.pk is None])
        _save(row for row in changed if row.pk)
    return len(keys)


def _answered(row: ImportRow, question: Question, answer: Answer, code: str) -> Iterator[ImportRow]:
    """The rows that take the place of one: itself with other words, or one for each post that it names."""
    values, misread = row.values, row.misread
    posts = row.parsed.get("several_posts", "").split(BETWEEN) if answer.way == Way.EACH else [""]
    for nth, post in enumerate(posts):
        one = row
        if nth:
            one = ImportRow(source=row.source, sheet=row.sheet, number=row.number, form=row.form)
        one.values = dict(values)
        words = question.value if answer.way == Way.ONE else post or answer.words
        if answer.way == Way.ONE:
            one.values["one_post"] = "1"
        elif words and answer.way != Way.UNIT:
            one.values[question.field] = words
        else:
            one.values.pop(question.field, None)
        note = {"field": question.field, "code": code, "value": question.value, "refuses": False, "of_sheet": True}
        note |= {"answer": answer.told, "asked": question.code, "read_as": one.values.get(question.field, "")}
        one.misread = [*misread, note]
        read_again(one, {question.field})
        yield one


def remember(source: Import, question: Question, answer: Answer) -> None:
    """Keep an answer for the next file of the unit, where its words may stand there again."""
    home, value = home_of(source), plain(question.value)
    if home is None or question.code not in REMEMBERED or not value or max(len(value), len(answer.words)) > LONGEST:
        return
    RememberedAnswer.objects.update_or_create(
        **{"unit": home, "form": question.form, "field": question.field, "code": question.code, "value": value},
        defaults={"way": answer.way, "words": answer.words},
    )


def apply_remembered(source: Import) -> bool:
    """Read the rows by what was answered before about the same words; returns whether any asked it."""
    kept = remembered_for(source, RememberedAnswer.objects.all())
    known = {(one.form, one.field, one.code, one.value): Answer(Way(one.way), one.words) for one in kept}
    if not known:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT r.form, p ->> 'field', p ->> 'code', p ->> 'value'
            FROM workbooks_importrow r CROSS JOIN LATERAL jsonb_array_elements(r.problems) AS p
            WHERE r.source_id = %s AND r.outcome = 'refused' AND coalesce((p ->> 'refuses')::boolean, true)
              AND workbook_plain(p ->> 'value') = ANY (%s)
            """,
            [source.pk, list({value for *_rest, value in known})],
        )
        asked = [Question(*row) for row in cursor.fetchall()]
    read = 0
    for question in asked:
        if answer := known.get((question.form, question.field, question.code, plain(question.value))):
            read += apply(source, question, answer, code=BEFORE)
    return read > 0


def given(source: Import) -> list[Given]:
    """The answers by which rows of a file were read, those for most rows first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT r.form, p ->> 'field', p ->> 'asked', p ->> 'value', p ->> 'code', p ->> 'answer',
                   count(DISTINCT (r.sheet, r.number))
            FROM workbooks_importrow r CROSS JOIN LATERAL jsonb_array_elements(r.misread) AS p
            WHERE r.source_id = %s AND p ->> 'code' IN (%s, %s)
            GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 7 DESC, min(r.id)
            """,
            [source.pk, NOW, BEFORE],
        )
        found = cursor.fetchall()
    return [
        Given(
            Question(form, field, asked, value),
            label(field, form),
            sentence({"code": code, "answer": answer}),
            code == BEFORE,
            count,
        )
        for form, field, asked, value, code, answer, count in found
    ]


def take_back(source: Import, question: Question) -> int:
    """Ask again what was answered, and forget it for the unit; returns how many rows ask it now."""
    note = {"field": question.field, "asked": question.code, "value": question.value}
    keys = list(
        source.rows.filter(form=question.form, misread__contains=[note])
        .order_by("sheet", "number", "pk")
        .values_list("pk", flat=True)
    )
    restored, doubled = set[tuple[int, int]](), set[int]()
    for rows in _batches(source, keys):
        for row in rows:
            at = next(n for n, p in enumerate(row.misread) if note.items() <= p.items())
            if row.misread[at]["answer"] == f"way:{Way.EACH}" and (row.sheet, row.number) in restored:
                doubled.add(row.pk)
                continue
            restored.add((row.sheet, row.number))
            row.values = {name: text for name, text in row.values.items() if name != "one_post"}
            row.values[question.field] = question.value
            # What was answered after it was about other words.
            row.misread = [p for n, p in enumerate(row.misread) if n < at or p["field"] != question.field]
            read_again(row, set())
        _save(row for row in rows if row.pk not in doubled)
    source.rows.filter(pk__in=doubled).delete()
    if home := home_of(source):
        RememberedAnswer.objects.filter(
            unit=home, form=question.form, field=question.field, code=question.code, value=plain(question.value)
        ).delete()
    return len(restored)


def _batches(source: Import, keys: list[int]) -> Iterator[list[ImportRow]]:
    for start in range(0, len(keys), AT_ONCE):
        rows = list(source.rows.filter(pk__in=keys[start : start + AT_ONCE]).order_by("sheet", "number", "pk"))
        for row in rows:
            row.source = source
        yield rows


def _save(rows: Iterable[ImportRow]) -> None:
    ImportRow.objects.bulk_update(list(rows), ["values", "parsed", "misread", "problems"], batch_size=AT_ONCE)

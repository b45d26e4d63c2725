"""What the rows of a file ask of their person, each question once for all rows that ask it alike."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from exchange.workbooks.choices import RowOutcome, Way
from exchange.workbooks.fields import label
from exchange.workbooks.incoming.cells import CLASSES, GRADES
from exchange.workbooks.models import Import, ImportRow
from exchange.workbooks.sentences import sentence

MOST = 30  # questions on a page
FEW = 4  # words offered as buttons; more of them are a list
BETWEEN = "、"
# Codes that a mended file answers, not other words in their place: the row stands elsewhere, or is on its way.
NOT_ASKED = ("twice", "on_its_way", "confirmed", "unknown_number", "too_long")
OFFERED = {
    "grade": [words[0] for words in GRADES.values()],
    "risk_class": [words[0] for words in CLASSES.values()],
}


@dataclass(frozen=True)
class Question:
    """The same words at the same place of several rows, which are refused for one reason."""

    form: str
    field: str
    code: str
    value: str

    @classmethod
    def of(cls, told: Mapping[str, str]) -> Question:
        """As a form or a body of the API names it; what is not named is empty."""
        return cls(*(told.get(one.name, "") for one in fields(cls)))

    def rows(self, source: Import) -> QuerySet[ImportRow]:
        asking = {"field": self.field, "code": self.code, "value": self.value}
        return source.rows.filter(form=self.form, outcome=RowOutcome.REFUSED, problems__contains=[asking])


@dataclass(frozen=True)
class Asked:
    """A question as the page shows it: offers are words that may be meant, ways those beside them."""

    question: Question
    count: int
    label: Any
    sentence: str
    offers: list[str]
    ways: list[Way]

    @property
    def has_few(self) -> bool:
        return len(self.offers) <= FEW

    @property
    def named_ways(self) -> list[tuple[str, Any]]:
        return [(way.value, way.label) for way in self.ways]


def questions_of(source: Import) -> list[Asked]:
    """The questions of the refused rows, the most frequent first; those that rows share with others or may answer."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT r.form, p ->> 'field', p ->> 'code', p ->> 'value', count(*), (array_agg(p))[1]
            FROM workbooks_importrow r CROSS JOIN LATERAL jsonb_array_elements(r.problems) AS p
            WHERE r.source_id = %s AND r.outcome = 'refused' AND coalesce((p ->> 'refuses')::boolean, true)
              AND p ->> 'code' <> ALL (%s)
            GROUP BY 1, 2, 3, 4 ORDER BY count(*) DESC, min(r.id) LIMIT %s
            """,
            [source.pk, list(NOT_ASKED), MOST],
        )
        found = cursor.fetchall()
    # What a column may hold that is yet to be confirmed is asked with the columns.
    guessed = {(sheet["form"], column["guess"]) for sheet in source.sheets for column in sheet.get("columns", [])}
    return [_asked(Question(*row[:4]), row[4], _loaded(row[5])) for row in found if row[:2] not in guessed]


def _loaded(value: Any) -> dict[str, Any]:
    return json.loads(value) if isinstance(value, str) else value


def _asked(question: Question, count: int, problem: dict[str, Any]) -> Asked:
    told = problem.get("posts") or problem.get("names") or ""
    offers = told.split(BETWEEN) if told else OFFERED.get(question.field, [])
    ways = []
    if question.code == "several_posts":
        ways = [Way.EACH, Way.ONE, Way.UNIT] if question.field == "post" else [Way.UNIT]
    return Asked(question, count, label(question.field, question.form), sentence(problem), offers, ways)


@dataclass(frozen=True)
class CommonNote:
    """What is told of every row of a file, and said once above them."""

    field: str
    code: str
    label: Any
    sentence: str


def common_notes(source: Import) -> list[CommonNote]:
    """The notes that all rows of a file bear in the same words, where there are several."""
    if source.total < 2:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT form, field, code, (array_agg(p))[1]
            FROM (
                SELECT r.id, r.form, p ->> 'field' AS field, p ->> 'code' AS code, p,
                       p - 'value' - 'of_sheet' AS told
                FROM workbooks_importrow r CROSS JOIN LATERAL jsonb_array_elements(r.problems) AS p
                WHERE r.source_id = %s AND p ->> 'refuses' = 'false'
            ) AS notes
            GROUP BY form, field, code
            HAVING count(DISTINCT id) = %s AND count(DISTINCT told) = 1
            ORDER BY field, code
            """,
            [source.pk, source.total],
        )
        found = cursor.fetchall()
    return [
        CommonNote(field, code, label(field, form), sentence(_loaded(problem)))
        for form, field, code, problem in found
    ]


def lacks_powers(source: Import) -> bool:
    """Whether rows name powers that their units do not have: the catalogue of powers comes first then."""
    return source.rows.filter(outcome=RowOutcome.REFUSED, problems__contains=[{"code": "unknown_power"}]).exists()

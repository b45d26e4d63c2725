"""岗位廉政风险点及防控措施一览表: risk points with their measures."""

from __future__ import annotations

import re
from datetime import date

from exchange.workbooks.incoming.cells import (
    class_of,
    date_of,
    grade_of,
    measures_of,
    method_by_words,
    method_of,
    plain,
    yes_or_no,
)
from exchange.workbooks.incoming.forms.base import IncomingForm, RowMeaning
from ground.lifecycle.keys import is_key
from riskpoints.grading import Grade, grade, rule_in_force

FACTORS = ("likelihood", "harm", "importance", "frequency")
PARTS = re.compile(r"[；;、,，/\n]")
# Between a power and its step, where one column holds both.
BETWEEN = re.compile(r"\s*(?:——|—|--|/|／|：|:|\n)\s*")


def read(row: RowMeaning) -> None:
    row.unit()
    for name in ("department", "post", "power", "step", "responsible", "department_head", "leader"):
        row.key(name)
    if "step" not in row.parsed and len(parts := BETWEEN.split(row.text("power"), maxsplit=1)) == 2:
        row.parsed["power_part"], row.parsed["step_part"] = plain(parts[0]), plain(parts[1])
    row.words("name", most=100)
    if row.text("name"):
        row.parsed["name_key"] = plain(row.text("name"))
    else:
        row.refuse("name", "no_name")
    row.words("manifestation")
    row.words("grade_reason", most=200)
    row.meaning("risk_class", class_of, "risk_class")
    row.meaning("review_on", date_of, "date")
    row.meaning("due_on", date_of, "date")
    if number := row.text("register_number"):
        if is_key(number):
            row.parsed["register_number"] = int(number)
        else:
            row.refuse("register_number", "number")
    _grade(row)
    _measures(row)


def _grade(row: RowMeaning) -> None:
    """The grade, and whether the rule gives it. Without factors it is taken as it is stated."""
    stated = row.meaning("grade", grade_of, "grade")
    majors = row.meaning("three_majors", yes_or_no, "yes_or_no")
    found = [name for name in FACTORS if row.text(name)]
    if not found:
        if stated is None and not row.text("grade"):
            row.refuse("grade", "no_grade")
        elif majors and stated != Grade.HIGH:
            row.refuse("grade", "three_majors")
        return
    factors = [_factor(row, name) for name in FACTORS]
    if len(found) < len(FACTORS):
        row.refuse(found[0], "factors")
        return
    if None in factors:
        return
    likelihood, harm, importance, frequency = (n or 1 for n in factors)
    computed = grade(
        likelihood,
        harm,
        importance,
        frequency,
        three_majors=bool(majors),
        rule=rule_in_force(date.today()),
    ).value
    row.parsed["computed"] = computed
    if stated is None:
        row.parsed["grade"] = computed
    elif majors and stated != Grade.HIGH:
        row.refuse("grade", "three_majors")
    elif stated != computed and not row.text("grade_reason"):
        row.refuse("grade", "grade_differs", grade=computed)


def _factor(row: RowMeaning, name: str) -> int | None:
    text = plain(row.text(name))
    if text in {"1", "2", "3", "4", "5"}:
        row.parsed[name] = int(text)
        return int(text)
    if text:
        row.refuse(name, "factor")
    return None


def _measures(row: RowMeaning) -> None:
    measures = measures_of(row.text("measures"))
    if not measures:
        return
    methods = [method_of(part) for part in PARTS.split(row.text("methods")) if part.strip()]
    if None in methods:
        row.refuse("methods", "method")
    elif methods and len(methods) not in (1, len(measures)):
        row.refuse("methods", "methods", methods=len(methods), measures=len(measures))
    else:
        by_column = methods * len(measures) if len(methods) == 1 else methods
        row.parsed["measures"] = [
            {"text": text, "key": plain(text).rstrip("；;。，,"), "method": method or method_by_words(text)}
            for text, method in zip(measures, by_column or [None] * len(measures), strict=True)
        ]
    row.parsed["measures_key"] = plain(row.text("measures"))


RISK_POINTS = IncomingForm(
    name="risk_points",
    read=read,
    columns={
        **dict.fromkeys(
            (
                *("unit", "department", "post", "power", "step", "power_part", "step_part"),
                *("responsible", "department_head", "leader"),
            ),
            "text",
        ),
        **dict.fromkeys(
            ("name", "name_key", "manifestation", "grade_reason", "risk_class", "grade", "computed"), "text"
        ),
        **dict.fromkeys(FACTORS, "smallint"),
        "three_majors": "boolean",
        "review_on": "date",
        "due_on": "date",
        "register_number": "bigint",
        "measures": "jsonb",
        "measures_key": "text",
    },
    posts=("post", "responsible", "department_head", "leader"),
    shown=("department", "post", "power", "step", "name", "grade", "measures"),
)

"""岗位廉政风险点及防控措施一览表: risk points with their measures."""

from __future__ import annotations

import re
from datetime import date

from exchange.workbooks.incoming.cells import class_of, grade_of, method_by_words, method_of, yes_or_no
from exchange.workbooks.incoming.enumerations import enumeration_of, outermost
from exchange.workbooks.incoming.forms.base import IncomingForm, RowMeaning
from ground.lifecycle.keys import is_key
from ground.lifecycle.names import plain
from riskpoints.grading import Grade, grade, rule_in_force

FACTORS = ("likelihood", "harm", "importance", "frequency")
PARTS = re.compile(r"[；;、,，/\n]")
# Between two posts of one cell; words for several without a name, and for all.
AND = re.compile(r"[、,，/／;；\n]+")
EACH = re.compile(r"(?:各|所有|全体|全部|相关|有关)")
EVERYBODY = re.compile(
    r"(?:本)?(?:单位|局|机关|全局|全院|全校|全单位|全机关)?(?:全体|所有|全部|全员|人人)(?:在职|在编|机关)?"
    r"(?:工作)?(?:人员|干部|职工|员工|干部职工|干部员工|党员|党员干部|教职工|成员|岗位)?|全局|全单位|本单位|全机关"
)
# Fields whose words are kept with the risk point where the register has nothing of its own for them.
KEPT = ("department", "step", "responsible", "department_head", "leader", "due_on")
LONGEST = 100  # characters of a name
FIRST = re.compile(r"[^：:。；;，,\n]{2,100}(?=[：:。；;，,\n])")
# Between a power and its step, where one column holds both.
BETWEEN = re.compile(r"\s*(?:——|—|--|/|／|：|:|\n)\s*")


def read(row: RowMeaning) -> None:
    row.unit()
    for name in ("department", "post", "power", "step", "responsible", "department_head", "leader"):
        row.key(name)
    row.parsed["told"] = {name: row.text(name) for name in KEPT if row.text(name)}
    _several(row)
    _fits(row)
    # Without a column of powers a step is but a word for where the risk lies.
    if "step" in row.parsed and "power" not in row.parsed:
        row.parsed["step_only"] = "power" not in row.present or bool(row.text("register_number"))
    if "step" not in row.parsed and len(parts := BETWEEN.split(row.text("power"), maxsplit=1)) == 2:
        row.parsed["power_part"], row.parsed["step_part"] = plain(parts[0]), plain(parts[1])
    _name(row)
    row.words("grade_reason", most=200)
    row.meaning("risk_class", class_of, "risk_class")
    row.day("review_on")
    row.day("due_on")
    if number := row.text("register_number"):
        if is_key(number):
            row.parsed["register_number"] = int(number)
        else:
            row.refuse("register_number", "number")
    _grade(row)
    _measures(row)


def _several(row: RowMeaning) -> None:
    """Cells that name several posts, which the register has to be asked about, or everybody, which is the unit."""
    if EVERYBODY.fullmatch(row.parsed.get("post", "")):
        row.note("post", "everybody")
        del row.parsed["post"]
        row.parsed["told"]["post"] = row.text("post")
    if row.text("one_post"):
        return
    for name, key in (("post", "several_posts"), ("responsible", "several_responsible")):
        parts = [part.strip() for part in AND.split(row.text(name)) if part.strip()]
        if len(parts) > 1 or (parts and EACH.match(parts[0])):
            row.parsed[key] = "、".join(parts)


def _fits(row: RowMeaning) -> None:
    """A department or a step alone makes nothing and is kept as it stands."""
    made = {
        "post": "several_posts" not in row.parsed,
        "department": "post" in row.parsed,
        "step": "power" in row.parsed,
    }
    for name, is_made in made.items():
        if is_made and name in row.parsed:
            row.fits(name)


def _name(row: RowMeaning) -> None:
    """The risk point and how it shows. Where one column holds both, its first words are the name."""
    items = enumeration_of(row.text("name")).items if outermost(row.text("name")) else []
    name = row.name_of("name") if len(items) < 2 else row.text("name")
    row.words("manifestation")
    if (len(name) > LONGEST or len(items) > 1) and "name" in row.present and "manifestation" not in row.present:
        row.parsed["manifestation"] = name
        row.note("name", "name_cut")
        name = items[0] if items else name
        first = FIRST.match(name)
        name = first[0] if first else name[:LONGEST]
    if not name:
        row.refuse("name", "no_name")
        return
    if len(name) > LONGEST:
        row.refuse("name", "too_long", most=LONGEST)
    row.parsed["name"], row.parsed["name_key"] = name, plain(name)
    row.parsed["name_told"] = plain(row.text("name"))


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
    found = enumeration_of(row.text("measures"))
    measures = found.items
    if not measures:
        return
    if found.lead:
        row.note("measures", "lead_left", lead=found.lead)
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
            ("name", "name_key", "name_told", "manifestation", "grade_reason", "risk_class", "grade", "computed"),
            "text",
        ),
        **dict.fromkeys(FACTORS, "smallint"),
        **dict.fromkeys(("several_posts", "several_responsible"), "text"),
        "three_majors": "boolean",
        "step_only": "boolean",
        "told": "jsonb",
        "review_on": "date",
        "due_on": "date",
        "register_number": "bigint",
        "measures": "jsonb",
        "measures_key": "text",
    },
    posts=("post", "responsible", "department_head", "leader"),
    shown=("department", "post", "power", "step", "name", "grade", "measures"),
)

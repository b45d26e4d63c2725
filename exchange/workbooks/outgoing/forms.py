"""The forms given out: which columns of which rows, and what may be chosen in them.

What is given out and brought in again is recognised as unchanged, by the number in the register.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import override

from accounts.filters import UserFilter
from accounts.models import User
from exchange.workbooks.incoming.cells import CLASSES, GRADES, METHODS, SIZES
from exchange.workbooks.incoming.forms.base import words_of
from exchange.workbooks.incoming.forms.power_items import kinds
from exchange.workbooks.incoming.forms.risk_points import FACTORS
from exchange.workbooks.incoming.forms.units import CLOSED_LISTS
from exchange.workbooks.incoming.headings import known_forms
from ground.lifecycle.roles import REGISTER_READERS, UNIT_READERS, Role
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
# Columns that people type; the others hold figures, dates and words of closed lists.
TYPED = {
    "unit", "unit_code", "department", "post", "power", "step", "name", "manifestation", "measures", "responsible",
    "department_head", "leader", "grade_reason", "code", "legal_basis", "domain", "parent", "parent_code", "division",
    "credit_code",
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
                "grade", "measures", "responsible", "department_head", "leader", "due_on", "methods",
                "likelihood", "harm", "importance", "frequency", "three_majors", "grade_reason", "review_on",
                "status", "unit_code", "register_number",
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
            ("post", "responsible", "department_head", "leader"),
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
            (
                "number", "unit", "department", "name", "discretion", "is_main_leader", "is_department_head",
                "unit_code",
            ),
            lambda: {"discretion": _first(SIZES)},
            {
                "discretion": [words[0] for words in SIZES.values()],
                **dict.fromkeys(("is_main_leader", "is_department_head"), YES_NO),
            },
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

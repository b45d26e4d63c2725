"""What of a recognised table the register would not take, row by row, before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from powers.choices import PowerKind
from powers.models import PowerItem
from units.models import Post, Unit
from workbooks.reading import Row, Table, class_of, grade_of, measures_of, plain, yes_or_no

NEAREST = 3


@dataclass(frozen=True)
class Problem:
    """Why a row would be refused: its number in the sheet, the field, what stands there, the sentence."""

    row: int
    field: str
    value: str
    sentence: str | Promise

    def __str__(self) -> str:
        value = f"“{self.value}”: " if self.value else ""
        return f"{self.row}  {value}{self.sentence}"


NO_NAME = _("The row names no risk point.")
NO_MEASURE = _("The row has no measure. A risk point is filed only with one.")
NO_GRADE = _("This is no grade; write high, medium or low.")
NO_CLASS = _("This is no class of risk.")
NO_KIND = _("This is no kind of power.")
NO_ANSWER = _("Write yes or no.")
UNKNOWN = _("The unit has no such post or power item. Nearest: %(names)s.")
NOBODY_NEAR = _("none")
TWICE = _("The same risk point stands in row %(row)s already.")


def problems(table: Table, unit: Unit | None = None) -> list[Problem]:
    """All of them, row by row. unit: whose posts and power items the words must name; one query each."""
    check = {"risk_points": _risk_point, "power_items": _power_item}[table.form.name]
    names = _Names(unit)
    found = [problem for row in table.rows for problem in check(row, names)]
    return sorted(found + list(_repeated(table)), key=lambda problem: problem.row)


class _Names:
    """The words that a unit knows, bare of blanks; everything is known where no unit is named."""

    def __init__(self, unit: Unit | None) -> None:
        self.known: dict[str, dict[str, str]] | None = None
        if unit is not None:
            posts = Post.objects.filter(unit=unit).values_list("name", flat=True)
            powers = PowerItem.objects.filter(unit=unit).values_list("name", flat=True)
            self.known = {"post": {plain(n): n for n in posts}, "power": {plain(n): n for n in powers}}

    def check(self, row: Row, field: str) -> Iterator[Problem]:
        value = row.values.get(field, "")
        if self.known is None or not value or plain(value) in self.known[field]:
            return
        near = get_close_matches(plain(value), list(self.known[field]), NEAREST, 0.4)
        names = "、".join(self.known[field][name] for name in near) or NOBODY_NEAR
        yield Problem(row.number, field, value, UNKNOWN % {"names": names})


def _risk_point(row: Row, names: _Names) -> Iterator[Problem]:
    values = row.values
    if not values.get("name"):
        yield Problem(row.number, "name", "", NO_NAME)
    if not measures_of(values.get("measures", "")):
        yield Problem(row.number, "measures", "", NO_MEASURE)
    for field, meaning, sentence in (("grade", grade_of, NO_GRADE), ("risk_class", class_of, NO_CLASS)):
        if meaning(values.get(field, "")) is None:
            yield Problem(row.number, field, values[field], sentence)
    for field in ("post", "power"):
        yield from names.check(row, field)


def _power_item(row: Row, names: _Names) -> Iterator[Problem]:
    values = row.values
    if kind_of(values.get("kind", "")) is None:
        yield Problem(row.number, "kind", values.get("kind", ""), NO_KIND)
    if values.get("is_public") and yes_or_no(values["is_public"]) is None:
        yield Problem(row.number, "is_public", values["is_public"], NO_ANSWER)
    yield from names.check(row, "post")


def kind_of(text: str) -> str | None:
    """The kind of power that these words name; None where they name none."""
    return _kinds().get(plain(text))


@lru_cache
def _kinds() -> dict[str, str]:
    # Forms use the field's words, whatever language the pages of the reader are in.
    with override("zh-hans"):
        known = {plain(str(label)): str(value) for value, label in PowerKind.choices}
    return known | {"其他": PowerKind.OTHER.value, "其他权力": PowerKind.OTHER.value}


def _repeated(table: Table) -> Iterator[Problem]:
    """Rows that name the same thing at the same place again."""
    places = {"risk_points": ("department", "post", "power", "step", "name"), "power_items": ("code", "name")}
    seen: dict[tuple[str, ...], int] = {}
    for row in table.rows:
        key = tuple(plain(row.values.get(field, "")) for field in places[table.form.name])
        if key in seen and key[-1]:
            yield Problem(row.number, "name", row.values.get("name", ""), TWICE % {"row": seen[key]})
        seen.setdefault(key, row.number)

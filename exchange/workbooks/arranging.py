"""What a page offers for the columns of a sheet, and what a person said with it of columns and tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.workbooks.fields import label
from exchange.workbooks.incoming.forms import INCOMING_FORMS
from exchange.workbooks.incoming.headings import JOINED, LEFT_OUT, core_of, known_forms
from exchange.workbooks.incoming.layouts import headings_of
from exchange.workbooks.incoming.requests import Arrangement
from exchange.workbooks.incoming.sheets import column_letters
from ground.lifecycle.machine import NotAllowed

GROUPS = (
    (gettext_lazy("place"), ("unit", "unit_code", "department", "post", "power", "step")),
    (gettext_lazy("risk"), ("name", "manifestation", "risk_class", "grade")),
    (
        gettext_lazy("measures"),
        ("measures", "methods", "responsible", "department_head", "leader", "due_on"),
    ),
)
# How the meaning of a column is known (incoming.headings); what is known as it stands needs no word.
SURE = {
    "said": gettext_lazy("as you said"),
    "core": gettext_lazy("by its words"),
    "values": gettext_lazy("by what stands below it"),
    "guess": gettext_lazy("a guess: confirm it"),
    "none": gettext_lazy("not understood"),
    "known": "",
    "sheet": gettext_lazy("from the name of the sheet"),
}
LIKE_A_TABLE = 3  # columns; a cover or a note has less
NOTHING_MEANT = gettext_lazy("Choose or write what is meant.")
HIGHEST = 2**20  # rows of a sheet
NUMBERS = ("top", "height", "first", "last")
OF_DIRECTION = ("top", "height", "columns")  # what was said of a table that is turned now counts no more


@dataclass(frozen=True)
class Choice:
    """A column as the page asks for it: where it stands, its heading, first values, and what it may be in groups.

    chosen: what it is read as, else the guess. how: how sure that is. asks: whether nobody has said yet what it is.
    """

    name: str
    heading: str
    values: list[str]
    chosen: str
    how: Any
    asks: bool
    groups: list[tuple[Any, list[tuple[str, str]]]]


def choices_of(number: int, sheet: dict[str, Any], user: Any) -> list[Choice]:
    """What each column of a sheet may be; number: of the sheet among those of the import. The guess comes first."""
    forms = (
        [sheet["form"]]
        if sheet["form"]
        else [f.name for f in known_forms() if user.holds(INCOMING_FORMS[f.name].roles)]
    )
    choices = []
    for column in _asked(sheet):
        form = sheet["form"]
        chosen = f"{form}.{column['field']}" if form and column["field"] else ""
        guess = f"{form}.{column['guess']}" if form and column["guess"] else ""
        groups = [group for name in forms for group in _groups(name, with_title=not form)]
        if guess:
            words = next(words for _title, pairs in groups for value, words in pairs if value == guess)
            groups.insert(0, (_("probably"), [(guess, words)]))
        how = "said" if column.get("is_left_out") else sheet.get("how", {}).get(column["field"], "")
        asks = is_asked(column)
        if asks:
            how = "guess" if guess else "none"
        name = f"column-{number}-{column['index']}"
        choices.append(
            Choice(name, _named(column), column["values"], chosen or guess, SURE.get(how, ""), asks, groups)
        )
    return choices


def _asked(sheet: dict[str, Any]) -> list[dict[str, Any]]:
    """The columns of which something can be said; those that the product itself adds to a form are none."""
    return [column for column in sheet.get("columns", []) if column["field"] != "skipped"]


def is_asked(column: Mapping[str, Any]) -> bool:
    """Whether a column of a sheet in which something stands has no meaning, and nobody said that it has none."""
    return not column["field"] and not column.get("is_left_out") and bool(column["values"])


def asking(sheets: Sequence[Mapping[str, Any]]) -> list[bool]:
    """Which tables of a file ask what their columns are; of no known form those that look like one, or are alone."""
    has_form = any(sheet["form"] for sheet in sheets)
    return [
        not sheet.get("is_left_out")
        and (
            bool(sheet["lacks"]) or any(map(is_asked, sheet.get("columns", [])))
            if sheet["form"]
            else bool(sheet.get("columns")) and (not has_form or len(sheet["columns"]) >= LIKE_A_TABLE)
        )
        for sheet in sheets
    ]


def _named(column: Mapping[str, Any]) -> str:
    """The heading of a column, else its letter in the sheet."""
    return column["heading"] or _("column %(letter)s") % {"letter": column_letters(column["index"] + 1)}


def _groups(form: str, *, with_title: bool) -> list[tuple[Any, list[tuple[str, str]]]]:
    known = next(known for known in known_forms() if known.name == form)
    names = [name for name in dict.fromkeys(known.headings.values()) if name != "skipped"]
    pairs = {name: (f"{form}.{name}", capfirst(str(label(name, form)))) for name in names}
    if form != "risk_points" or with_title:
        return [(known.title, list(pairs.values()))]
    grouped = [(title, [pairs[name] for name in of]) for title, of in GROUPS]
    rest = [pair for name, pair in pairs.items() if not any(name in of for _title, of in GROUPS)]
    return [*grouped, (_("more"), rest)]


def arrangements_of(sent: QueryDict, number: int, sheet: dict[str, Any], user: Any) -> list[Arrangement]:
    """What was said of one sheet, as far as it differs from what was understood."""
    (chosen, left), place = _columns_sent(sent, number, sheet, user), _place_sent(sent, number, sheet)
    # Columns may be other ones where the table lies elsewhere.
    columns = chosen if place else chosen | left
    return [arrangement(sheet, number, columns, place)] if columns or place else []


def _columns_sent(
    sent: QueryDict, number: int, sheet: dict[str, Any], user: Any
) -> tuple[dict[int, tuple[str, str]], dict[int, tuple[str, str]]]:
    """Column → (form, field): of those that shall mean something else, of those that are left without a meaning."""
    chosen, left = {}, {}
    for column, choice in zip(_asked(sheet), choices_of(number, sheet, user), strict=True):
        value = sent.get(choice.name)
        allowed = {value for _title, pairs in choice.groups for value, _words in pairs} | {""}
        if value is None or value not in allowed:
            continue
        form, _dot, field = value.partition(".")
        if field != column["field"]:
            chosen[column["index"]] = form or sheet["form"], field
        elif is_asked(column) and sheet["form"]:  # it was left as it is, and is asked no more
            left[column["index"]] = sheet["form"], ""
    return chosen, left


def _place_sent(sent: QueryDict, number: int, sheet: dict[str, Any]) -> dict[str, Any]:
    """What was said of where the table lies; None takes back what was said before."""
    place: dict[str, Any] = {}
    for name in NUMBERS:
        text = sent.get(f"{name}-{number}", "").strip()
        if text.isascii() and text.isdigit() and (name != "height") <= int(text[:8]) <= HIGHEST:
            if int(text) != sheet.get("said", {}).get(name, sheet.get(name)):
                place[name] = int(text)
        elif not text and name in sheet.get("said", {}) and f"{name}-{number}" in sent:
            place[name] = None
    for key, name in (("turned", "is_turned"), ("out", "is_left_out"), ("grouped", "is_grouped")):
        if f"{key}-{number}" in sent and (sent[f"{key}-{number}"] == "yes") != bool(sheet.get(name)):
            place[name] = sent[f"{key}-{number}"] == "yes"
    return place


def arrangement(
    sheet: dict[str, Any], number: int, columns: Mapping[int, tuple[str, str]], place: Mapping[str, Any]
) -> Arrangement:
    """What a person says of a sheet, beside what was said and understood of it before.

    number: of the sheet among those of the import. columns: index → (form, field), an empty field leaves the column
    out. place: what else incoming.recognition.Said has, and is_left_out; None takes back what was said.
    """
    said = {name: value for name, value in (sheet.get("said", {}) | place).items() if value is not None}
    if "is_turned" in place:  # what was said counts the other way round
        said = {name: value for name, value in said.items() if name not in OF_DIRECTION or name in place}
    forms = [form for form, _field in columns.values() if form]
    form = sheet["form"] or max(forms, key=forms.count, default="")
    fields = {index: field for index, (of, field) in columns.items() if of == form}
    for field, n in Counter(fields.values()).items():
        if n > 1 and field not in (LEFT_OUT, *JOINED):
            raise NotAllowed(
                _("Only one column can be “%(field)s”; choose another meaning for the others.")
                % {"field": capfirst(str(label(field, form)))}
            )
    headings = {column["index"]: column["heading"] for column in sheet.get("columns", [])}
    is_first = sheet.get("nth", 1) == 1  # what is said of columns by their place holds for the first table of a sheet
    if columns and is_first:
        said |= {"form": form, "columns": said.get("columns", {}) | {str(i): name for i, name in fields.items()}}
        if not sheet["form"]:
            said = {"top": sheet.get("top", 1), "height": sheet.get("height", 1)} | said
    row = headings_of([heading for _index, heading in sorted(headings.items())])
    return Arrangement(
        form,
        {headings[i]: field for i, field in fields.items() if _is_memorable(sheet, form, i, field)},
        sheet.get("sheet", number),
        said,
        row if form and is_first and said.get("top") and said.get("height", 1) == 1 else "",
    )


def _is_memorable(sheet: dict[str, Any], form: str, index: int, field: str) -> bool:
    """Whether the heading of a column means `field` in other files, too.

    Not where another column of the table has the same heading, nor where a heading that is known was left over.
    """
    columns = [column for column in sheet.get("columns", []) if column["heading"]]
    column = next((column for column in columns if column["index"] == index), None)
    if not column or sum(other["heading"] == column["heading"] for other in columns) > 1:
        return False
    is_left_over = field == LEFT_OUT and not column["field"]
    return not is_left_over or not any(
        known.name == form and core_of(column["heading"]) in known.headings for known in known_forms()
    )

"""What a page offers for the columns of a sheet, and what a person said with it of columns and tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.workbooks.fields import label
from exchange.workbooks.incoming.forms import INCOMING_FORMS
from exchange.workbooks.incoming.headings import known_forms
from exchange.workbooks.incoming.layouts import headings_of
from exchange.workbooks.incoming.requests import Arrangement

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
    "known": "",
    "sheet": gettext_lazy("from the name of the sheet"),
}
HIGHEST = 2**20  # rows of a sheet
NUMBERS = ("top", "height", "first", "last")


@dataclass(frozen=True)
class Choice:
    """A column as the page asks for it: where it stands, its heading, first values, and what it may be in groups.

    chosen: what it is read as, else the guess. how: how sure that is.
    """

    name: str
    heading: str
    values: list[str]
    chosen: str
    how: Any
    groups: list[tuple[Any, list[tuple[str, str]]]]


def choices_of(number: int, sheet: dict[str, Any], user: Any) -> list[Choice]:
    """What each column of a sheet may be; number: of the sheet among those of the import. The guess comes first."""
    forms = (
        [sheet["form"]]
        if sheet["form"]
        else [f.name for f in known_forms() if user.holds(INCOMING_FORMS[f.name].roles)]
    )
    choices = []
    for column in sheet.get("columns", []):
        if column["field"] == "skipped":
            continue
        form = sheet["form"]
        chosen = f"{form}.{column['field']}" if form and column["field"] else ""
        guess = f"{form}.{column['guess']}" if form and column["guess"] else ""
        groups = [group for name in forms for group in _groups(name, with_title=not form)]
        if guess:
            words = next(words for _title, pairs in groups for value, words in pairs if value == guess)
            groups.insert(0, (_("probably"), [(guess, words)]))
        how = (
            SURE.get(sheet.get("how", {}).get(column["field"], ""), "") if chosen else SURE["guess"] if guess else ""
        )
        name = f"column-{number}-{column['index']}"
        choices.append(Choice(name, column["heading"], column["values"], chosen or guess, how, groups))
    return choices


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
    chosen: dict[int, tuple[str, str]] = {}
    allowed = {
        choice.name: {value for _title, pairs in choice.groups for value, _words in pairs} | {""}
        for choice in choices_of(number, sheet, user)
    }
    for column in sheet.get("columns", []):
        name = f"column-{number}-{column['index']}"
        value = sent.get(name)
        if value is None or value not in allowed[name]:
            continue
        form, _dot, field = value.partition(".")
        if field != column["field"]:
            chosen[column["index"]] = form or sheet["form"], field
    said = dict(sheet.get("said", {}))
    for name in NUMBERS:
        text = sent.get(f"{name}-{number}", "").strip()
        if text.isascii() and text.isdigit() and 0 < int(text[:8]) <= HIGHEST and int(text) != sheet.get(name):
            said[name] = int(text)
        elif not text and name in said and f"{name}-{number}" in sent:
            del said[name]
    if f"turned-{number}" in sent and (sent[f"turned-{number}"] == "yes") != sheet.get("is_turned", False):
        said["is_turned"] = sent[f"turned-{number}"] == "yes"
        for name in ("top", "height", "columns"):
            said.pop(name, None)
    if f"out-{number}" in sent and (sent[f"out-{number}"] == "yes") != bool(said.get("is_left_out")):
        said["is_left_out"] = sent[f"out-{number}"] == "yes"
    moved = said != sheet.get("said", {})
    if not chosen and not moved:
        return []
    forms = [form for form, _field in chosen.values() if form]
    form = sheet["form"] or (max(forms, key=forms.count) if forms else "")
    headings = {column["index"]: column["heading"] for column in sheet.get("columns", [])}
    if chosen:
        columns = {str(index): field for index, (of, field) in chosen.items() if of == form}
        said |= {"form": form, "columns": said.get("columns", {}) | columns}
        if not sheet["form"]:
            said.setdefault("top", sheet.get("top", 1))
            said.setdefault("height", 1)
    row = headings_of([heading for _index, heading in sorted(headings.items())])
    return [
        Arrangement(
            form,
            {headings[i]: field for i, (of, field) in chosen.items() if of == form and headings[i]},
            sheet.get("sheet", number),
            said,
            row if form and said.get("top") and said.get("height", 1) == 1 else "",
        )
    ]

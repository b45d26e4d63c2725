"""The filters of a list as chips: what is set goes with a click, the usual ones open a menu, the others a drawer.

All of them are links and one form, so that a list is filtered without scripts too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.forms import ChoiceField, ModelChoiceField
from django.http import QueryDict
from django.utils.translation import gettext as _

from ground.pages.columns import PARAMETER as COLUMNS
from ground.pages.last_filters import PASSING, SCOPE

SEARCH = "q"
USUAL = 3  # menus in the line of chips
MOST = 12  # choices in a menu; of more one chooses in the drawer


@dataclass(frozen=True)
class Chosen:
    """A filter that is set: its label, its value in words, and the address without it."""

    label: Any
    words: str
    url: str


@dataclass(frozen=True)
class Menu:
    """A filter that is not set: its label and (words, address) of each choice."""

    label: Any
    options: list[tuple[Any, str]]


@dataclass(frozen=True)
class Chips:
    """The filters of a list. kept: (name, value) of what the form carries along and does not show."""

    search: Any
    chosen: list[Chosen]
    menus: list[Menu]
    further: list[Any]
    kept: list[tuple[str, str]]
    plain_url: str


def chips_of(filterset: Any, query: QueryDict, user: Any, scope: Any = None) -> Chips:
    """The chips of a filter set for this query string, in words that `user` may read; scope: the unit looked at."""
    form = filterset.form
    chosen = [Chosen(_("within"), str(scope), _address(query, **{SCOPE: ""}))] if scope else []
    menus: list[Menu] = []
    further: list[Any] = []
    valid = form.cleaned_data if form.is_valid() else getattr(form, "cleaned_data", {})
    shown = {SEARCH}
    for bound in form:
        if bound.name == SEARCH:
            continue
        value = query.get(bound.name, "")
        words = _words(bound.field, value, valid.get(bound.name), user) if value else ""
        is_place = hasattr(bound.field, "words_of")
        if words:
            label = _("within") if is_place else bound.label
            chosen.append(Chosen(label, words, _address(query, **{bound.name: ""})))
        if is_place:
            continue  # it is chosen by going there, not from a list
        if not value and len(menus) < USUAL and _is_short(bound.field):
            options = [(label, _address(query, **{bound.name: key})) for key, label in bound.field.choices if key]
            menus.append(Menu(bound.label, options))
        else:
            further.append(bound)
            shown.add(bound.name)
    names = {bound.name for bound in form} - shown
    kept = [(name, value) for name, values in query.lists() for value in values if value and _is_kept(name, names)]
    plain = QueryDict(mutable=True)
    for name in ("sort", COLUMNS, SCOPE):
        plain.setlist(name, query.getlist(name))
    return Chips(
        form[SEARCH] if SEARCH in form.fields else None, chosen, menus, further, kept, f"?{plain.urlencode()}"
    )


def _is_kept(name: str, names: set[str]) -> bool:
    return name in names or name in (COLUMNS, "sort", SCOPE)


def _is_short(field: Any) -> bool:
    if not isinstance(field, ChoiceField) or isinstance(field, ModelChoiceField):
        return False
    choices: Any = field.choices
    return len(list(choices)) <= MOST


def _words(field: Any, value: str, cleaned: Any, user: Any) -> str:
    """A value as its reader knows it; empty for one that is none."""
    if hasattr(field, "words_of"):
        return str(field.words_of(value, user))
    if isinstance(field, ModelChoiceField):
        return str(cleaned) if cleaned else ""
    if isinstance(field, ChoiceField):
        return str(dict(_flat(field.choices)).get(value, ""))
    return value


def _flat(choices: Any) -> Any:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield str(key), label


def _address(query: QueryDict, **changes: str) -> str:
    """The list from its beginning with these filters changed."""
    return changed(query, **dict.fromkeys(PASSING, ""), **changes)


def changed(query: QueryDict, **changes: Any) -> str:
    """The query string with these parameters set, or dropped where they are empty."""
    parameters: dict[str, list[Any]] = dict(query.lists())
    for name, value in changes.items():
        if value in (None, ""):
            parameters.pop(name, None)
        else:
            parameters[name] = [value]
    return f"?{urlencode(parameters, doseq=True)}"

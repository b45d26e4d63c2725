"""Inputs of forms in place of the browser's own; all work without scripts, and with those of pickers.js better."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ScaleInput(forms.RadioSelect):
    """One step of a worded scale: figure above, word below. Nothing is chosen beforehand."""

    template_name = "pages/_scale.html"


class ChipChoice(forms.RadioSelect):
    """One of a few words, as chips beside each other."""

    template_name = "pages/_chip_choice.html"


class SearchSelect(forms.Select):
    """One row out of those of a unit: with scripts the reader types part of the name, without it is a plain list."""

    def __init__(self, attrs: Any = None, choices: Any = ()) -> None:
        super().__init__({"data-pick": _("Type to search")} | (attrs or {}), choices)


class TokenInput(forms.CheckboxSelectMultiple):
    """Several rows out of those of a unit: boxes to tick, which with scripts become tokens beside a search."""

    template_name = "pages/_tokens.html"


def searched(field: forms.Field) -> None:
    """Give a field that offers rows the input that searches them."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        if type(field.widget) is forms.SelectMultiple:
            field.widget = TokenInput(choices=field.widget.choices)
    elif isinstance(field, forms.ModelChoiceField) and type(field.widget) is forms.Select:
        field.widget = SearchSelect(field.widget.attrs, field.widget.choices)

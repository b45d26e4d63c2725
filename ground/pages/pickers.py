"""A field for one row out of many thousands: the reader types, the server suggests, the key in the text decides."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.keys import is_key
from ground.pages.requests import SignedInRequest
from ground.pages.views import RolePage

SUGGESTIONS = 20
KEY = re.compile(r"（([^（）]+)）\s*$")


class PickInput(forms.TextInput):
    """A text input whose suggestions come from an address while the reader types."""

    template_name = "pages/_pick.html"

    def __init__(self, route: str) -> None:
        super().__init__(attrs={"autocomplete": "off"})
        self.route = route

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["suggestions"] = f"{name}-suggestions"
        context["widget"]["address"] = reverse(self.route)
        return context


class PickField(forms.ModelChoiceField):
    """One row, named as “name（key）”; the key alone and a name that only one row has will do as well.

    key: the unique column that stands in the text. route: the name of the address of a `PickPage`.
    """

    def __init__(self, queryset: Any, *, key: str, route: str, **options: Any) -> None:
        super().__init__(queryset, widget=PickInput(route), **options)
        self.key = key
        self.help_text = self.help_text or _("Type part of the name and choose from the suggestions.")

    def label_from_instance(self, row: Any) -> str:
        return text_of(row, self.key)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            value = self._rows.filter(pk=value).first()
        return value if value is None or isinstance(value, str) else self.label_from_instance(value)

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        if not text:
            return None
        found = KEY.search(text)
        row = self._with_key(found[1] if found else text)
        if row is None and not found and self.key != "pk":
            named = list(self._rows.filter(name=text)[:2])
            row = named[0] if len(named) == 1 else None
        if row is None:
            raise ValidationError(NOT_FOUND, params={"text": text}, code="invalid_choice")
        return row

    @property
    def _rows(self) -> Any:
        return self.queryset

    def _with_key(self, key: str) -> Any:
        if self.key == "pk" and not is_key(key):
            return None
        return self._rows.filter(**{self.key: key}).first()


NOT_FOUND: Any = _("“%(text)s” is none of yours. Type part of the name and choose from the suggestions.")


def text_of(row: Any, key: str) -> str:
    """How a row is named in the field: “name（key）”."""
    named = row.pick_name if hasattr(row, "pick_name") else str(row)
    return f"{named}（{getattr(row, key)}）"


class PickPage(RolePage):
    """The suggestions of a PickField. Subclasses name the key and find the rows."""

    key: ClassVar[str]

    def rows(self, wanted: str) -> Any:
        raise NotImplementedError

    def get(self, request: SignedInRequest) -> HttpResponse:
        wanted = str(next(iter(request.GET.values()), "")).strip()
        rows = self.rows(wanted)[:SUGGESTIONS] if wanted and not KEY.search(wanted) else []
        return render(request, "pages/_suggestions.html", {"texts": [text_of(row, self.key) for row in rows]})

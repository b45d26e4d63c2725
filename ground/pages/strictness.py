"""The API says what it does not know: parameters of an address and fields of a body that it would leave out.

A filter with a slip in its name would answer every row, a field with one would lose its value, both in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.settings import api_settings

LONGEST_SHOWN = 60
READ_ONLY = gettext_lazy("This can only be read.")


class KnownParameters:
    """A mixin of the API's views: an address with a parameter that nothing reads is refused.

    asked: the parameters of an action beside filters and pages, by the name of the action.
    """

    asked: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        if not request.query_params:
            return
        known = self.known_parameters(request)
        unknown = [name for name in request.query_params if name not in known]
        if unknown:
            raise serializers.ValidationError({name: _no_such_parameter(name, known) for name in unknown})

    def known_parameters(self, request: Request) -> list[str]:
        """The names that may stand after the question mark, those of filters in their order."""
        view: Any = self
        action = getattr(view, "action", None)
        extra = self.asked.get(action or "", ())
        names = list(extra)
        if action == "list":
            filters = getattr(view, "filterset_class", None)
            names += filters.base_filters if filters else ()
        if action == "list" or extra:
            paginator = getattr(view, "paginator", None)
            names += [paginator.cursor_query_param, paginator.page_size_query_param] if paginator else ()
        return [*names, api_settings.URL_FORMAT_OVERRIDE]


class KnownFields(serializers.Serializer):
    """A mixin of serializers: a field that is not of the body, or that would change what can only be read, is
    refused. What was read may be sent back with the rest.
    """

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            sent_back = self.instance is not None and any(f.read_only for n, f in self.fields.items() if n in data)
            read = self.to_representation(self.instance) if sent_back else {}
            wrong = {name: said for name in data if (said := self._wrong_with(name, data[name], read))}
            if wrong:
                raise serializers.ValidationError(wrong)
        return super().to_internal_value(data)

    def _wrong_with(self, name: str, value: Any, read: Mapping[str, Any]) -> str:
        field = self.fields.get(name)
        if field is None:
            return _no_such_field(name, (n for n, f in self.fields.items() if not f.read_only))
        if not field.read_only or (name in read and read[name] == value):
            return ""
        return str(READ_ONLY)


def read_nothing(request: Request) -> None:
    """Refuse the fields of a body where an action reads none."""
    KnownFields(data=request.data).is_valid(raise_exception=True)


def _no_such_parameter(name: str, known: Iterable[str]) -> str:
    return _("There is no parameter “%(name)s” here. Known: %(known)s.") % _named(name, known)


def _no_such_field(name: str, known: Iterable[str]) -> str:
    named = _named(name, known)
    if not named["known"]:
        return _("There is no field “%(name)s” here, nor any other.") % named
    return _("There is no field “%(name)s” here. Known: %(known)s.") % named


def _named(name: str, known: Iterable[str]) -> dict[str, str]:
    return {"name": name[:LONGEST_SHOWN], "known": ", ".join(known)}

"""Rows by cursor."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.serializers import ValidationError

from ground.lifecycle.keys import is_key


class Pages(CursorPagination):
    """Rows by cursor: the next page costs as much as the first, however deep."""

    ordering = "-pk"
    page_size_query_param = "page_size"
    max_page_size = 500

    def decode_cursor(self, request: Any) -> Cursor | None:
        """As usual. Raises ValidationError for a cursor that no answer of this list named."""
        try:
            cursor = super().decode_cursor(request)
        except NotFound as error:
            raise _bad_cursor() from error
        place = cursor.position if cursor else None
        first = self.ordering if isinstance(self.ordering, str) else self.ordering[0]
        if place is not None and first in ("pk", "-pk") and not is_key(str(place)):
            raise _bad_cursor()
        return cursor

    def get_page_size(self, request: Any) -> int:
        """As usual. Raises ValidationError for a size that is none, or too large, where it would take another."""
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return int(self.page_size or self.max_page_size)
        if not (asked.isdecimal() and len(asked) < 6 and 0 < int(asked) <= self.max_page_size):
            sentence = _("A page has 1 to %(most)s rows.") % {"most": self.max_page_size}
            raise ValidationError({self.page_size_query_param: sentence})
        return int(asked)


def _bad_cursor() -> ValidationError:
    return ValidationError({"cursor": _("This cursor is none that the list gave out. Begin without one.")})

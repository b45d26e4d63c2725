"""Rows by cursor."""

from rest_framework.pagination import CursorPagination


class Pages(CursorPagination):
    """Rows by cursor: the next page costs as much as the first, however deep."""

    ordering = "-pk"
    page_size_query_param = "page_size"
    max_page_size = 500

"""Where the page of a row is."""

from functools import cache

from django.urls import reverse

_SAMPLE = 1234567890


@cache
def _around_the_number(route: str) -> tuple[str, str]:
    before, _number, after = reverse(route, args=[_SAMPLE]).partition(str(_SAMPLE))
    return before, after


def row_address(route: str, key: int) -> str:
    """The address `route` of the row numbered `key`.

    A list asks it for each of its rows: what stands around the number is looked up once a process, as looking up a
    route costs as much as rendering the cell that it stands in.
    """
    before, after = _around_the_number(route)
    return f"{before}{key}{after}"

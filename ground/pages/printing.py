"""What a printed list says above its rows: whose rows, by which filters, in which order, how many, by whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ground.pages.chips import Chips


@dataclass(frozen=True)
class PrintHead:
    """Each in words. order: empty where the list stands in its own."""

    scope: str
    filters: str
    order: str
    rows: str
    by: str
    at: str


def print_head(chips: Chips, table: Any, user: Any, *, scope: Any, roles: tuple[Any, ...]) -> PrintHead:
    """The head of the page of `table` that is shown. scope: the unit looked at, or the object of whose page the list
    is a part; None for all that `roles` give the reader."""
    return PrintHead(
        scope=str(scope) if scope else "、".join(map(str, user.units_held(roles))) or _("rows of one's own"),
        filters="；".join(_filters(chips)) or _("none"),
        order=_order(table),
        rows=_rows(table),
        by=str(user),
        at=f"{timezone.localtime():%Y-%m-%d %H:%M}",
    )


def _filters(chips: Chips) -> list[str]:
    filters = [f"{one.label}：{one.words}" for one in chips.chosen]
    wanted = (chips.search.value() or "").strip() if chips.search else ""
    return [*filters, _("search “%(words)s”") % {"words": wanted}] if wanted else filters


def _order(table: Any) -> str:
    name = table.sorted_by.removeprefix("-")
    if not name:
        return ""
    words = table.words(table.columns[name])
    told = _("%(column)s, falling") if table.sorted_by.startswith("-") else _("%(column)s, rising")
    return told % {"column": words}


def _rows(table: Any) -> str:
    """Which rows of how many: a sheet holds the page that is shown."""
    page, here = table.numbered, len(table.rows)
    if page is not None and page.paginator.count:
        told = {"first": page.start_index(), "last": page.end_index(), "count": page.paginator.count}
        words = _("%(count)s in all") if page.paginator.num_pages == 1 else _("%(first)s to %(last)s of %(count)s")
    elif table.total is None:
        told, words = {"here": here, "count": table.many}, _("%(here)s of more than %(count)s")
    else:
        told, words = {"here": here, "count": table.total}, _("%(here)s of %(count)s")
    return words % {name: f"{n:,}" for name, n in told.items()}

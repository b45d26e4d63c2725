"""Tabs of the page of a unit that this app knows: what it is, its posts, its change log."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ground.lifecycle.roles import Role
from ground.pages.paging import counted, paged
from ground.pages.tabs import Summary, Tab, enter
from units.models import OFFICIAL_READERS, PostPeriod, Unit
from units.tables import PostTable

UNIT = "units.unit"
CHILDREN = 100  # of an area, on its page; the tree shows all
KEEPERS = (Role.ADMINISTRATOR, Role.LIAISON)


def is_unit(unit: Unit, user: Any) -> bool:
    """Whether it is a unit with rows of its own; an area has none."""
    return not unit.is_area


def about(unit: Unit, request: Any) -> dict[str, Any]:
    children = list(Unit.objects.get_children(unit)[: CHILDREN + 1])
    return {
        "children": children[:CHILDREN],
        "are_more": len(children) > CHILDREN,
        "may_keep": request.user.holds(KEEPERS, at=unit) and not unit.is_area,
    }


def posts(unit: Unit, request: Any) -> dict[str, Any]:
    """The posts; who holds them is told to those who may read names of officials here."""
    user, rows = request.user, unit.posts.all()
    reads_names = user.holds(OFFICIAL_READERS, at=unit)
    if reads_names:
        held = PostPeriod.objects.filter(ended_on=None).select_related("official")
        rows = rows.prefetch_related(Prefetch("periods", held, to_attr="held"))
    empty = _("No posts yet. Flows and measures name posts, so start here.")
    order = ("-is_main_leader", "department", "name")
    table = paged(request, PostTable, rows, order, total=counted(rows), empty_text=empty)
    table.may_keep, table.reads_names = user.holds(KEEPERS, at=unit), reads_names
    return {"table": table}


def posts_summary(unit: Unit, user: Any) -> Summary:
    return Summary(unit.posts.count())


enter(
    Tab(UNIT, 15, "", gettext_lazy("Overview"), "units/_about.html", about),
    Tab(UNIT, 70, "posts", gettext_lazy("Posts and people"), "units/_posts.html", posts, posts_summary, is_unit),
    Tab(UNIT, 100, "log", gettext_lazy("Change log"), "pages/_tab_log.html"),
)

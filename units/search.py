"""Units in the search over the register."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import UNIT_READERS
from ground.pages.search import HITS, Hit, Hits, hits, searched
from units.models import Unit


@searched(10)
def units(user: Any, wanted: str) -> Hits | None:
    if not user.holds(UNIT_READERS):
        return None
    rows = Unit.objects.visible_to(user).named(wanted).order_by("path")
    return hits(
        _("Units"),
        "sitemap",
        rows[: HITS + 1],
        lambda unit: Hit(unit.get_absolute_url(), unit.name, unit.code, unit.get_level_display()),
        f"{reverse('units:list')}?{urlencode({'q': wanted})}",
    )

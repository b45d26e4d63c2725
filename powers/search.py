"""Power items in the search over the register."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ground.pages.search import HITS, Hit, Hits, hits, searched
from powers.models import PowerItem
from units.text_search import matching


@searched(30)
def powers(user: Any, wanted: str) -> Hits | None:
    rows = matching(PowerItem.objects.visible_to(user), ("name", "code"), wanted, indexed=True)
    return hits(
        _("Powers"),
        "git-branch",
        rows.select_related("unit").order_by("-pk")[: HITS + 1],
        lambda item: Hit(item.get_absolute_url(), item.name, item.code, str(item.unit)),
        f"{reverse('powers:list')}?{urlencode({'q': wanted})}",
    )

"""The risk library in the search over the register."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from exchange.library.models import LibraryEntry
from ground.pages.search import HITS, Hit, Hits, hits, searched
from units.text_search import matching


@searched(90)
def entries(user: Any, wanted: str) -> Hits | None:
    rows = LibraryEntry.objects.visible_to(user).offered().for_list()
    rows = matching(rows, ("name", "manifestation"), wanted, indexed=True)
    return hits(
        _("Risk library"),
        "books",
        rows.order_by("power_id", "step", "pk")[: HITS + 1],
        lambda entry: Hit(entry.get_absolute_url(), entry.name, entry.manifestation, str(entry.power)),
        f"{reverse('library:powers')}?{urlencode({'q': wanted})}",
    )

"""Measures and rules in the search over the register."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ground.pages.paging import fetched
from ground.pages.search import HITS, Hit, Hits, hits, searched
from measures.models import Measure, Rule
from units.text_search import matching


@searched(40)
def measures(user: Any, wanted: str) -> Hits | None:
    rows = matching(Measure.objects.visible_to(user), ("text",), wanted, indexed=True)
    keys = list(rows.order_by("-pk").values_list("pk", flat=True)[: HITS + 1])
    return hits(
        _("Measures"),
        "shield-check",
        fetched(Measure.objects.select_related("unit"), keys),
        lambda measure: Hit(measure.get_absolute_url(), measure.text, "", str(measure.unit)),
        f"{reverse('measures:list')}?{urlencode({'q': wanted})}",
    )


@searched(50)
def rules(user: Any, wanted: str) -> Hits | None:
    rows = matching(Rule.objects.visible_to(user), ("title", "number"), wanted, indexed=True)
    return hits(
        _("Rules"),
        "book-2",
        rows.select_related("unit").order_by("-enacted_on", "-pk")[: HITS + 1],
        lambda rule: Hit(rule.get_absolute_url(), rule.title, rule.number, str(rule.unit)),
        f"{reverse('measures:rules')}?{urlencode({'q': wanted})}",
    )

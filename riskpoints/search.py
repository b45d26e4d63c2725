"""Risk points in the search over the register."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ground.pages.paging import fetched
from ground.pages.search import HITS, Hit, Hits, hits, searched
from riskpoints.choices import PAST
from riskpoints.models import RiskPoint
from units.text_search import matching


@searched(20)
def risk_points(user: Any, wanted: str) -> Hits | None:
    rows = RiskPoint.objects.visible_to(user).exclude(status__in=PAST)
    rows = matching(rows, ("name", "manifestation"), wanted, indexed=True)
    keys = list(rows.order_by("-pk").values_list("pk", flat=True)[: HITS + 1])
    return hits(
        _("Risk points"),
        "alert-triangle",
        fetched(RiskPoint.objects.select_related("unit"), keys),
        lambda point: Hit(point.get_absolute_url(), point.name, point.manifestation, str(point.unit)),
        f"{reverse('riskpoints:list')}?{urlencode({'q': wanted})}",
    )

"""Signals and warnings in the search over the register."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import Role
from ground.pages.search import HITS, Hit, Hits, hits, searched
from riskwarnings.models import Signal, Warning
from units.text_search import matching


@searched(70)
def signals(user: Any, wanted: str) -> Hits | None:
    if not user.holds((Role.INSPECTOR,)):
        return None
    rows = matching(Signal.objects.visible_to(user), ("text",), wanted, indexed=True)
    return hits(
        _("Signals"),
        "broadcast",
        rows.select_related("unit").order_by("-pk")[: HITS + 1],
        lambda signal: Hit(signal.get_absolute_url(), signal.text, signal.get_source_display(), str(signal.unit)),
        f"{reverse('warnings:signals')}?{urlencode({'q': wanted})}",
    )


@searched(60)
def warnings(user: Any, wanted: str) -> Hits | None:
    rows = matching(Warning.objects.visible_to(user), ("text",), wanted, indexed=True)
    return hits(
        _("Warnings"),
        "bell-exclamation",
        rows.for_list().order_by("-pk")[: HITS + 1],
        lambda warning: Hit(warning.get_absolute_url(), warning.text, warning.get_level_display(), str(warning.unit)),
        f"{reverse('warnings:list')}?{urlencode({'q': wanted})}",
    )

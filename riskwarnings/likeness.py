"""Signals that tell the same: by the pairs of characters that two texts share."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import F, FloatField, Func, IntegerField, Q, Value
from django.db.models.functions import Cast

from riskwarnings.choices import SignalStatus
from riskwarnings.models import Signal

WINDOW = timedelta(days=180)
AT_LEAST = 0.25  # two reports of one matter in different words share about a third of their pairs
SHOWN = 5
CANDIDATES = 300  # the newest ones, which are compared


class Likeness(Func):
    """text_likeness(one, other) of riskwarnings/sql/placing.sql: 0 to 1."""

    function = "text_likeness"
    output_field = FloatField()


def alike(signal: Signal, seen: Any) -> list[Any]:
    """Signals of `seen` on the same unit or its area within half a year, with `percent`; the most alike first."""
    near = Q(unit=signal.unit_id) | Q(path=signal.path[:-4]) | Q(point__isnull=False, point=signal.point_id)
    if signal.unit.is_area:
        near |= Q(path__below=signal.path)  # nobody has found out yet which unit is meant
    within = (signal.received_at - WINDOW, signal.received_at + WINDOW)
    newest = seen.filter(near, received_at__range=within).exclude(pk=signal.pk)
    newest = newest.exclude(status=SignalStatus.DUPLICATE).order_by("-pk").values("pk")[:CANDIDATES]
    found = Signal.objects.filter(pk__in=list(newest.values_list("pk", flat=True)))
    found = found.annotate(likeness=Likeness("text", Value(signal.text))).filter(likeness__gte=AT_LEAST)
    found = found.annotate(percent=Cast(F("likeness") * 100, IntegerField()))
    return list(found.select_related("unit").order_by("-likeness", "-pk")[:SHOWN])

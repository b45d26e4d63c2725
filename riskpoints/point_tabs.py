"""Tabs of the page of a risk point that this app knows: where it lies and who has the same, and its change log."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from ground.pages.tabs import Tab, enter
from powers.drawing import draw
from riskpoints.choices import RiskPointStatus
from riskpoints.models import RiskPoint
from riskpoints.revisions import contents_before, difference
from riskpoints.same_elsewhere import kin_of

POINT = "riskpoints.riskpoint"


def around(point: RiskPoint, request: Any) -> dict[str, Any]:
    """Its flow as a small drawing, and what other units found of the same kind."""
    drawing = draw(point.step.flow, marks={point.step.pk: "here"}) if point.step else ""
    return {"drawing": drawing, "kin": kin_of(point, request.user)}


def changes_of_revisions(point: RiskPoint) -> dict[str, Any]:
    """Of the point each revision with what it changed then; of a revision what it changes, field by field."""
    applied = any(revision.status == RiskPointStatus.APPLIED for revision in point.history)
    before = contents_before(point.root) if applied else {}
    return {
        "revisions": [(revision, _changed(revision, before)) for revision in point.history],
        "difference": _difference(point, before),
    }


def _changed(revision: RiskPoint, before: dict[int, RiskPoint]) -> list[dict[str, Any]]:
    """What a merged revision changed; what an open one would change stands on its own page."""
    if revision.status != RiskPointStatus.APPLIED:
        return []
    return [field for field in difference(revision, before.get(revision.revision)) if field["differs"]]


def _difference(point: RiskPoint, before: dict[int, RiskPoint]) -> Any:
    """For a revision, against what it changes, or changed when it was registered."""
    if not point.revises:
        return None
    old = before.get(point.revision) if point.status == RiskPointStatus.APPLIED else point.revises
    return difference(point, old)


enter(
    Tab(POINT, 30, "place", gettext_lazy("Place and peers"), "riskpoints/_place.html", around),
    Tab(POINT, 50, "log", gettext_lazy("Change log"), "pages/_tab_log.html"),
)

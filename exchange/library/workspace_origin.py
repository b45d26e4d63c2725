"""A filing that takes over an entry of the library: where it comes from is kept with the point."""

from __future__ import annotations

from typing import Any

from exchange.library.adoptions import adopted_by
from exchange.library.models import Adoption, LibraryEntry
from ground.lifecycle.keys import is_key
from riskpoints.filings import Part, works_in_workspace
from riskpoints.models import RiskPoint


@works_in_workspace
class Origin(Part):
    name = "origin"
    template = "library/_workspace_origin.html"

    @property
    def entry(self) -> str:
        """The key of the entry that was put in, as it was sent."""
        sent: Any = self.data if self.data is not None else self.kept
        key = sent.get("adopted", "") if sent is not None else ""
        return key if is_key(key) else ""

    def save(self, point: RiskPoint) -> None:
        if not self.entry or Adoption.objects.filter(point=point.root).exists():
            return
        offered = LibraryEntry.objects.for_unit(point.unit).offered()
        entry = offered.exclude(pk__in=adopted_by(point.unit).values("entry")).filter(pk=self.entry).first()
        if entry:
            content = entry.content()
            Adoption.objects.create(entry=entry, point=point.root, taken=content, version=entry.version, by=self.user)

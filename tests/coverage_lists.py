"""The lists that the figures of the coverage lead to."""

from typing import Any

from oversight.coverage.filters import CoverageFilter
from oversight.coverage.models import UnitCoverage
from units.models import Unit


def lacking(area: Unit, mark: str) -> Any:
    """The units below `area` that lack `mark`, as the list of units shows them."""
    return CoverageFilter({"below": area.pk, "missing": mark}, queryset=UnitCoverage.objects.to_cover()).qs

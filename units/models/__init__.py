"""Who: the divisions of the province, the tree of units, their posts and the officials who hold them."""

from units.models.divisions import Division
from units.models.organs import DocumentSeries, IssuingOrgan
from units.models.posts import (
    OFFICIAL_READERS,
    DateRange,
    Official,
    OfficialQuerySet,
    OfUnitQuerySet,
    Post,
    PostPeriod,
)
from units.models.units import Unit, UnitManager, UnitQuerySet, validate_credit_code

__all__ = [
    "OFFICIAL_READERS",
    "DateRange",
    "Division",
    "DocumentSeries",
    "IssuingOrgan",
    "OfUnitQuerySet",
    "Official",
    "OfficialQuerySet",
    "Post",
    "PostPeriod",
    "Unit",
    "UnitManager",
    "UnitQuerySet",
    "validate_credit_code",
]

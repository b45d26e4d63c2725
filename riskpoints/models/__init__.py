"""Where it can go wrong: risk points, their revisions, and steps signed as free of risk."""

from riskpoints.counts import PointCount
from riskpoints.models.findings import NoRiskFinding, NoRiskFindingQuerySet
from riskpoints.models.risk_point_sets import (
    IN_FORCE,
    IN_QUEUE,
    POST,
    ROOT,
    RiskPointQuerySet,
    at_post,
    review_passed,
)
from riskpoints.models.risk_points import RiskPoint
from riskpoints.models.unsaved_filings import UnsavedFiling, UnsavedFilingQuerySet

__all__ = [
    "IN_FORCE",
    "IN_QUEUE",
    "POST",
    "ROOT",
    "NoRiskFinding",
    "NoRiskFindingQuerySet",
    "PointCount",
    "RiskPoint",
    "RiskPointQuerySet",
    "UnsavedFiling",
    "UnsavedFilingQuerySet",
    "at_post",
    "review_passed",
]

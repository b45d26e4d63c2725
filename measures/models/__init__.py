"""What holds it: control measures on risk points, the rules they rest on, and their evidence."""

from measures.models.control_plans import ControlPlan, ControlPlanQuerySet, PlanRequirement, PointHolding
from measures.models.measures import Evidence, EvidenceQuerySet, Measure, MeasureLink, MeasureQuerySet, MeasureRule
from measures.models.plan_gaps import PlanGap, PlanGapQuerySet
from measures.models.rules import Rule, RuleQuerySet

__all__ = [
    "ControlPlan",
    "ControlPlanQuerySet",
    "Evidence",
    "EvidenceQuerySet",
    "Measure",
    "MeasureLink",
    "MeasureQuerySet",
    "MeasureRule",
    "PlanGap",
    "PlanGapQuerySet",
    "PlanRequirement",
    "PointHolding",
    "Rule",
    "RuleQuerySet",
]

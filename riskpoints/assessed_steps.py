"""The steps that count for coverage, and which of them were assessed, as `coverage/sql/counts.sql` counts them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from powers.models import PowerItem, Step, StepQuerySet
from riskpoints.choices import FindingStatus
from riskpoints.models import NoRiskFinding, RiskPoint
from units.models import Unit

HOW_TO_ASSESS = _("File a risk point, or let the unit head sign that there is none.")


def steps_in_force(unit: Unit) -> StepQuerySet:
    """The steps of the current flows of the unit's powers that are not abolished."""
    flows = PowerItem.objects.filter(unit=unit).current_flows()
    return Step.objects.filter(flow__in=flows.order_by().values("pk"))


def has_points() -> Exists:
    """On a step: a risk point in force stands there, whichever version of the flow it was found in."""
    return Exists(RiskPoint.objects.in_force().filter(step__lineage=OuterRef("lineage")))


def has_finding() -> Exists:
    """On a step: somebody signed that it holds no risk."""
    return Exists(NoRiskFinding.objects.filter(step__lineage=OuterRef("lineage"), status=FindingStatus.SIGNED))


def with_findings(steps: StepQuerySet) -> StepQuerySet:
    """Adds what was found on each step: `has_points` and `has_finding`."""
    return steps.annotate(has_points=has_points(), has_finding=has_finding())


def not_assessed(steps: StepQuerySet) -> StepQuerySet:
    return steps.filter(~has_points(), ~has_finding())

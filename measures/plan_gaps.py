"""How far the measures written for a risk point fall short of what the control plan of its domain asks.

For the register a point is held by measures in force (sql/holding.sql). A filing is judged by what it sets out to do:
planned measures count, with those in force; ended ones and those found ineffective do not.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.choices import MeasureStatus, Method
from measures.models import ControlPlan, MeasureLink, PlanRequirement
from riskpoints.models import ROOT, RiskPoint

STANDING = ~Q(measure__status=MeasureStatus.ENDED) & ~Q(
    measure__status=MeasureStatus.VERIFIED, measure__effective=False
)


@dataclass(frozen=True)
class Ask:
    """One thing that a plan asks of a point: what, how much, what the point has, and whether that does."""

    label: Any
    asked: Any
    has: Any
    is_met: bool


@dataclass(frozen=True)
class Asked:
    """What the plan of a point's domain asks of its grade; no `asks` where there is no plan, or it asks nothing."""

    plan: ControlPlan | None
    asks: list[Ask]

    @property
    def gaps(self) -> list[Ask]:
        return [ask for ask in self.asks if not ask.is_met]


def asked_of_point(point: RiskPoint) -> Asked:
    """What the plan asks of one saved point; three queries."""
    return asked_of(RiskPoint.objects.filter(pk=point.pk))[point.pk]


def undated(point: RiskPoint) -> int:
    """How many planned measures of the point have no day."""
    count: int = point.root.measures.filter(status=MeasureStatus.PLANNED, due_on=None).count()
    return count


def asked_of(points: QuerySet) -> dict[int, Asked]:
    """What their plans ask of `points`, by primary key; three queries."""
    rows = list(points.annotate(root_key=ROOT).values_list("pk", "root_key", "domain_id", "grade"))
    domains = {domain for _pk, _root, domain, _grade in rows if domain}
    found = PlanRequirement.objects.filter(plan__domain__in=domains).select_related("plan")
    needs = {(need.plan.domain_id, need.grade): need for need in found}
    methods: dict[int, list[str]] = defaultdict(list)
    links = MeasureLink.objects.filter(STANDING, point__in={root for _pk, root, _domain, _grade in rows})
    for root, method in links.values_list("point_id", "measure__method"):
        methods[root].append(method)
    asked = {}
    for pk, root, domain, grade in rows:
        need = needs.get((domain, grade))
        asked[pk] = Asked(need.plan, _asks(need, methods[root])) if need else Asked(None, [])
    return asked


def _asks(need: PlanRequirement, has: list[str]) -> list[Ask]:
    def measures(n: int) -> str:
        return ngettext("%(n)s measure", "%(n)s measures", n) % {"n": n}

    least = _("at least %(measures)s") % {"measures": measures(need.least)}
    asks = [Ask(_("number of measures"), least, measures(len(has)), len(has) >= need.least)]
    for method in need.methods:
        n = has.count(method)
        asks.append(Ask(Method(method).label, _("one among them"), measures(n) if n else _("none yet"), n > 0))
    return asks

"""How powers are confirmed and flows are confirmed and published."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.machine import Lifecycle, Problems, Transition, refuse_where
from ground.lifecycle.roles import Role
from powers.choices import FlowStatus, PowerStatus
from powers.faults import Fault, StepFacts, faults

POWER_LIFECYCLE = Lifecycle(
    "poweritem",
    PowerStatus,
    [
        Transition(
            "confirm",
            _("Confirm power"),
            (PowerStatus.DRAFT,),
            PowerStatus.CONFIRMED,
            (Role.UNIT_HEAD,),
            requires=(
                refuse_where(Q(legal_basis=""), _("The power item has no legal basis. Add it before confirming.")),
                refuse_where(
                    Q(exercising_post=None),
                    _("The power item names no exercising post. Add it before confirming."),
                ),
            ),
            stamp="confirmed",
        ),
        Transition(
            "amend",
            _("Amend power"),
            (PowerStatus.CONFIRMED,),
            PowerStatus.DRAFT,
            (Role.LIAISON, Role.UNIT_HEAD),
            needs_reason=True,
            tone="secondary",
        ),
        Transition(
            "abolish",
            _("Abolish power"),
            (PowerStatus.DRAFT, PowerStatus.CONFIRMED),
            PowerStatus.ABOLISHED,
            (Role.UNIT_HEAD,),
            needs_reason=True,
            tone="danger",
        ),
    ],
)


def faults_of(flows: QuerySet) -> dict[int, list[Fault]]:
    """The faults of each flow by its primary key, in two queries; flows without faults are left out."""
    from powers.models import Step, Way

    steps: dict[int, list[StepFacts]] = defaultdict(list)
    for step in Step.objects.filter(flow__in=flows.values("pk")).order_by("flow_id", "number"):
        steps[step.flow_id].append(StepFacts(step.pk, step.name, step.handler_id, step.monitor_id, step.is_end))
    ways: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rows = Way.objects.filter(source__flow__in=flows.values("pk")).order_by()
    for flow, source, target in rows.values_list("source__flow", "source", "target"):
        ways[flow].append((source, target))
    found = {pk: faults(steps[pk], ways[pk]) for pk in flows.order_by().values_list("pk", flat=True)}
    return {pk: problems for pk, problems in found.items() if problems}


def without_faults(rows: QuerySet, by: Any) -> Problems:
    """The flow has no faults."""
    return [(pk, problems[0].sentence) for pk, problems in faults_of(rows).items()]


def _supersede(status: FlowStatus) -> Any:
    """An effect: the earlier version in that state gives way to the one that takes it."""

    def effect(rows: QuerySet, by: Any, at: datetime) -> None:
        newer = rows.filter(power_item=OuterRef("power_item"), version__gt=OuterRef("version"))
        rows.model._base_manager.filter(
            Exists(newer), power_item__in=rows.values("power_item"), status=status
        ).update(status=FlowStatus.SUPERSEDED)

    effect.__doc__ = f"The version that was {status.value} is superseded."
    return effect


FLOW_LIFECYCLE = Lifecycle(
    "flow",
    FlowStatus,
    [
        Transition(
            "confirm",
            _("Confirm flow"),
            (FlowStatus.DRAFT,),
            FlowStatus.CONFIRMED,
            (Role.UNIT_HEAD,),
            requires=(without_faults,),
            stamp="confirmed",
            then=(_supersede(FlowStatus.CONFIRMED),),
        ),
        Transition(
            "publish",
            _("Publish flow"),
            (FlowStatus.CONFIRMED,),
            FlowStatus.PUBLISHED,
            (Role.UNIT_HEAD,),
            requires=(
                without_faults,
                refuse_where(
                    ~Q(power_item__status=PowerStatus.CONFIRMED),
                    _("The power item is not confirmed yet. Confirm it before publishing its flow."),
                ),
                refuse_where(
                    Q(power_item__is_public=False),
                    _("The power item is marked as not to be published. Amend it first."),
                ),
            ),
            stamp="published",
            then=(_supersede(FlowStatus.PUBLISHED),),
        ),
        Transition(
            "withdraw",
            _("Unpublish"),
            (FlowStatus.PUBLISHED,),
            FlowStatus.CONFIRMED,
            (Role.UNIT_HEAD,),
            needs_reason=True,
            tone="secondary",
        ),
    ],
    unit="power_item__unit",
)

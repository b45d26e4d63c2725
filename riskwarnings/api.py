"""API of signals, reports, monitoring points and warnings."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import mixins, serializers, viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.throttling import BaseThrottle

from ground.lifecycle.roles import Role
from ground.pages.address_limits import AddressLimit
from ground.pages.api import (
    RegisterReadOnlyViewSet,
    RegisterSerializer,
    RegisterViewSet,
    VisibleField,
    with_transitions,
)
from ground.pages.fast_lists import FastList
from ground.pages.idempotency import Once
from ground.pages.strictness import KnownFields, KnownParameters
from riskwarnings.choices import TAKEN_IN
from riskwarnings.filters import MonitoringPointFilter, SignalFilter, StepRunFilter, WarningFilter
from riskwarnings.lifecycle.warnings import INSPECTORS
from riskwarnings.models import MonitoringPoint, ObserverTeam, Signal, StepRun, Warning
from riskwarnings.proposals import propose
from riskwarnings.reports import find_by_code, receive
from units.choices import UnitStatus
from units.models import Unit

RECEIPT = "Receipt-Code"


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A finding of an audit",
            value={
                "source": "audit",
                "unit": 12,
                "reference": "浙审〔2011〕17号",
                "occurred_on": "2011-06-30",
                "text": "工程变更签证由一人办理，未见复核记录。",
            },
            request_only=True,
        )
    ]
)
class SignalSerializer(RegisterSerializer):
    source = serializers.ChoiceField(choices=[(s.value, s.label) for s in TAKEN_IN])  # type: ignore[assignment]

    class Meta:
        model = Signal
        fields = [
            "id",
            "source",
            "unit",
            "unit_named",
            "reference",
            "occurred_on",
            "received_at",
            "domain",
            "point",
            "post",
            "official",
            "monitoring_point",
            "text",
            "secrecy",
            "is_anonymous",
            "status",
            "handler",
            "finding",
            "conclusion",
            "feedback",
            "duplicate_of",
        ]
        read_only_fields = [
            "received_at",
            "unit_named",
            "monitoring_point",
            "is_anonymous",
            "status",
            "handler",
            "finding",
            "conclusion",
            "feedback",
            "duplicate_of",
        ]


@with_transitions
class SignalViewSet(RegisterViewSet):
    """Integrity risk information from the five sources and inspections, for inspectors; who told it is not here."""

    queryset = Signal.objects.select_related("unit")
    serializer_class = SignalSerializer
    filterset_class = SignalFilter
    write_roles = INSPECTORS

    def perform_update(self, serializer: Any) -> None:
        serializer.instance.refuse_writing(self.request.user)
        super().perform_update(serializer)


class ReportSerializer(KnownFields, serializers.ModelSerializer):
    """A direct report, as its sender sees it."""

    unit = serializers.PrimaryKeyRelatedField(queryset=Unit.objects.filter(status=UnitStatus.ACTIVE))
    monitoring_point = serializers.PrimaryKeyRelatedField(
        queryset=MonitoringPoint.objects.all(), required=False, allow_null=True
    )
    receipt = serializers.SerializerMethodField(help_text=_lazy("Receipt code, in the answer to the POST alone."))

    class Meta:
        model = Signal
        fields = [
            "id",
            "unit",
            "monitoring_point",
            "domain",
            "occurred_on",
            "received_at",
            "text",
            "status",
            "feedback",
            "receipt",
        ]
        read_only_fields = ["received_at", "status", "feedback"]

    def get_receipt(self, row: Signal) -> str:
        return getattr(row, "code", "")

    def validate_monitoring_point(self, point: MonitoringPoint | None) -> MonitoringPoint | None:
        user = self.context["request"].user
        if point and not MonitoringPoint.objects.watched_by(user).filter(pk=point.pk).exists():
            # As one that is not there: which points others watch is not told.
            self.fields["monitoring_point"].fail("does_not_exist", pk_value=point.pk)
        return point

    def validate(self, attributes: dict[str, Any]) -> dict[str, Any]:
        Signal(**attributes, source="direct").clean()
        return attributes


class ReportThrottle(BaseThrottle):
    """Calls of an account within an hour, counted without the account and without their times."""

    limit = AddressLimit("api_reports", 3600)

    def allow_request(self, request: Any, view: Any) -> bool:
        return self.limit.allows(request, f"account {request.user.pk}")


class ReportViewSet(
    KnownParameters,
    Once,
    FastList,
    mixins.CreateModelMixin,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    viewsets.GenericViewSet,
):
    """Direct reports. Observers may tell of any unit. The answer to a POST has the receipt code, told only then; who
    sends it in the header Receipt-Code reads that report and the feedback. Nothing else leads to it."""

    queryset = Signal.objects.all()
    serializer_class = ReportSerializer
    lists_columns = False
    is_discreet = True
    throttle_classes = [ReportThrottle]

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Signal.objects.none()
        found = find_by_code(self.request.headers.get(RECEIPT, ""))
        return Signal.objects.filter(pk__in=[found.pk] if found else [])

    def perform_create(self, serializer: Any) -> None:
        user: Any = self.request.user
        if not user.holds((Role.OBSERVER,)):
            raise PermissionDenied(_("Only observers report here."))
        signal = Signal(**serializer.validated_data)
        signal.code = receive(signal, by=user, identity={})  # type: ignore[attr-defined]
        serializer.instance = signal


class MonitoringPointSerializer(RegisterSerializer):
    class Meta:
        model = MonitoringPoint
        fields = ["id", "unit", "team", "code", "name", "place", "is_active"]


class MonitoringPointViewSet(RegisterReadOnlyViewSet):
    """Monitoring and direct-report points; kept in the pages."""

    queryset = MonitoringPoint.objects.all()
    serializer_class = MonitoringPointSerializer
    filterset_class = MonitoringPointFilter


class ObserverTeamSerializer(RegisterSerializer):
    class Meta:
        model = ObserverTeam
        fields = ["id", "unit", "name", "is_active"]


class ObserverTeamViewSet(RegisterReadOnlyViewSet):
    """Teams of observers; kept in the pages."""

    queryset = ObserverTeam.objects.distinct()
    serializer_class = ObserverTeamSerializer
    filterset_fields = ["unit"]


class WarningSerializer(RegisterSerializer):
    # Taken in, never given out: addressees learn that it rests on signals, not on which ones.
    rests_on = VisibleField(
        source="signals", queryset=Signal.objects.all(), many=True, required=False, write_only=True
    )

    class Meta:
        model = Warning
        read_only_fields = [
            "handling",
            "keeper",
            "rule",
            "status",
            "due_on",
            "proposed_at",
            "issued_at",
            "acknowledged_at",
            "escalations",
            "escalated_at",
            "answered_at",
            "answer",
            "signed_at",
            "verified_at",
            "verification",
            "closed_at",
            "withdrawn_at",
            "withdrawal",
        ]
        fields = ["id", "unit", "post", "official", "level", "text", "rests_on", *read_only_fields]

    def validate(self, attributes: dict[str, Any]) -> dict[str, Any]:
        signals = attributes.get("signals", [])
        attributes = super().validate(attributes)
        unit: Any = attributes.get("unit") or (self.instance and self.instance.unit)
        if any(signal.unit_id != unit.pk for signal in signals):
            raise serializers.ValidationError({"rests_on": _("This signal is about another unit.")})
        if self.instance and "signals" in attributes:
            raise serializers.ValidationError({"rests_on": _("The grounds of a warning are frozen.")})
        return attributes

    def create(self, attributes: dict[str, Any]) -> Warning:
        signals = attributes.pop("signals", [])
        return propose(Warning(**attributes), signals, by=self.context["request"].user)


@with_transitions
class WarningViewSet(RegisterViewSet):
    """Warnings; proposed by inspectors, changed only while proposed."""

    queryset = Warning.objects.select_related("unit").prefetch_related("signals")
    serializer_class = WarningSerializer
    filterset_class = WarningFilter
    write_roles = INSPECTORS

    bulk = None  # type: ignore[assignment]  # they are proposed one by one, each on its grounds


class StepRunSerializer(RegisterSerializer):
    class Meta:
        model = StepRun
        fields = ["id", "step", "month", "handled", "overrun"]


class StepRunViewSet(RegisterViewSet):
    """Figures of steps: cases handled in a month, and those over the time limit; for the rule “steps_overrun”."""

    queryset = StepRun.objects.select_related("step__flow__power_item__unit")
    serializer_class = StepRunSerializer
    filterset_class = StepRunFilter

    def unit_of(self, attributes: dict[str, Any]) -> Any:
        return attributes["step"].flow.power_item.unit


ROUTES = [
    ("signals", SignalViewSet),
    ("reports", ReportViewSet),
    ("monitoring-points", MonitoringPointViewSet),
    ("observer-teams", ObserverTeamViewSet),
    ("warnings", WarningViewSet),
    ("step-runs", StepRunViewSet),
]

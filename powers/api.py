"""API of domains, power items, flows and steps."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers, viewsets

from lifecycle.machine import NotAllowed
from pages.api import RegisterReadOnlyViewSet, RegisterSerializer, RegisterViewSet, with_transitions
from powers.choices import FlowStatus
from powers.filters import FlowFilter, PowerFilter, StepFilter
from powers.models import Domain, Flow, PowerItem, Step, Transition


class DomainSerializer(RegisterSerializer):
    class Meta:
        model = Domain
        fields = ["id", "code", "name", "name_en", "is_key"]


class DomainViewSet(viewsets.ReadOnlyModelViewSet):
    """Domains in which powers are exercised."""

    queryset = Domain.objects.all()
    serializer_class = DomainSerializer


class PowerItemSerializer(RegisterSerializer):
    class Meta:
        model = PowerItem
        fields = [
            "id",
            "unit",
            "code",
            "name",
            "kind",
            "legal_basis",
            "domain",
            "exercising_post",
            "is_public",
            "status",
            "confirmed_at",
        ]
        read_only_fields = ["status", "confirmed_at"]


@with_transitions
class PowerItemViewSet(RegisterViewSet):
    """Power items; only drafts can be changed."""

    queryset = PowerItem.objects.select_related("unit")
    serializer_class = PowerItemSerializer
    filterset_class = PowerFilter


class WaySerializer(serializers.ModelSerializer):
    class Meta:
        model = Transition
        fields = ["source", "target", "kind", "condition"]


class StepSerializer(RegisterSerializer):
    ways_out = WaySerializer(many=True, read_only=True)

    class Meta:
        model = Step
        fields = [
            "id",
            "flow",
            "lineage",
            "number",
            "name",
            "handler",
            "monitor",
            "time_limit",
            "is_end",
            "is_key",
            "ways_out",
        ]


class StepViewSet(RegisterViewSet):
    """Steps of flows with the ways between them; only steps of drafts can be added or changed."""

    queryset = Step.objects.select_related("flow__power_item__unit").prefetch_related("ways_out")
    serializer_class = StepSerializer
    filterset_class = StepFilter

    def unit_of(self, attributes: dict[str, Any]) -> Any:
        return self._draft(attributes["flow"]).unit

    def perform_update(self, serializer: Any) -> None:
        flow = self._draft(serializer.instance.flow)
        self.check_write(flow.unit)
        if "flow" in serializer.validated_data:
            self.check_write(self._draft(serializer.validated_data["flow"]).unit)
        serializer.save()

    @staticmethod
    def _draft(flow: Flow) -> Flow:
        if flow.status != FlowStatus.DRAFT:
            raise NotAllowed(_("Only a draft can be edited. Start a new version instead."))
        return flow


class FlowSerializer(RegisterSerializer):
    class Meta:
        model = Flow
        fields = ["id", "power_item", "version", "status", "confirmed_at", "published_at"]
        read_only_fields = ["version", "status", "confirmed_at", "published_at"]


@with_transitions
class FlowViewSet(RegisterReadOnlyViewSet):
    """Versions of flows."""

    queryset = Flow.objects.select_related("power_item__unit")
    serializer_class = FlowSerializer
    filterset_class = FlowFilter


ROUTES = [
    ("domains", DomainViewSet),
    ("power-items", PowerItemViewSet),
    ("flows", FlowViewSet),
    ("steps", StepViewSet),
]

"""API of domains, power items, flows and steps."""

from typing import Any

from django.db import transaction
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from ground.lifecycle.changelog import recorded
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.refusals import NOT_YOUR_STEP
from ground.lifecycle.roles import Role
from ground.pages.api import RegisterReadOnlyViewSet, RegisterSerializer, RegisterViewSet, with_transitions
from ground.pages.etags import check_seen, etag_of
from ground.pages.strictness import KnownFields, KnownParameters
from powers.choices import FlowStatus, WayKind
from powers.filters import FlowFilter, PowerFilter, StepFilter
from powers.models import Domain, Flow, PowerItem, Step, Way
from powers.outlines import ONLY_DRAFTS, Outline, StepOutline, WayOutline, outline_of, replace_flow, touch


class DomainSerializer(RegisterSerializer):
    class Meta:
        model = Domain
        fields = ["id", "code", "name", "name_en", "is_key"]


class DomainViewSet(KnownParameters, viewsets.ReadOnlyModelViewSet):
    """Domains in which powers are exercised."""

    queryset = Domain.objects.all()
    serializer_class = DomainSerializer


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A permit",
            value={
                "unit": 12,
                "code": "XK-07",
                "name": "道路运输经营许可",
                "kind": "permit",
                "legal_basis": "《道路运输条例》第八条",
                "exercising_post": 51,
                "is_public": True,
            },
            request_only=True,
        )
    ]
)
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
        model = Way
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
    lists_columns = False
    filterset_class = StepFilter

    def unit_of(self, attributes: dict[str, Any]) -> Any:
        return self._draft(attributes["flow"]).unit

    bulk = None  # type: ignore[assignment]  # a flow is replaced as a whole, see FlowViewSet.outline

    def perform_create(self, serializer: Any) -> None:
        with transaction.atomic():
            super().perform_create(serializer)
            touch(serializer.instance.flow)

    def perform_update(self, serializer: Any) -> None:
        flow = self._draft(serializer.instance.flow)
        self.check_write(flow.unit)
        if "flow" in serializer.validated_data:
            self.check_write(self._draft(serializer.validated_data["flow"]).unit)
        with transaction.atomic(), recorded(self.request.user, action="flow.edit"):
            check_seen(self.request, serializer.instance)
            self.made = serializer.save()
            touch(flow)

    @staticmethod
    def _draft(flow: Flow) -> Flow:
        if flow.status != FlowStatus.DRAFT:
            raise NotAllowed(ONLY_DRAFTS)
        return flow


class WayOutlineSerializer(KnownFields):
    to = serializers.CharField(max_length=60)
    kind = serializers.ChoiceField(choices=WayKind.choices, default=WayKind.FORWARD.value)
    condition = serializers.CharField(max_length=40, allow_blank=True, default="")


class StepOutlineSerializer(KnownFields):
    """A step. With the lineage of a step of the same power as `key` it stays that step; any other makes a new one."""

    key = serializers.CharField(max_length=60)
    name = serializers.CharField(max_length=60, allow_blank=True)
    handler = serializers.IntegerField(allow_null=True, default=None)
    monitor = serializers.IntegerField(allow_null=True, default=None)
    time_limit = serializers.IntegerField(allow_null=True, default=None, min_value=0, max_value=9999)
    is_end = serializers.BooleanField(default=False)
    is_key = serializers.BooleanField(default=False)
    ways = WayOutlineSerializer(many=True, default=list)


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Two steps and a return",
            value={
                "steps": [
                    {
                        "key": "take",
                        "name": "受理",
                        "handler": 51,
                        "monitor": 48,
                        "time_limit": 5,
                        "ways": [{"to": "decide", "kind": "forward", "condition": ""}],
                    },
                    {
                        "key": "decide",
                        "name": "决定",
                        "handler": 50,
                        "monitor": 48,
                        "is_end": True,
                        "ways": [{"to": "take", "kind": "back", "condition": "材料不齐"}],
                    },
                ]
            },
        )
    ]
)
class OutlineSerializer(KnownFields):
    """A flow as a whole: its steps in order, with the ways between them; see powers.outlines."""

    steps = StepOutlineSerializer(many=True)

    def outline(self) -> Outline:
        return Outline(
            tuple(
                StepOutline(**step | {"ways": tuple(WayOutline(**way) for way in step["ways"])})
                for step in self.validated_data["steps"]
            )
        )


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

    @extend_schema(methods=["GET"], responses=OutlineSerializer, summary="The steps and ways of a flow")
    @extend_schema(methods=["PUT"], request=OutlineSerializer, responses=OutlineSerializer, summary="Replace them")
    @action(detail=True, methods=["get", "put"])
    def outline(self, request: Any, pk: str | None = None) -> Response:
        """All steps of the flow with the ways between them; a draft's are replaced as a whole."""
        flow = self.get_object()
        if request.method == "PUT":
            if not request.user.holds((Role.LIAISON,), at=flow.unit):
                raise PermissionDenied(NOT_YOUR_STEP)
            sent = OutlineSerializer(data=request.data)
            sent.is_valid(raise_exception=True)
            problems = sent.outline().problems(flow.unit)
            if problems:
                raise serializers.ValidationError({"steps": [f"{p.step}: {p.sentence}" for p in problems]})
            with transaction.atomic():
                check_seen(request, flow)
                replace_flow(flow, sent.outline(), by=request.user)
        return Response(outline_of(flow).as_data(), headers={"ETag": etag_of(flow)})


ROUTES = [
    ("domains", DomainViewSet),
    ("power-items", PowerItemViewSet),
    ("flows", FlowViewSet),
    ("steps", StepViewSet),
]

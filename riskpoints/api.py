"""API of risk points and no-risk findings."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from ground.pages.api import (
    RegisterReadOnlyViewSet,
    RegisterSerializer,
    RegisterViewSet,
    VisibleField,
    with_transitions,
)
from ground.pages.strictness import read_nothing
from powers.models import Step
from riskpoints.filters import FindingFilter, RiskPointApiFilter
from riskpoints.findings import sign_no_risk
from riskpoints.models import NoRiskFinding, RiskPoint
from riskpoints.revisions import revise


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A risk point of a flow step",
            value={
                "unit": 12,
                "step": 340,
                "name": "泄露标底",
                "manifestation": "评标前向投标人透露标底。",
                "risk_class": "duty",
                "likelihood": 3,
                "harm": 5,
                "importance": 4,
                "frequency": 2,
                "review_on": "2027-03-31",
            },
            request_only=True,
        )
    ]
)
class RiskPointSerializer(RegisterSerializer):
    class Meta:
        model = RiskPoint
        fields = [
            "id",
            "unit",
            "step",
            "post",
            "risk_class",
            "name",
            "manifestation",
            "found_by",
            "likelihood",
            "harm",
            "importance",
            "frequency",
            "three_majors",
            "computed_grade",
            "grade",
            "grade_reason",
            "residual_grade",
            "review_on",
            "status",
            "revises",
            "revision",
            "filed_at",
            "endorsed_at",
            "registered_at",
            "returned_at",
            "return_reason",
        ]
        read_only_fields = [
            "computed_grade",
            "residual_grade",
            "status",
            "revises",
            "revision",
            "filed_at",
            "endorsed_at",
            "registered_at",
            "returned_at",
            "return_reason",
        ]


@with_transitions
class RiskPointViewSet(RegisterViewSet):
    """Risk points and their revisions; only drafts and returned ones can be changed."""

    queryset = RiskPoint.objects.select_related("unit")
    serializer_class = RiskPointSerializer
    filterset_class = RiskPointApiFilter

    def stamps(self, serializer: Any) -> dict[str, Any]:
        return {"created_by": self.request.user}

    @extend_schema(request=None, responses=RiskPointSerializer)
    @action(detail=True, methods=["post"])
    def revise(self, request: Request, pk: str | None = None) -> Response:
        """The open revision of a registered point, made as a draft where there is none."""
        read_nothing(request)
        revision = revise(self.get_object(), by=self.request.user)
        return Response(self.get_serializer(revision).data, status=201)


class NoRiskFindingSerializer(RegisterSerializer):
    step = VisibleField(queryset=Step.objects.select_related("flow__power_item__unit"))
    signed_by: serializers.Field = serializers.StringRelatedField(read_only=True)

    class Meta:
        model = NoRiskFinding
        fields = ["id", "step", "note", "signed_by", "signed_at", "status"]
        read_only_fields = ["signed_at", "status"]

    def validate(self, attributes: dict[str, Any]) -> dict[str, Any]:
        return attributes  # sign_no_risk() holds the rules

    def create(self, validated_data: dict[str, Any]) -> NoRiskFinding:
        return sign_no_risk(**validated_data, by=self.context["request"].user)


@with_transitions
class NoRiskFindingViewSet(mixins.CreateModelMixin, RegisterReadOnlyViewSet):
    """Steps that a unit head signed as free of risk."""

    queryset = NoRiskFinding.objects.select_related("step", "signed_by")
    serializer_class = NoRiskFindingSerializer
    lists_columns = False
    filterset_class = FindingFilter


ROUTES = [("risk-points", RiskPointViewSet), ("no-risk-findings", NoRiskFindingViewSet)]

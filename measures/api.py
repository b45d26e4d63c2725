"""API of measures and rules."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from ground.pages.api import (
    RegisterReadOnlyViewSet,
    RegisterSerializer,
    RegisterViewSet,
    VisibleField,
    with_transitions,
)
from measures.filters import ControlPlanFilter, MeasureFilter, RuleFilter
from measures.forms import check_unlinked
from measures.models import ControlPlan, Evidence, Measure, PlanRequirement, Rule
from riskpoints.models import RiskPoint
from units.refusals import POST_ELSEWHERE


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "A measure on a risk point",
            value={
                "unit": 12,
                "points": [2160],
                "text": "两人以上核查，全程记录。",
                "method": "procedure",
                "responsible_post": 51,
                "accountable_post": 48,
                "due_on": "2027-02-28",
            },
            request_only=True,
        )
    ]
)
class MeasureSerializer(RegisterSerializer):
    points = VisibleField(queryset=RiskPoint.objects.filter(revises=None), many=True)
    rules = VisibleField(queryset=Rule.objects.all(), many=True, required=False)

    class Meta:
        model = Measure
        fields = [
            "id",
            "unit",
            "points",
            "text",
            "method",
            "responsible_post",
            "accountable_post",
            "due_on",
            "rules",
            "status",
            "effective",
            "verification",
            "residual_grade",
            "in_force_at",
            "verified_at",
        ]
        read_only_fields = [
            "status",
            "effective",
            "verification",
            "residual_grade",
            "in_force_at",
            "verified_at",
        ]

    def validate(self, attributes: dict[str, Any]) -> dict[str, Any]:
        attributes = super().validate(attributes)
        unit: Any = attributes.get("unit") or (self.instance and self.instance.unit)
        posts = {n: attributes.get(n) for n in ("responsible_post", "accountable_post")}
        wrong = [name for name, post in posts.items() if post and post.unit_id != unit.pk]
        if wrong:
            sentence = POST_ELSEWHERE
            raise serializers.ValidationError(dict.fromkeys(wrong, sentence))
        if any(point.unit_id != unit.pk for point in attributes.get("points", [])):
            raise serializers.ValidationError(
                {"points": _("This risk point belongs to another unit. Choose one of this unit.")}
            )
        if self.instance and "points" in attributes:
            check_unlinked(self.instance, attributes["points"])
        return attributes


@with_transitions
class MeasureViewSet(RegisterViewSet):
    """Control measures; only planned ones can be changed."""

    queryset = Measure.objects.select_related("unit").prefetch_related("points", "rules")
    serializer_class = MeasureSerializer
    filterset_class = MeasureFilter


class RuleSerializer(RegisterSerializer):
    class Meta:
        model = Rule
        fields = ["id", "unit", "number", "title", "issuer", "domain", "enacted_on", "replaces", "status"]
        read_only_fields = ["status"]


@with_transitions
class RuleViewSet(RegisterViewSet):
    """Rules and regulations."""

    queryset = Rule.objects.select_related("unit")
    serializer_class = RuleSerializer
    filterset_class = RuleFilter


class EvidenceSerializer(RegisterSerializer):
    class Meta:
        model = Evidence
        fields = ["id", "measure", "title", "file_name", "uploaded_at"]


class EvidenceViewSet(RegisterReadOnlyViewSet):
    """What shows measures at work; the files themselves are given by the pages."""

    queryset = Evidence.objects.all()
    serializer_class = EvidenceSerializer
    filterset_fields = ["measure"]


class RequirementSerializer(serializers.ModelSerializer):
    class Meta:
        model = PlanRequirement
        fields = ["grade", "least", "methods"]


class ControlPlanSerializer(RegisterSerializer):
    requirements = RequirementSerializer(many=True, read_only=True)

    class Meta:
        model = ControlPlan
        fields = ["id", "domain", "title", "number", "text", "requirements"]


class ControlPlanViewSet(RegisterReadOnlyViewSet):
    """Domain control plans: the least measures and methods by grade; kept in the pages."""

    queryset = ControlPlan.objects.prefetch_related("requirements")
    serializer_class = ControlPlanSerializer
    lists_columns = False
    filterset_class = ControlPlanFilter


ROUTES = [
    ("measures", MeasureViewSet),
    ("rules", RuleViewSet),
    ("evidence", EvidenceViewSet),
    ("control-plans", ControlPlanViewSet),
]

"""API of the integrity index."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ground.pages.api import RegisterReadOnlyViewSet, RegisterSerializer, RegisterViewSet, with_transitions
from oversight.index.filters import AdjustmentFilter, FigureFilter, PeriodFilter, ScoreFilter, SheetFilter, UseFilter
from oversight.index.lifecycle import INSPECTORS
from oversight.index.models import Adjustment, Figure, Period, Sheet, SheetPart, SurveyScore, Use


class SheetPartSerializer(serializers.ModelSerializer):
    class Meta:
        model = SheetPart
        fields = ["id", "number", "name", "source", "weight"]


class SheetSerializer(RegisterSerializer):
    parts = SheetPartSerializer(many=True, read_only=True)

    class Meta:
        model = Sheet
        fields = [
            "id",
            "unit",
            "version",
            "valid_from",
            "a_from",
            "b_from",
            "praise_most",
            "grave_most",
            "reason",
            "parts",
        ]


class SheetViewSet(RegisterReadOnlyViewSet):
    """Indicator sheets with their parts and weights."""

    queryset = Sheet.objects.prefetch_related("parts")
    serializer_class = SheetSerializer
    lists_columns = False
    filterset_class = SheetFilter


class PeriodSerializer(RegisterSerializer):
    class Meta:
        model = Period
        fields = ["id", "unit", "sheet", "name", "starts_on", "ends_on", "breadth", "status", "withdrawal"]
        read_only_fields = ["status", "withdrawal"]


@with_transitions
class PeriodViewSet(RegisterViewSet):
    """Periods of the integrity index, and their way from collecting figures to publication."""

    queryset = Period.objects.all()
    serializer_class = PeriodSerializer
    filterset_class = PeriodFilter
    write_roles = INSPECTORS


class _EnteredViewSet(RegisterViewSet):
    write_roles = INSPECTORS


class _SignedViewSet(_EnteredViewSet):
    """Rows that keep who entered them."""

    def stamps(self, serializer: Any) -> dict[str, Any]:
        return {"by": self.request.user}


class ScoreSerializer(RegisterSerializer):
    part = serializers.PrimaryKeyRelatedField(queryset=SheetPart.objects.all())

    class Meta:
        model = SurveyScore
        fields = ["id", "period", "unit", "part", "score", "answers"]


class ScoreViewSet(_EnteredViewSet):
    """What those asked gave a unit for a part of the sheet, taken in while its period is collecting."""

    queryset = SurveyScore.objects.select_related("period", "unit")
    serializer_class = ScoreSerializer
    filterset_class = ScoreFilter


class AdjustmentSerializer(RegisterSerializer):
    class Meta:
        model = Adjustment
        fields = ["id", "period", "unit", "kind", "points", "basis"]


class AdjustmentViewSet(_SignedViewSet):
    """Additions for praise and deductions for violations, taken in while the period is collecting."""

    queryset = Adjustment.objects.select_related("period", "unit")
    serializer_class = AdjustmentSerializer
    filterset_class = AdjustmentFilter


class UseSerializer(RegisterSerializer):
    class Meta:
        model = Use
        fields = ["id", "period", "unit", "kind", "on", "text"]


class UseViewSet(_SignedViewSet):
    """What was done with a unit's published index."""

    queryset = Use.objects.select_related("period", "unit")
    serializer_class = UseSerializer
    filterset_class = UseFilter


class FigureSerializer(RegisterSerializer):
    period = serializers.IntegerField(source="computation.period_id", read_only=True)
    edition = serializers.IntegerField(source="computation.number", read_only=True)
    is_public = serializers.BooleanField(source="computation.is_public", read_only=True)
    # As they were frozen; see docs/warnings.md for how they become the index.
    inputs = serializers.JSONField(read_only=True)
    parts = serializers.JSONField(read_only=True)

    class Meta:
        model = Figure
        fields = [
            "id",
            "period",
            "edition",
            "is_public",
            "unit",
            "is_area",
            "group",
            "units",
            "inputs",
            "parts",
            "added",
            "deducted",
            "is_grave",
            "score",
            "grade",
            "rank",
            "ranked",
        ]


class FigureViewSet(RegisterReadOnlyViewSet):
    """The integrity index of units and areas with the inputs they were made from."""

    queryset = Figure.objects.select_related("computation").exclude(computation__finished_at=None)
    serializer_class = FigureSerializer
    lists_columns = False
    filterset_class = FigureFilter

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        # A figure never changes and has no change log, so it has no version either.
        return Response(self.get_serializer(self.get_object()).data)


ROUTES = [
    ("index-sheets", SheetViewSet),
    ("index-periods", PeriodViewSet),
    ("index-scores", ScoreViewSet),
    ("index-adjustments", AdjustmentViewSet),
    ("index-uses", UseViewSet),
    ("index-figures", FigureViewSet),
]

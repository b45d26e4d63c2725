"""API of coverage."""

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import permissions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ground.lifecycle.roles import REGISTER_READERS
from ground.pages.api import RegisterReadOnlyViewSet, RegisterSerializer
from ground.pages.strictness import KnownParameters
from oversight.coverage import area_figures
from oversight.coverage.filters import NotHeldFilter
from riskpoints.models import RiskPoint
from units.models import Unit


class FiguresSerializer(serializers.Serializer):
    """Units to cover, covered ones, units per mark, and the sums of the counts."""

    units = serializers.IntegerField()
    covered = serializers.IntegerField()
    marks = serializers.DictField(child=serializers.IntegerField())
    counts = serializers.DictField(child=serializers.IntegerField())


class PartSerializer(serializers.Serializer):
    unit = serializers.IntegerField(source="area.pk", allow_null=True, default=None)
    name = serializers.CharField(source="label")
    figures = FiguresSerializer()


class CoverageSerializer(serializers.Serializer):
    """Coverage of a unit with everything below it, and of its parts; the parts add up to the whole."""

    unit = serializers.IntegerField(source="area.pk")
    name = serializers.CharField(source="area.name")
    figures = FiguresSerializer()
    parts = PartSerializer(many=True)


class ReadsRegister(permissions.BasePermission):
    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(request.user.is_authenticated and request.user.holds(REGISTER_READERS))


class CoverageView(KnownParameters, APIView):
    """Coverage of one unit or area."""

    permission_classes = [ReadsRegister]

    @extend_schema(responses=CoverageSerializer)
    def get(self, request: Request, pk: int) -> Response:
        area = get_object_or_404(Unit.objects.reachable_by(request.user, REGISTER_READERS), pk=pk)
        found = {
            "area": area,
            "figures": area_figures.figures(area),
            "parts": area_figures.parts(area) if area.is_area else [],
        }
        return Response(CoverageSerializer(found).data)


class NotHeldSerializer(RegisterSerializer):
    live = serializers.IntegerField(source="holding.live", read_only=True)
    least = serializers.IntegerField(source="holding.least", read_only=True)
    missing_methods = serializers.ListField(
        child=serializers.CharField(), source="holding.missing_methods", read_only=True
    )

    class Meta:
        model = RiskPoint
        fields = ["id", "unit", "name", "grade", "domain", "live", "least", "missing_methods"]


class NotHeldViewSet(RegisterReadOnlyViewSet):
    """Registered points without a live measure, or with less than their domain's control plan asks."""

    queryset = RiskPoint.objects.all()
    serializer_class = NotHeldSerializer
    lists_columns = False
    filterset_class = NotHeldFilter

    def get_queryset(self) -> Any:
        return area_figures.points_not_held(super().get_queryset())


ROUTES = [("points-not-held", NotHeldViewSet)]

"""API of integrity files. What others read of an official is recorded, as on the pages."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from ground.pages.api import RegisterSerializer, RegisterViewSet, with_transitions
from integrity.choices import Opened
from integrity.file_looks import record_looks
from integrity.filters import DeclarationFilter, DemeritFilter
from integrity.lifecycle import INSPECTORS, NOT_YOURS, OFFICIALS, YOUR_OWN
from integrity.models import ELSEWHERE, Declaration, Demerit
from units.models import Official, Unit


class _RecordedViewSet(RegisterViewSet):
    """Rows of officials' files; whose rows go out is recorded."""

    what: Opened

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response = super().list(request, *args, **kwargs)
        record_looks([row["official"] for row in response.data["results"]], self.what, by=self.request.user)
        return response

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response = super().retrieve(request, *args, **kwargs)
        record_looks([self.opened.official_id], self.what, by=self.request.user)
        return response

    def get_object(self) -> Any:
        self.opened = super().get_object()
        return self.opened


class DeclarationSerializer(RegisterSerializer):
    # An official sees no unit tree, only the units of their own posts and the areas.
    unit = serializers.PrimaryKeyRelatedField(queryset=Unit.objects.filter(is_area=False))
    area = serializers.PrimaryKeyRelatedField(
        queryset=Unit.objects.filter(is_area=True), required=False, allow_null=True
    )

    class Meta:
        model = Declaration
        fields = [
            "id",
            "unit",
            "official",
            "aspect",
            "relation",
            "domain",
            "area",
            "text",
            "since",
            "until",
            "status",
            "declared_at",
            "return_reason",
            "conclusion",
            "assessment",
            "assessed_at",
        ]
        read_only_fields = [
            "official",
            "status",
            "declared_at",
            "return_reason",
            "conclusion",
            "assessment",
            "assessed_at",
        ]


@with_transitions
class DeclarationViewSet(_RecordedViewSet):
    """Declarations of interest: an official's own, and those of the officials whom one inspects."""

    queryset = Declaration.objects.select_related("unit")
    serializer_class = DeclarationSerializer
    filterset_class = DeclarationFilter
    write_roles = OFFICIALS
    what = Opened.DECLARATION

    def check_write(self, unit: Any) -> None:
        super().check_write(unit)
        if not Official.objects.of_unit(unit).filter(pk=self.request.user.official_id).exists():
            raise PermissionDenied(ELSEWHERE)

    def perform_update(self, serializer: Any) -> None:
        if serializer.instance.official_id != self.request.user.official_id:
            raise PermissionDenied(NOT_YOURS)
        super().perform_update(serializer)

    def stamps(self, serializer: Any) -> dict[str, Any]:
        return {"official": self.request.user.official}


class DemeritSerializer(RegisterSerializer):
    class Meta:
        model = Demerit
        fields = [
            "id",
            "unit",
            "official",
            "on",
            "basis",
            "points",
            "text",
            "status",
            "answer",
            "answered_at",
            "settlement",
            "settled_at",
        ]
        read_only_fields = ["status", "answer", "answered_at", "settlement", "settled_at"]

    def validate_official(self, official: Official) -> Official:
        if official.pk == self.context["request"].user.official_id:
            raise serializers.ValidationError(YOUR_OWN)
        return official


@with_transitions
class DemeritViewSet(_RecordedViewSet):
    """Points in officials' files; an entry is never rewritten, only answered, defused or withdrawn."""

    queryset = Demerit.objects.select_related("unit")
    serializer_class = DemeritSerializer
    filterset_class = DemeritFilter
    write_roles = INSPECTORS
    http_method_names = ["get", "post", "head", "options"]
    what = Opened.POINTS

    def stamps(self, serializer: Any) -> dict[str, Any]:
        return {"by": self.request.user}


ROUTES = [("declarations", DeclarationViewSet), ("points-entries", DemeritViewSet)]

"""API of divisions, units and posts."""

from rest_framework import serializers, viewsets

from ground.lifecycle.roles import Role
from ground.pages.api import RegisterReadOnlyViewSet, RegisterSerializer, RegisterViewSet
from ground.pages.pagination import Pages
from ground.pages.strictness import KnownParameters
from units.filters import PostFilter, UnitFilter
from units.models import Division, Official, Post, PostPeriod, Unit


class DivisionSerializer(RegisterSerializer):
    class Meta:
        model = Division
        fields = ["code", "name", "parent", "level"]


class DivisionPages(Pages):
    ordering = "code"


class DivisionViewSet(KnownParameters, viewsets.ReadOnlyModelViewSet):
    """Administrative divisions with their GB/T 2260 codes."""

    queryset = Division.objects.all()
    serializer_class = DivisionSerializer
    pagination_class = DivisionPages
    filterset_fields = ["parent", "level"]


class UnitSerializer(RegisterSerializer):
    class Meta:
        model = Unit
        fields = [
            "id",
            "code",
            "name",
            "kind",
            "level",
            "division",
            "industry",
            "credit_code",
            "is_area",
            "must_be_covered",
            "status",
            "warning_contact",
            "path",
            "depth",
        ]
        read_only_fields = fields


class UnitViewSet(RegisterReadOnlyViewSet):
    """Units that the caller may see."""

    queryset = Unit.objects.all()
    serializer_class = UnitSerializer
    filterset_class = UnitFilter


class PostSerializer(RegisterSerializer):
    class Meta:
        model = Post
        fields = [
            "id",
            "unit",
            "department",
            "name",
            "discretion",
            "is_main_leader",
            "is_department_head",
            "is_abolished",
        ]


class PostViewSet(RegisterViewSet):
    """Posts of units."""

    queryset = Post.objects.select_related("unit")
    serializer_class = PostSerializer
    filterset_class = PostFilter
    write_roles = (Role.LIAISON, Role.ADMINISTRATOR)


class PostPeriodSerializer(serializers.ModelSerializer):
    class Meta:
        model = PostPeriod
        fields = ["post", "started_on", "ended_on"]


class OfficialSerializer(RegisterSerializer):
    periods = PostPeriodSerializer(many=True, read_only=True)

    class Meta:
        model = Official
        fields = ["id", "name", "staff_number", "periods"]


class OfficialViewSet(RegisterReadOnlyViewSet):
    """Officials with their post periods, for those who keep accounts or inspect; and one's own."""

    queryset = Official.objects.prefetch_related("periods")
    serializer_class = OfficialSerializer
    lists_columns = False
    filterset_fields = ["staff_number"]


ROUTES = [
    ("divisions", DivisionViewSet),
    ("units", UnitViewSet),
    ("posts", PostViewSet),
    ("officials", OfficialViewSet),
]

"""API of the caller's own account, and of tokens."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.authtoken.views import ObtainAuthToken
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle
from rest_framework.views import APIView

from accounts.models import RoleGrant, User
from pages.api import RegisterReadOnlyViewSet


class TokenThrottle(AnonRateThrottle):
    scope = "token"


class TokenView(ObtainAuthToken):
    """A token for user name and password; failures count towards the lock of the account."""

    throttle_classes = [TokenThrottle]


class GrantSerializer(serializers.ModelSerializer):
    unit_name = serializers.CharField(source="unit.name", read_only=True)

    class Meta:
        model = RoleGrant
        fields = ["role", "unit", "unit_name", "valid_from", "valid_until"]


class MeSerializer(serializers.ModelSerializer):
    roles = GrantSerializer(many=True, read_only=True)

    class Meta:
        model = User
        fields = ["id", "username", "name", "roles"]


class MeView(APIView):
    """Who is calling, and the roles they hold."""

    @extend_schema(responses=MeSerializer)
    def get(self, request: Request) -> Response:
        user: Any = request.user
        user.roles = user.grants.in_force().select_related("unit")
        return Response(MeSerializer(user).data)


class UserSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        fields = ["id", "username", "name", "email", "official", "is_active"]


class UserViewSet(RegisterReadOnlyViewSet):
    """Accounts of the units that the caller administers; for everybody else their own."""

    queryset = User.objects.all()
    serializer_class = UserSerializer
    filterset_fields = ["username", "is_active"]


class RoleGrantSerializer(serializers.ModelSerializer):
    class Meta:
        model = RoleGrant
        fields = ["id", "user", "role", "unit", "valid_from", "valid_until", "reason", "granted_by", "withdrawn_at"]


class RoleGrantViewSet(RegisterReadOnlyViewSet):
    """Roles given at the units that the caller administers, and the caller's own."""

    queryset = RoleGrant.objects.all()
    serializer_class = RoleGrantSerializer
    filterset_fields = ["user", "role", "unit"]


ROUTES = [("users", UserViewSet), ("role-grants", RoleGrantViewSet)]

"""API of the caller's own account, and of tokens."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied, Throttled
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle
from rest_framework.views import APIView

from accounts.filters import AccountChangeFilter
from accounts.fresh_factor import lacks_fresh_factor
from accounts.models import AccountChange, RoleGrant, User
from accounts.refusals import ON_THE_PAGES, OWN_PASSWORD_FIRST
from accounts.required_factor import FACTOR_FIRST, lacks_required_factor
from accounts.tokens import Scope, issue
from ground.pages.api import RegisterReadOnlyViewSet, with_transitions
from ground.pages.strictness import KnownFields, KnownParameters


class TokenThrottle(AnonRateThrottle):
    scope = "token"


class TokenRequestSerializer(KnownFields):
    username = serializers.CharField()
    password = serializers.CharField()
    name = serializers.CharField(max_length=60, default="API")
    scope = serializers.ChoiceField(choices=Scope.choices, default=Scope.READ.value)
    days = serializers.IntegerField(min_value=1, max_value=366, default=30)


class TokenSerializer(serializers.Serializer):
    token = serializers.CharField()
    scope = serializers.ChoiceField(choices=Scope.choices)
    expires_on = serializers.DateField()


class TokenView(KnownParameters, APIView):
    """A token for user name and password; failures count towards the lock of the account.

    Accounts with a second factor make their tokens on the page “My account”.
    """

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = [TokenThrottle]

    def get_authenticate_header(self, request: Request) -> str:
        """So that a wrong password is answered by 401."""
        return "Bearer"

    @extend_schema(request=TokenRequestSerializer, responses={201: TokenSerializer}, auth=[])
    def post(self, request: Request) -> Response:
        asked = TokenRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        try:
            user: Any = get_adapter().authenticate(
                request._request, username=values["username"], password=values["password"]
            )
        except ValidationError as error:
            raise Throttled(detail=error.messages[0]) from error
        if user is None:
            raise AuthenticationFailed(_("User name or password is wrong, or the account is locked or closed."))
        if is_mfa_enabled(user):
            raise PermissionDenied(_("The account has a second factor: make the token on the page “My account”."))
        if lacks_required_factor(user):
            raise PermissionDenied(FACTOR_FIRST)
        if user.must_change_password and not settings.DEMO:
            raise PermissionDenied(OWN_PASSWORD_FIRST)
        until = timezone.localdate() + timedelta(days=values["days"])
        token, key = issue(user=user, name=values["name"], scope=values["scope"], expires_on=until)
        shown = {"token": key, "scope": token.scope, "expires_on": token.expires_on}
        return Response(TokenSerializer(shown).data, status=201)


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


class MeView(KnownParameters, APIView):
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


class AccountChangeSerializer(serializers.ModelSerializer):
    class Meta:
        model = AccountChange
        fields = [
            "id",
            "kind",
            "account",
            "unit",
            "role",
            "official",
            "successor",
            "facts",
            "reason",
            "status",
            "proposed_by",
            "proposed_at",
            "decided_by",
            "decided_at",
            "answer",
        ]


@with_transitions
class AccountChangeViewSet(RegisterReadOnlyViewSet):
    """Changes to accounts that two people make; they are proposed on the pages, decided there or here."""

    queryset = AccountChange.objects.all()
    serializer_class = AccountChangeSerializer
    filterset_class = AccountChangeFilter
    lists_columns = False  # what the kind needs besides is no column

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Where a fresh second factor is asked for, a token cannot give it."""
        super().initial(request, *args, **kwargs)
        asks = settings.FACTOR_REQUIRED and request.method not in SAFE_METHODS
        if asks and (request.auth or lacks_fresh_factor(request._request)):
            raise PermissionDenied(ON_THE_PAGES)


ROUTES = [("account-changes", AccountChangeViewSet), ("users", UserViewSet), ("role-grants", RoleGrantViewSet)]

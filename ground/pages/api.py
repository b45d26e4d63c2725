"""What every API of the register shares: scope on related rows, the rules of the model, transitions."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.fields import get_error_detail
from rest_framework.request import Request
from rest_framework.response import Response

from ground.lifecycle.changelog import recorded
from ground.lifecycle.machine import Lifecycle, NotAllowed
from ground.lifecycle.refusals import NOT_EDITABLE, NOT_YOUR_STEP
from ground.lifecycle.roles import Role
from ground.pages import bulk
from ground.pages.bulk import BulkSerializer
from ground.pages.etags import check_seen, etag_of, named
from ground.pages.fast_lists import FastList
from ground.pages.forms import BooleanChoice
from ground.pages.hostile_input import JSONParser
from ground.pages.idempotency import Once
from ground.pages.strictness import KnownFields, KnownParameters


class VisibleField(serializers.PrimaryKeyRelatedField):
    """A related row, chosen among those that the caller may see; any other does not exist for them."""

    found: dict[int, Any] | None = None

    def look_up(self, keys: list[Any]) -> None:
        """Fetch the rows with these keys at once, for a request with many of them."""
        wanted = {key for key in keys if isinstance(key, int) and not isinstance(key, bool) and 0 < key < 2**63}
        self.found = {row.pk: row for row in self.get_queryset().filter(pk__in=wanted)} if wanted else {}

    def to_internal_value(self, data: Any) -> Any:
        if self.found is not None and isinstance(data, int) and not isinstance(data, bool):
            if data not in self.found:
                self.fail("does_not_exist", pk_value=data)
            return self.found[data]
        return super().to_internal_value(data)

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        request = self.context.get("request")
        if rows is not None and request and hasattr(rows, "visible_to"):
            rows = rows.visible_to(request.user)
        return rows


class RegisterSerializer(KnownFields, serializers.ModelSerializer):
    """A row of the register; the rules of its model are checked before it is saved."""

    serializer_related_field = VisibleField

    def get_fields(self) -> dict[str, Any]:
        """As usual; a choice that may be empty says so also where it is only read."""
        fields = super().get_fields()
        model: Any = self.Meta.model  # type: ignore[attr-defined]
        for name, field in fields.items():
            if isinstance(field, serializers.ChoiceField) and field.read_only:
                field.allow_blank = model._meta.get_field(name).blank
        return fields

    def validate(self, attributes: dict[str, Any]) -> dict[str, Any]:
        model: Any = self.Meta.model  # type: ignore[attr-defined]
        many = {field.name for field in model._meta.many_to_many}
        columns = {name: value for name, value in attributes.items() if name not in many}
        row: Any = model(**columns)
        if self.instance:
            row = model.objects.get(pk=self.instance.pk)
            for name, value in columns.items():
                setattr(row, name, value)
        untouched = [
            f.name for f in model._meta.fields if not f.editable or (f.name not in columns and not self.instance)
        ]
        # In a list of rows the related ones were looked up, and the database itself checks the constraints, once for
        # all rows and not for each.
        alone = not isinstance(self.parent, serializers.ListSerializer)
        if not alone:
            untouched += [f.name for f in model._meta.fields if f.is_relation]
        try:
            row.full_clean(exclude=untouched, validate_unique=alone, validate_constraints=alone)
        except ValidationError as error:
            raise serializers.ValidationError(get_error_detail(error)) from error
        return attributes


class CreatedSerializer(serializers.Serializer):
    """The rows that a request made, in its order."""

    created = serializers.ListField(child=serializers.IntegerField())


class ReasonSerializer(KnownFields):
    """What a state change may need: why, and the columns that its transition asks for."""

    reason = serializers.CharField(required=False, allow_blank=True, default="")


class RegisterReadOnlyViewSet(KnownParameters, Once, FastList, viewsets.ReadOnlyModelViewSet):
    """Rows that the caller may see, and nothing else. One row comes with its version as ETag."""

    request: Any

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        response = Response(self.get_serializer(row).data)
        response["ETag"] = etag_of(row)
        if response["ETag"] in named(request, "If-None-Match"):
            return Response(status=304, headers={"ETag": response["ETag"]})
        return response

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows.none()
        return rows.visible_to(self.request.user)


class RegisterViewSet(mixins.CreateModelMixin, mixins.UpdateModelMixin, RegisterReadOnlyViewSet):
    """Rows that may also be written by those who hold one of `write_roles` at the row's unit."""

    write_roles: ClassVar[tuple[Role, ...]] = (Role.LIAISON,)
    http_method_names = ["get", "post", "patch", "head", "options"]

    def unit_of(self, attributes: dict[str, Any]) -> Any:
        """The unit that a new or changed row belongs to."""
        return attributes["unit"]

    def check_write(self, unit: Any) -> None:
        if not self.request.user.holds(self.write_roles, at=unit):
            raise PermissionDenied(NOT_YOUR_STEP)

    def perform_create(self, serializer: Any) -> None:
        self.check_write(self.unit_of(serializer.validated_data))
        with recorded(self.request.user, action=f"{serializer.Meta.model._meta.model_name}.create"):
            self.made = serializer.save(**self.stamps(serializer))

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response = super().create(request, *args, **kwargs)
        response["ETag"] = etag_of(self.made)
        return response

    def update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response = super().update(request, *args, **kwargs)
        response["ETag"] = etag_of(self.made)
        return response

    @extend_schema(responses={201: CreatedSerializer}, summary="Create many at once, all or none")
    # A list has no place in a form.
    @action(detail=False, methods=["post"], parser_classes=[JSONParser], filterset_class=None, pagination_class=None)
    def bulk(self, request: Request) -> Response:
        """As many rows as the list has, up to 500; where one is wrong, none is written."""
        serializer: Any = type(self).serializer_class
        rows = BulkSerializer(data=request.data, child=serializer(), context=self.get_serializer_context())
        rows.is_valid(raise_exception=True)
        return Response({"created": bulk.create(self, rows.validated_data)}, status=201)

    def perform_update(self, serializer: Any) -> None:
        row = serializer.instance
        if not getattr(row, "is_editable", True):
            raise NotAllowed(NOT_EDITABLE % {"state": row.get_status_display()})
        self.check_write(row.unit)
        if "unit" in serializer.validated_data:
            self.check_write(serializer.validated_data["unit"])
        with transaction.atomic(), recorded(self.request.user, action=f"{row._meta.model_name}.edit"):
            check_seen(self.request, row)
            serializer.save()
        self.made = serializer.instance

    def stamps(self, serializer: Any) -> dict[str, Any]:
        """Further columns of a new row, e.g. who made it."""
        return {}


def with_transitions(viewset: type[viewsets.GenericViewSet]) -> type[viewsets.GenericViewSet]:
    """Class decorator: one POST action per transition of the model's life cycle, /…/{id}/<verb>/."""
    model = viewset.queryset.model  # type: ignore[union-attr]
    lifecycle: Lifecycle = model.lifecycle
    for transition in (t for t in lifecycle.transitions.values() if t.roles):
        fields = {name: serializer_field(make()) for name, make in transition.inputs.items()}
        body = type(f"{model.__name__}{transition.verb.title()}Serializer", (ReasonSerializer,), fields)
        setattr(viewset, f"do_{transition.verb}", _action(transition.verb, transition.label, body))
    return viewset


def _action(verb: str, label: Any, body: type[serializers.Serializer]) -> Any:
    def perform(self: Any, request: Request, **kwargs: Any) -> Response:
        values = body(data=request.data)
        values.is_valid(raise_exception=True)
        row = self.get_object()
        with transaction.atomic():
            check_seen(request, row)
            row.perform(verb, by=request.user, **values.validated_data)
        row = self.get_queryset().get(pk=row.pk)
        content = type(self).serializer_class(row, context=self.get_serializer_context()).data
        return Response(content, headers={"ETag": etag_of(row)})

    perform.__name__ = f"do_{verb}"
    perform.__doc__ = str(label)

    decorated = action(detail=True, methods=["post"], url_path=verb, url_name=verb, filterset_class=None)(perform)
    return extend_schema(request=body, summary=str(label))(decorated)


def serializer_field(field: forms.Field) -> serializers.Field:
    """What the API takes for an input of a transition. Raises TypeError for a kind of field that is not named here:
    taken for its nearest kin it would let through what the form refuses.
    """
    if isinstance(field, forms.ModelChoiceField) and not isinstance(field, forms.ModelMultipleChoiceField):
        key = getattr(field, "key", "pk")
        if key == "pk":
            return serializers.PrimaryKeyRelatedField(queryset=field.queryset, required=field.required)
        return serializers.SlugRelatedField(key, queryset=field.queryset, required=field.required)
    if isinstance(field, BooleanChoice):
        return serializers.BooleanField(required=field.required)
    if type(field) is forms.DateField:
        return serializers.DateField(required=field.required)
    if type(field) is forms.ChoiceField:
        choices: list[Any] = list(field.choices)  # type: ignore[arg-type]
        known = [c for c in choices if c[0]]
        return serializers.ChoiceField(choices=known, required=field.required, allow_blank=not field.required)
    if type(field) is forms.CharField:
        blank = not field.required
        return serializers.CharField(max_length=field.max_length, required=field.required, allow_blank=blank)
    raise TypeError(f"{type(field).__name__} is no kind of input that the API takes: see serializer_field")

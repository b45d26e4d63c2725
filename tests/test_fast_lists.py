"""Lists of the API made of columns say what the rows say one by one; what they could not say is refused at once."""

import pytest
from django import forms
from django.core.exceptions import ImproperlyConfigured
from rest_framework import serializers

from ground.pages.api import RegisterReadOnlyViewSet, RegisterSerializer, serializer_field
from ground.pages.fast_lists import FastList
from ground.pages.forms import BooleanChoice
from riskcontrol.api import router
from riskpoints.models import RiskPoint
from riskwarnings.api import SignalSerializer, WarningSerializer
from riskwarnings.models import Signal
from tests.factories import make_measure, make_post
from tests.test_api import token_client

pytestmark = pytest.mark.any_database

FIELDS = ["id", "unit", "name", "registered_at", "review_on"]


class Named(RegisterSerializer):
    class Meta:
        model = RiskPoint
        fields = FIELDS


class Loud(serializers.CharField):
    def to_representation(self, value):
        return super().to_representation(value).upper()


class WithWords(Named):
    def to_representation(self, row):
        return super().to_representation(row) | {"name": "?"}


class WithMethod(Named):
    name = serializers.SerializerMethodField()

    def get_name(self, row):
        return "?"


class WithOtherSource(Named):
    name = serializers.CharField(source="manifestation")


class WithFieldOfItsOwn(Named):
    name = Loud()


class WithFormat(Named):
    review_on = serializers.DateField(format="%d.%m.%Y")


class WithMomentAsText(Named):
    registered_at = serializers.CharField()


class WithNameOfUnit(Named):
    unit = serializers.StringRelatedField()


class WithRowOfUnit(Named):
    unit = Named()


class WithListOfItsOwn(Named):
    class Meta(Named.Meta):
        list_serializer_class = serializers.ListSerializer


OWN = [
    WithWords,
    WithMethod,
    WithOtherSource,
    WithFieldOfItsOwn,
    WithFormat,
    WithMomentAsText,
    WithNameOfUnit,
    WithRowOfUnit,
    WithListOfItsOwn,
]


@pytest.mark.parametrize("own", OWN, ids=lambda own: own.__name__)
def test_a_serializer_that_says_more_than_columns_is_refused_where_the_viewset_is_declared(own):
    def declared(**options):
        return type("OwnViewSet", (RegisterReadOnlyViewSet,), {"serializer_class": own} | options)

    with pytest.raises(ImproperlyConfigured, match=own.__name__):
        declared()
    declared(lists_columns=False)
    type("NamedViewSet", (RegisterReadOnlyViewSet,), {"serializer_class": Named})


def fast_viewsets(kind=FastList):
    for below in kind.__subclasses__():
        if below.__module__.endswith("api") and getattr(below, "serializer_class", None) and below.lists_columns:
            yield below
        yield from fast_viewsets(below)


def test_a_list_says_what_the_rows_say_one_by_one(world):
    for number in range(3):
        world.registered(name=f"第{number}个")
    make_measure(world.registered(), text="双人复核", accountable_post=make_post(world.unit))
    Signal.objects.create(unit=world.unit, source="indicator", text="指标", occurred_on="2026-01-01")
    clients = [token_client(user) for user in (world.inspector, world.liaison, world.administrator)]
    compared = set()
    for viewset in set(fast_viewsets()):
        asked = f"/api/v1/{prefix_of(viewset)}/"
        for client in clients:
            for told in client.get(asked).json()["results"]:
                assert told == client.get(f"{asked}{told['id']}/").json(), asked
                compared.add(asked)
    assert {f"/api/v1/{name}/" for name in ("risk-points", "measures", "signals", "units", "users")} <= compared


def prefix_of(viewset):
    return next(prefix for prefix, known, _name in router.registry if known is viewset)


def test_what_may_be_written_into_a_warning_and_a_signal_is_named():
    def writable(serializer):
        return {name for name, field in serializer().fields.items() if not field.read_only}

    assert writable(WarningSerializer) == {"unit", "post", "official", "level", "text", "rests_on"}
    assert not writable(SignalSerializer) & {"status", "handler", "finding", "conclusion", "is_anonymous"}


def test_yes_and_no_are_a_kind_of_input_and_other_kinds_are_refused():
    said = BooleanChoice(yes="有效", no="无效")
    assert (said.clean("1"), said.clean("0")) == (True, False)
    assert isinstance(serializer_field(said), serializers.BooleanField)
    # Two choices that happen to be 1 and 0 are a choice.
    assert isinstance(serializer_field(forms.ChoiceField(choices=[("1", "a"), ("0", "b")])), serializers.ChoiceField)
    coerced = forms.TypedChoiceField(choices=[("1", "a"), ("0", "b")], coerce=int)
    for unknown in (coerced, forms.IntegerField(), forms.EmailField(), forms.ModelMultipleChoiceField(None)):
        with pytest.raises(TypeError, match=type(unknown).__name__):
            serializer_field(unknown)

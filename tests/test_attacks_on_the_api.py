"""Whoever may change a row by the API sends along what is not theirs to say: its state, who did what, whose it is."""

import pytest
from django.db import models, transaction
from django.test import Client
from django.urls import resolve, reverse

from tests.test_walk import API, ROLES, full  # noqa: F401  a world with a row for every route

pytestmark = pytest.mark.any_database

# What each kind of column would become.
FORGED = (
    (models.ForeignKey, 1),
    (models.BooleanField, True),
    (models.DateTimeField, "2001-01-01T00:00:00Z"),
    (models.DateField, "2001-01-01"),
    (models.IntegerField, 4711),
    (models.JSONField, {"forged": 1}),
    (models.CharField, "forged"),
    (models.TextField, "forged"),
)


def forged(field):
    if field.choices:
        return [value for value, _label in field.flatchoices if value][-1]
    return next((value for kind, value in FORGED if isinstance(field, kind)), "4711")


def is_told(field, value):
    """Whether the column holds what was sent; a day where it is a time."""
    return str(value)[:10] == str(forged(field))[:10]


def changeable(world):
    """(address, model, row, columns that the API does not take) of each row that can be changed."""
    for name, route in API.items():
        if not name.endswith("-detail"):
            continue
        address = reverse(name, kwargs=route.args(world))
        view = resolve(address).func.cls
        if "patch" not in view.http_method_names or not hasattr(view, "partial_update"):
            continue
        model, key = view.queryset.model, route.args(world)["pk"]
        taken = {name for name, field in view.serializer_class().get_fields().items() if not field.read_only}
        closed = [f for f in model._meta.concrete_fields if not f.primary_key and not {f.name, f.attname} & taken]
        yield address, model, key, closed


def row_of(model, key, closed):
    return model._base_manager.filter(pk=key).values(*(field.attname for field in closed)).get()


def test_there_is_something_to_change(full):
    assert len(list(changeable(full))) >= 5


@pytest.mark.parametrize("role", [role for role in ROLES if role != "nobody"])
def test_state_duties_and_place_of_a_row_are_sent_along_with_a_change(full, role):
    client = Client()
    client.force_login(getattr(full, role), backend="allauth.account.auth_backends.AuthenticationBackend")
    found = []
    for address, model, key, closed in changeable(full):
        body = {name: forged(field) for field in closed for name in (field.name, field.attname)}
        before = row_of(model, key, closed)
        with transaction.atomic():
            answer = client.patch(address, body, content_type="application/json")
            after = row_of(model, key, closed)
            transaction.set_rollback(True)
        assert answer.status_code < 500, address
        # Who adjusts and when is written anew by the change itself.
        changed = [
            f.attname for f in closed if before[f.attname] != after[f.attname] and is_told(f, after[f.attname])
        ]
        if changed:
            found.append((address, answer.status_code, changed))
    assert not found

"""Whoever may change a row by the API sends along what is not theirs to say: its state, who did what, whose it is."""

import re

import pytest
from django.db import models, transaction
from django.test import Client
from django.urls import resolve, reverse

from tests.test_walk import API, ROLES, full  # noqa: F401  a world with a row for every route

pytestmark = [pytest.mark.any_database, pytest.mark.django_db]

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


# Rows of the walk that are drafts still: what is registered or issued refuses every change as a whole.
DRAFTS = {
    "api:risk_points-detail": lambda w: w.draft,
    "api:measures-detail": lambda w: w.planned,
    "api:power_items-detail": lambda w: w.draft_item,
    "api:steps-detail": lambda w: w.draft_flow.steps.first(),
    "api:warnings-detail": lambda w: w.warning,
    "api:declarations-detail": lambda w: w.declaration,
}
# What the register says itself, whatever a serializer takes: states, who did what and when, whose a row is.
OWN = re.compile(r"status|path|authors|handler|sender|receipt|keeper|fingerprint|revis(es|ion)|version|.*_(by|at)")
SAID_BY_PEOPLE = {"riskpoint.found_by", "step.handler"}


def is_own(field):
    name = f"{field.model._meta.model_name}.{field.name}"
    return (not field.editable or OWN.fullmatch(field.name)) and name not in SAID_BY_PEOPLE


def forged(field):
    if field.choices:
        return [value for value, _label in field.flatchoices if value][-1]
    return next((value for kind, value in FORGED if isinstance(field, kind)), "4711")


def is_told(field, value):
    """Whether the column holds what was sent; a day where it is a time."""
    return str(value)[:10] == str(forged(field))[:10]


def changeable(world):
    """(address, model, row, columns that are the register's own or that the API does not take) of rows to change."""
    for name, route in API.items():
        if not name.endswith("-detail"):
            continue
        key = DRAFTS[name](world).pk if name in DRAFTS else route.args(world)["pk"]
        address = reverse(name, kwargs={"pk": key})
        view = resolve(address).func.cls
        if "patch" not in view.http_method_names or not hasattr(view, "partial_update"):
            continue
        model = view.queryset.model
        taken = {name for name, field in view.serializer_class().get_fields().items() if not field.read_only}
        closed = [
            f
            for f in model._meta.concrete_fields
            if not f.primary_key and (is_own(f) or not {f.name, f.attname} & taken)
        ]
        yield address, model, key, closed


def row_of(model, key, closed):
    return model._base_manager.filter(pk=key).values(*(field.attname for field in closed)).get()


def client_as(world, role):
    client = Client()
    client.force_login(getattr(world, role), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_there_is_something_to_change(full):
    """Each of the drafts is changed by somebody, so that what is sent along would be written."""
    clients = [client_as(full, role) for role in ("liaison", "inspector", "official")]
    open_to_somebody = set()
    for address, model, _key, _closed in changeable(full):
        with transaction.atomic():
            if any(c.patch(address, {}, content_type="application/json").status_code == 200 for c in clients):
                open_to_somebody.add(model._meta.model_name)
            transaction.set_rollback(True)
    assert {"riskpoint", "measure", "poweritem", "step", "warning", "declaration", "signal"} <= open_to_somebody


@pytest.mark.parametrize("role", [role for role in ROLES if role != "nobody"])
def test_state_duties_and_place_of_a_row_are_sent_along_with_a_change(full, role):
    client, found = client_as(full, role), []
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

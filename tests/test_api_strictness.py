"""The API says what it does not know, and leaves nothing out in silence."""

import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from exchange.workbooks.models import Import
from ground.pages.models import Answer
from riskcontrol.api import router
from riskpoints.models import RiskPoint
from tests.factories import make_flow, make_import, make_point, make_power
from tests.test_api_writing import POINT, client_of, post

pytestmark = pytest.mark.any_database

PREFIXES = [prefix for prefix, _viewset, _basename in router.registry]
CSV = "风险点,表现形式\n泄露底价,会后透露\n".encode()


@pytest.fixture
def liaison(world):
    return client_of(world.liaison)


def problem(answer):
    """{pointer: sentence} of a refusal."""
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    return {error["pointer"]: error["detail"] for error in answer.json()["errors"]}


@pytest.mark.parametrize("prefix", PREFIXES)
def test_an_unknown_parameter_of_a_list_is_named(liaison, prefix):
    assert liaison.get(f"/api/v1/{prefix}/").status_code == 200
    assert liaison.get(f"/api/v1/{prefix}/?page_size=2&format=json").status_code == 200
    assert "nonsuch" in problem(liaison.get(f"/api/v1/{prefix}/?nonsuch=1"))["#/nonsuch"]


@pytest.mark.parametrize("address", ["risk-points/{point}/", "coverage/{unit}/", "me/", "imports/{source}/rows/"])
def test_an_unknown_parameter_of_anything_else_is_named(world, liaison, address):
    source = make_import(world.liaison, world.unit)
    place = address.format(point=make_point(world.unit).pk, unit=world.unit.pk, source=source.pk)
    assert liaison.get(f"/api/v1/{place}").status_code == 200
    assert set(problem(liaison.get(f"/api/v1/{place}?unit=1&Page=2"))) == {"#/unit", "#/Page"}


def test_the_known_filters_are_said(liaison):
    sentence = problem(liaison.get("/api/v1/risk-points/?gradee=high"))["#/gradee"]
    assert "grade" in sentence and "cursor" in sentence


def test_a_filter_of_rows_takes_known_values_alone(world, liaison):
    source = make_import(world.liaison, world.unit)
    assert liaison.get(f"/api/v1/imports/{source.pk}/rows/?outcome=new").status_code == 200
    assert "refused" in problem(liaison.get(f"/api/v1/imports/{source.pk}/rows/?outcome=neww"))["#/outcome"]


def coded(text):
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "cursor", ["x", "%00", "🙂", coded("p=abc"), coded("p=" + "9" * 40), coded("o=x"), coded("p=-1"), coded("p=1\0")]
)
def test_a_cursor_that_no_list_gave_out_is_named(liaison, cursor):
    assert set(problem(liaison.get("/api/v1/risk-points/", {"cursor": cursor}))) == {"#/cursor"}


def test_a_cursor_of_the_list_leads_on(world, liaison):
    points = [make_point(world.unit).pk for _n in range(5)]
    first = liaison.get("/api/v1/risk-points/?page_size=3").json()
    second = liaison.get(first["next"]).json()
    assert [row["id"] for row in first["results"] + second["results"]][:5] == points[::-1]


@pytest.mark.parametrize("size", ["0", "-1", "501", "ten", "", "9" * 30])
def test_a_size_of_a_page_that_would_be_another_is_named(liaison, size):
    assert set(problem(liaison.get("/api/v1/risk-points/", {"page_size": size}))) == {"#/page_size"}


def test_an_unknown_field_is_named_and_nothing_written(world, liaison):
    data = {"unit": world.unit.pk, **POINT, "harmm": 5}
    assert "harmm" in problem(post(liaison, "risk-points/", data))["#/harmm"]
    assert set(problem(post(liaison, "risk-points/bulk/", [data, data | {"harmm": 1}]))) == {"#/0/harmm", "#/1/harmm"}
    assert not RiskPoint.objects.exists()


def test_a_field_that_can_only_be_read_is_taken_as_it_was_read_and_not_otherwise(world, liaison):
    point = make_point(world.unit)
    address = f"/api/v1/risk-points/{point.pk}/"
    read = liaison.get(address).json()
    assert liaison.patch(address, read | {"harm": 3}, "application/json").status_code == 200
    assert set(problem(liaison.patch(address, read | {"status": "registered"}, "application/json"))) == {"#/status"}
    assert set(problem(post(liaison, "risk-points/", {"unit": world.unit.pk, **POINT, "status": "registered"}))) == {
        "#/status"
    }
    point.refresh_from_db()
    assert (point.harm, point.status) == (3, "draft")


def test_an_unknown_field_of_a_step_and_of_a_flow_is_named(world, liaison):
    point = make_point(world.unit)
    assert set(problem(post(liaison, f"risk-points/{point.pk}/file/", {"because": "x"}))) == {"#/because"}
    flow = make_flow(make_power(world.unit))
    outline = {"steps": [{"key": "a", "name": "受理", "is_end": True, "days": 3}]}
    answer = liaison.put(f"/api/v1/flows/{flow.pk}/outline/", outline, "application/json")
    assert set(problem(answer)) == {"#/steps/0/days"}


def test_an_action_that_reads_no_body_refuses_its_fields(world, liaison):
    source, point = make_import(world.liaison, world.unit), world.registered()
    for address in (f"imports/{source.pk}/cancel/", f"risk-points/{point.pk}/revise/"):
        assert "nonsuch" in problem(post(liaison, address, {"nonsuch": 1}))["#/nonsuch"]
        assert post(liaison, address, {}).status_code < 300


def session_of(user):
    """As a page calls the API: by the cookie of the session, with the token against forged requests."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get("/riskpoints/")
    client.defaults["HTTP_X_CSRFTOKEN"] = client.cookies["csrftoken"].value
    return client


def bring(client, boundary):
    file = SimpleUploadedFile("点.csv", CSV, "text/csv")
    body = encode_multipart(boundary, {"file": file, "make_missing": "false"})
    return client.post(
        "/api/v1/imports/",
        body,
        MULTIPART_CONTENT.replace(BOUNDARY, boundary),
        headers={"Idempotency-Key": "once"},
    )


@pytest.mark.parametrize("by", ["token", "session"])
def test_an_upload_sent_again_with_a_new_boundary_answers_the_same_import(world, by):
    client = client_of(world.liaison) if by == "token" else session_of(world.liaison)
    first, again = bring(client, "one"), bring(client, "another")
    assert first.status_code == again.status_code == 201, again.content
    assert first.json()["id"] == again.json()["id"] and Import.objects.count() == 1
    assert again["Idempotent-Replayed"] == "true"


def test_the_order_of_members_makes_no_other_request_and_a_value_does(world, liaison):
    data = {"unit": world.unit.pk, **POINT}
    key = {"Idempotency-Key": "k"}
    assert post(liaison, "risk-points/", data, **key).status_code == 201
    turned = dict(reversed(data.items()))
    assert post(liaison, "risk-points/", turned, **key)["Idempotent-Replayed"] == "true"
    assert post(liaison, "risk-points/", data | {"harm": 4}, **key).status_code == 422
    assert Answer.objects.count() == 1

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from openapi_spec_validator import validate

from riskpoints.models import RiskPoint
from tests.factories import PASSWORD, make_post

pytestmark = pytest.mark.any_database


def token_client(user, scope="write"):
    asked = {"username": user.username, "password": PASSWORD, "scope": scope}
    key = Client().post("/api/v1/token/", asked).json()["token"]
    return Client(headers={"Authorization": f"Bearer {key}"})


def send(client, address, data=None):
    return client.post(f"/api/v1/{address}", data or {}, content_type="application/json")


def test_a_point_is_filed_and_registered_by_the_api(world):
    liaison, head, inspector = map(token_client, (world.liaison, world.head, world.inspector))
    made = send(
        liaison,
        "risk-points/",
        {
            "unit": world.unit.pk,
            "step": world.steps[0].pk,
            "name": "泄露底价",
            "manifestation": "会后透露",
            "risk_class": "duty",
        },
    )
    assert made.status_code == 201, made.json()
    pk = made.json()["id"]
    refused = send(liaison, f"risk-points/{pk}/file/")
    assert refused.status_code == 409 and "责任岗位" in refused.json()["detail"]
    measure = send(
        liaison,
        "measures/",
        {
            "unit": world.unit.pk,
            "points": [pk],
            "text": "密封保管",
            "method": "procedure",
            "responsible_post": make_post(world.unit).pk,
        },
    )
    assert measure.status_code == 201, measure.json()
    assert send(liaison, f"measures/{measure.json()['id']}/put_in_force/").json()["status"] == "in_force"
    assert send(liaison, f"risk-points/{pk}/file/").json()["status"] == "filed"
    assert send(head, f"risk-points/{pk}/return/").status_code == 409
    assert send(head, f"risk-points/{pk}/endorse/").json()["status"] == "endorsed"
    assert send(inspector, f"risk-points/{pk}/register/").json()["status"] == "registered"
    point = RiskPoint.objects.get(pk=pk)
    assert point.registered_by == world.inspector and point.created_by == world.liaison
    figures = inspector.get(f"/api/v1/coverage/{world.unit.pk}/").json()["figures"]
    assert figures["counts"]["steps_assessed"] == 1


def test_a_registered_point_is_not_edited(world):
    point = world.registered()
    answer = token_client(world.liaison).patch(
        f"/api/v1/risk-points/{point.pk}/", {"name": "x"}, content_type="application/json"
    )
    point.refresh_from_db()
    assert answer.status_code == 409 and point.name != "x"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"likelihood": 9}, "likelihood"),
        ({"grade": "high"}, "grade_reason"),
        ({"risk_class": "x"}, "risk_class"),
        ({"unit": 999}, "unit"),
    ],
)
def test_a_wrong_value_names_its_field(world, changes, field):
    data = {"unit": world.unit.pk, "name": "n", "manifestation": "m", "risk_class": "duty"} | changes
    answer = send(token_client(world.liaison), "risk-points/", data)
    assert answer.status_code == 400 and answer["Content-Type"] == "application/problem+json"
    assert [e["pointer"] for e in answer.json()["errors"]] == [f"#/{field}"]


def test_pages_follow_a_cursor_and_lose_nothing(world):
    made = {world.filed().pk for _ in range(7)}
    client, found, address = token_client(world.checker), set(), "/api/v1/risk-points/?page_size=3"
    while address:
        page = client.get(address).json()
        found |= {row["id"] for row in page["results"]}
        address = page["next"]
    assert found == made


def test_a_wrong_token_is_401(world):
    assert Client(headers={"Authorization": "Token nonsense"}).get("/api/v1/me/").status_code == 401
    assert Client().get("/api/v1/me/").status_code == 401


def test_a_person_who_must_change_the_password_gets_no_answer(world):
    client = token_client(world.liaison)
    world.liaison.must_change_password = True
    world.liaison.save()
    assert client.get("/api/v1/risk-points/").status_code == 403


def test_the_schema_is_valid_and_complete(tmp_path, db):
    file = tmp_path / "schema.yaml"
    call_command("spectacular", "--file", str(file), "--validate", "--fail-on-warn")
    import yaml

    schema = yaml.load(file.read_text(), yaml.CSafeLoader)
    validate(schema)
    assert "/api/v1/risk-points/{id}/endorse/" in schema["paths"]


@pytest.mark.parametrize(
    "name", ["risk-points", "measures", "power-items", "rules", "posts", "units", "flows", "users"]
)
def test_a_row_of_a_list_is_the_row_by_itself(world, name):
    point = world.registered(three_majors=True, review_on=timezone.localdate())
    point.measures.get().rules.add(world.rule)
    client = token_client(world.administrator if name in ("units", "users") else world.liaison)
    rows = client.get(f"/api/v1/{name}/").json()["results"]
    assert rows
    for row in rows:
        assert client.get(f"/api/v1/{name}/{row['id']}/").json() == row

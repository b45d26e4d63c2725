"""Writing by the API: versions, repeated requests, many rows at once, problems, limits."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.tokens import issue
from ground.pages.idempotency import forget
from ground.pages.models import Answer
from measures.models import Measure
from powers.models import PowerItem
from riskpoints.models import RiskPoint
from tests.factories import World, make_flow, make_point, make_post, make_power

pytestmark = pytest.mark.any_database

POINT = {"name": "n", "manifestation": "m", "risk_class": "duty"}


def client_of(user):
    _token, key = issue(user=user, name="t", scope="write", expires_on=timezone.localdate() + timedelta(days=1))
    return Client(headers={"Authorization": f"Bearer {key}"})


@pytest.fixture
def liaison(world):
    return client_of(world.liaison)


def post(client, address, data, **headers):
    return client.post(f"/api/v1/{address}", data, "application/json", headers=headers)


def test_a_row_comes_with_its_version_and_a_change_may_name_it(world, liaison):
    point = make_point(world.unit)
    address = f"/api/v1/risk-points/{point.pk}/"
    tag = liaison.get(address)["ETag"]
    assert liaison.get(address, headers={"If-None-Match": tag}).status_code == 304
    changed = liaison.patch(address, {"harm": 3}, "application/json", headers={"If-Match": tag})
    assert changed.status_code == 200 and changed["ETag"] != tag
    late = liaison.patch(address, {"harm": 5}, "application/json", headers={"If-Match": tag})
    assert late.status_code == 412 and late["Content-Type"] == "application/problem+json"
    point.refresh_from_db()
    assert point.harm == 3
    assert liaison.patch(address, {"harm": 5}, "application/json", headers={"If-Match": "*"}).status_code == 200
    assert liaison.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_a_state_change_may_name_the_version_too(world, liaison):
    point = world.filed()
    head = client_of(world.head)
    tag = head.get(f"/api/v1/risk-points/{point.pk}/")["ETag"]
    for verb in ("take_back", "file"):
        assert post(liaison, f"risk-points/{point.pk}/{verb}/", {}).status_code == 200
    assert post(head, f"risk-points/{point.pk}/endorse/", {}, **{"If-Match": tag}).status_code == 412
    now = head.get(f"/api/v1/risk-points/{point.pk}/")["ETag"]
    assert post(head, f"risk-points/{point.pk}/endorse/", {}, **{"If-Match": now}).status_code == 200


def test_a_step_changed_by_the_api_is_a_new_version_of_its_flow(world, liaison):
    flow = make_flow(make_power(world.unit))
    tag = liaison.get(f"/api/v1/flows/{flow.pk}/")["ETag"]
    step = flow.steps.first()
    liaison.patch(f"/api/v1/steps/{step.pk}/", {"name": "改"}, "application/json")
    assert liaison.get(f"/api/v1/flows/{flow.pk}/")["ETag"] != tag
    put = liaison.put(
        f"/api/v1/flows/{flow.pk}/outline/", {"steps": []}, "application/json", headers={"If-Match": tag}
    )
    assert put.status_code == 412 and flow.steps.count() == 2


def test_the_same_request_with_the_same_key_is_carried_out_once(world, liaison):
    data = {"unit": world.unit.pk, **POINT}
    first = post(liaison, "risk-points/", data, **{"Idempotency-Key": "a1"})
    again = post(liaison, "risk-points/", data, **{"Idempotency-Key": "a1"})
    assert first.status_code == again.status_code == 201
    assert again.json() == first.json() and again["Idempotent-Replayed"] == "true"
    assert RiskPoint.objects.count() == 1
    other = post(liaison, "risk-points/", data | {"name": "x"}, **{"Idempotency-Key": "a1"})
    assert other.status_code == 422 and RiskPoint.objects.count() == 1
    assert post(client_of(world.liaison), "risk-points/", data, **{"Idempotency-Key": "a2"}).status_code == 201
    assert post(liaison, "risk-points/", data, **{"Idempotency-Key": "x" * 65}).status_code == 400


def test_a_key_whose_request_failed_is_free_again(world, liaison):
    data = {"unit": world.unit.pk, **POINT}
    assert post(liaison, "risk-points/", data | {"harm": 9}, **{"Idempotency-Key": "a"}).status_code == 400
    assert not Answer.objects.exists()
    assert post(liaison, "risk-points/", data, **{"Idempotency-Key": "a"}).status_code == 201
    Answer.objects.update(created_at=timezone.now() - timedelta(days=3))
    assert forget() == 1


@pytest.mark.django_db(transaction=True)
def test_two_requests_with_one_key_at_the_same_moment_do_not_double():
    world = World()
    client, data, answers = client_of(world.liaison), {"unit": world.unit.pk, **POINT}, []
    start = threading.Barrier(4)

    def work():
        start.wait()
        answers.append(post(client, "risk-points/", data, **{"Idempotency-Key": "same"}))
        connection.close()

    threads = [threading.Thread(target=work) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {a.status_code for a in answers} == {201} and len({a.json()["id"] for a in answers}) == 1
    assert RiskPoint.objects.count() == 1


def test_many_points_are_written_at_once_in_a_fixed_number_of_queries(world, liaison, django_assert_max_num_queries):
    rows = [
        {"unit": world.unit.pk, "step": world.steps[n % 2].pk, **POINT, "name": f"第{n}个", "harm": 1 + n % 5}
        for n in range(120)
    ]
    with django_assert_max_num_queries(25):
        answer = post(liaison, "risk-points/bulk/", rows)
    assert answer.status_code == 201, answer.json()
    made = RiskPoint.objects.in_bulk(answer.json()["created"])
    assert [made[pk].name for pk in answer.json()["created"]] == [row["name"] for row in rows]
    assert {p.created_by for p in made.values()} == {world.liaison} and {p.grade for p in made.values()} == {"low"}


def test_one_wrong_row_stops_all_and_is_named(world, liaison):
    rows = [{"unit": world.unit.pk, **POINT}, {"unit": world.unit.pk, **POINT, "harm": 7}, {"unit": 999, **POINT}]
    answer = post(liaison, "risk-points/bulk/", rows)
    assert answer.status_code == 400
    assert {e["pointer"] for e in answer.json()["errors"]} == {"#/1/harm", "#/2/unit"}
    assert post(liaison, "risk-points/bulk/", [{"unit": world.unit.pk, **POINT}] * 501).status_code == 400
    assert post(liaison, "risk-points/bulk/", {}).status_code == 400
    elsewhere = [{"unit": world.unit.pk, **POINT}, {"unit": world.elsewhere.pk, **POINT}]
    assert post(liaison, "risk-points/bulk/", elsewhere).status_code == 400
    assert post(client_of(world.head), "risk-points/bulk/", rows[:1]).status_code == 403
    assert not RiskPoint.objects.exists()


def test_many_measures_with_their_points_and_many_powers(world, liaison):
    points, post_of = [make_point(world.unit) for _n in range(3)], make_post(world.unit).pk
    rows = [
        {"unit": world.unit.pk, "points": [p.pk], "text": "t", "method": "procedure", "responsible_post": post_of}
        for p in points
    ]
    answer = post(liaison, "measures/bulk/", rows)
    assert answer.status_code == 201, answer.json()
    assert [list(Measure.objects.get(pk=pk).points.all()) for pk in answer.json()["created"]] == [[p] for p in points]
    item = {"unit": world.unit.pk, "code": "X1", "name": "n", "kind": "permit"}
    twice = post(liaison, "power-items/bulk/", [item, item])
    assert twice.status_code == 400 and "编码" in twice.json()["errors"][0]["detail"]
    assert not PowerItem.objects.filter(code="X1").exists()


def test_who_asks_too_often_is_told_how_long_to_wait(world, liaison, settings):
    from rest_framework.throttling import UserRateThrottle

    UserRateThrottle.THROTTLE_RATES = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] | {"user": "3/minute"}
    try:
        statuses = [liaison.get("/api/v1/me/").status_code for _n in range(4)]
        answer = liaison.get("/api/v1/me/")
    finally:
        UserRateThrottle.THROTTLE_RATES = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]
    assert statuses == [200, 200, 200, 429]
    assert int(answer["Retry-After"]) > 0 and answer["Content-Type"] == "application/problem+json"


def test_every_refusal_is_a_problem(world, liaison):
    for method, address, status in (
        ("get", "risk-points/999/", 404),
        ("get", "nowhere/", 404),
        ("delete", "risk-points/", 405),
        ("post", "risk-points/", 400),
        ("post", f"risk-points/{world.registered().pk}/file/", 409),
    ):
        answer = getattr(liaison, method)(f"/api/v1/{address}")
        assert answer.status_code == status and answer["Content-Type"] == "application/problem+json", address
        assert answer.json()["status"] == status and answer.json()["title"]
    broken = liaison.post("/api/v1/risk-points/", "{", "application/json")
    assert broken.status_code == 400 and broken.json()["detail"]

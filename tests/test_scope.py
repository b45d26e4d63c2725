"""Rows outside a person's scope do not exist for them: by id, list, filter, ordering, form and API."""

import pytest

from ground.lifecycle.roles import Role
from riskpoints.models import RiskPoint
from tests.factories import make_measure, make_point, make_post, make_power, make_user

pytestmark = pytest.mark.any_database


@pytest.fixture
def foreign(world):
    """A point with a measure in a county that the people of the world do not see."""
    point = make_point(world.elsewhere, name="别处的风险点")
    measure = make_measure(point, text="别处的措施")
    return point, measure, make_power(world.elsewhere, name="别处的职权")


def test_by_guessed_id(world, foreign, signed_in):
    point, measure, power = foreign
    client = signed_in(world.liaison)
    for row in (point, measure, power, world.elsewhere):
        assert client.get(row.get_absolute_url()).status_code == 404
    for path in (
        f"risk-points/{point.pk}",
        f"measures/{measure.pk}",
        f"power-items/{power.pk}",
        f"coverage/{world.elsewhere.pk}",
    ):
        assert client.get(f"/api/v1/{path}/").status_code == 404


def test_by_list_filter_and_ordering(world, foreign, signed_in):
    client = signed_in(world.inspector)
    for query in (
        "",
        "?q=别处",
        f"?below={world.elsewhere.pk}",
        "?sort=-name",
        f"?below={world.city.pk}",
        "?status=draft",
    ):
        assert "别处的风险点" not in client.get(f"/riskpoints/{query}").content.decode()
        answer = client.get(f"/api/v1/risk-points/{query}")
        # The API sorts by nothing, and says so.
        assert answer.status_code == (400 if "sort" in query else 200)
        assert foreign[0].pk not in [row["id"] for row in answer.json().get("results", ())]


def test_a_checker_of_the_province_sees_all(world, foreign, signed_in):
    assert "别处的风险点" in signed_in(world.checker).get("/riskpoints/").content.decode()


def test_no_step_of_another_units_row(world, foreign, signed_in):
    point = foreign[0]
    answer = signed_in(world.liaison).post(f"{point.get_absolute_url()}to/file/")
    point.refresh_from_db()
    assert answer.status_code == 404 and point.status == "draft"


def test_a_form_takes_no_rows_of_another_unit(world, foreign, signed_in):
    post = make_post(world.elsewhere)
    data = {"name": "n", "manifestation": "m", "risk_class": "duty", "found_by": "self", "post": post.pk}
    data |= dict.fromkeys(("likelihood", "harm", "importance", "frequency"), 2)
    answer = signed_in(world.liaison).post("/riskpoints/new/", data)
    assert answer.status_code == 422
    assert not RiskPoint.objects.filter(name="n").exists()


def test_the_api_takes_no_rows_of_another_unit(world, foreign, signed_in):
    client = signed_in(world.liaison)
    data = {"unit": world.elsewhere.pk, "name": "n", "manifestation": "m", "risk_class": "duty"}
    assert client.post("/api/v1/risk-points/", data).status_code == 400
    data |= {"unit": world.unit.pk, "post": make_post(world.elsewhere).pk}
    assert client.post("/api/v1/risk-points/", data).status_code == 400
    assert not RiskPoint.objects.filter(name="n").exists()


def test_reading_is_not_writing(world, signed_in):
    data = {"unit": world.unit.pk, "name": "n", "manifestation": "m", "risk_class": "duty"}
    assert signed_in(world.checker).post("/api/v1/risk-points/", data).status_code == 403


def test_administrators_see_no_content_of_the_register(world, signed_in):
    world.registered()
    client = signed_in(world.administrator)
    assert client.get("/api/v1/risk-points/").json()["results"] == []
    assert client.get("/riskpoints/").status_code == 403


def test_the_queue_shows_only_what_waits_for_the_person(world, signed_in):
    filed = world.filed(name="等待审定的")
    both = make_user(Role.UNIT_HEAD, world.unit)
    RiskPoint.objects.filter(pk=filed.pk).update(filed_by=both)
    assert "等待审定的" in signed_in(world.head).get("/riskpoints/queue/").content.decode()
    assert "等待审定的" not in signed_in(both).get("/riskpoints/queue/").content.decode()
    assert "等待审定的" not in signed_in(world.inspector).get("/riskpoints/queue/").content.decode()

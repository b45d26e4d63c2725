"""The buttons that a page offers lead where they say: each state change is taken from the page of its row."""

import re

import pytest

from riskpoints.findings import sign_no_risk
from tests.factories import make_flow, make_measure, make_point, make_power

pytestmark = pytest.mark.any_database


def forms(text: str) -> list[str]:
    return re.findall(r'action="([^"]+/to/[^"]+)"', text)


@pytest.mark.parametrize(
    ("person", "row", "verb", "becomes"),
    [
        ("head", lambda w: make_power(w.unit), "confirm", "confirmed"),
        ("head", lambda w: make_flow(w.item, version=9), "confirm", "confirmed"),
        ("head", lambda w: w.flow, "withdraw", "confirmed"),
        ("head", lambda w: make_flow(w.item, version=9, status="confirmed"), "publish", "published"),
        ("head", lambda w: w.filed(), "endorse", "endorsed"),
        ("head", lambda w: w.filed(), "return", "returned"),
        ("liaison", lambda w: make_measure(make_point(w.unit)), "put_in_force", "in_force"),
        ("head", lambda w: w.rule, "abolish", "abolished"),
        ("administrator", lambda w: w.unit, "close", "closed"),
        ("head", lambda w: sign_no_risk(w.steps[0], by=w.head, note="没有裁量"), "withdraw", "withdrawn"),
    ],
)
def test_a_button_takes_its_step(world, signed_in, person, row, verb, becomes):
    row = row(world)
    client = signed_in(getattr(world, person))
    offered = forms(client.get(row.get_absolute_url()).content.decode())
    address = row.transition_url(verb)
    assert address in offered
    answer = client.post(address, {"reason": "理由"})
    row.refresh_from_db()
    assert answer.status_code == 302 and row.status == becomes


def test_no_button_is_offered_to_those_who_may_not(world, signed_in):
    for row in (world.item, world.flow, world.filed(), world.rule):
        assert forms(signed_in(world.checker).get(row.get_absolute_url()).content.decode()) == []


def test_a_step_that_was_taken_may_be_taken_anew_and_is_no_main_button(world, signed_in):
    measure = make_measure(make_point(world.unit), status="in_force")

    def tone():
        offered = signed_in(world.inspector).get(measure.get_absolute_url()).context["offered"]
        return next(one["tone"] for one in offered if one["step"].verb == "verify")

    assert tone() == "primary"
    measure.perform("verify", by=world.inspector, reason="现场查看", effective=True, residual_grade="")
    assert tone() == "secondary"

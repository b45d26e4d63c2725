"""The page of a power: its drawing, its points by step, its versions and its board."""

import pytest

from riskpoints.findings import sign_no_risk
from tests.factories import make_point, make_power, make_user

pytestmark = pytest.mark.any_database


def tab(client, item, name=""):
    answer = client.get(f"{item.get_absolute_url()}{name}")
    assert answer.status_code == 200
    return answer


def test_it_shows_the_flow_in_force_with_its_grades_and_what_is_missing(world, signed_in):
    world.registered(world.steps[0])
    world.flow.new_version(by=world.liaison)
    answer = tab(signed_in(world.checker), world.item)
    assert answer.context["flow"] == world.flow and answer.content.decode().count("mark-low") == 1
    [lack] = answer.context["lacks"]
    assert lack.url == f"{world.flow.get_absolute_url()}#step-{world.steps[1].pk}"


def test_a_power_without_a_flow_says_what_to_do(world, signed_in):
    item = make_power(world.unit, legal_basis="")
    basis, flow = tab(signed_in(world.liaison), item).context["lacks"]
    assert basis.url == f"/powers/{item.pk}/edit/" and flow.url == f"{item.get_absolute_url()}versions/"
    assert tab(signed_in(world.checker), item).context["lacks"][0].url == ""  # it is not theirs to mend


def test_drawing_the_flow_is_the_next_step_of_who_may_where_there_is_none(world, signed_in):
    item = make_power(world.unit)
    address = f"/powers/{item.pk}/flow/"

    def header(person, row=item):
        page = tab(signed_in(person), row).content.decode().partition('id="messages"')[0]
        return f'action="{address}"' in page, page.count("btn-primary")

    assert header(world.liaison) == (True, 1)
    assert not header(world.head)[0] and not header(world.checker)[0] and not header(world.liaison, world.item)[0]
    both = make_user("liaison", world.unit)
    both.grants.create(role="unit_head", unit=world.unit, reason="兼任")
    assert header(both) == (True, 1)  # confirming the power comes after
    signed_in(world.liaison).post(address)
    assert not header(world.liaison)[0]


def test_the_points_stand_at_their_steps(world, signed_in):
    point, waiting = world.registered(world.steps[0], name="打招呼"), make_point(world.unit, step=world.steps[1])
    sign_no_risk(world.steps[1], by=world.head, note="没有裁量")
    world.flow.new_version(by=world.liaison).perform("confirm", by=world.head)
    context = tab(signed_in(world.checker), world.item, "points/").context
    assert [[p.pk for p in row["points"]] for row in context["rows"]] == [[point.pk], []]
    assert context["rows"][1]["finding"].note == "没有裁量" and list(context["on_the_way"]) == [waiting]
    assert [figure.value for figure in context["figures"]] == [2, 1, 2]


def test_versions_and_board_are_tabs_of_it(world, signed_in):
    world.registered(world.steps[0], name="打招呼")
    draft = world.flow.new_version(by=world.liaison)
    client = signed_in(world.liaison)
    versions = tab(client, world.item, "versions/")
    assert versions.context["flows"] == [draft, world.flow] and not versions.context["may_draw"]
    board = tab(client, world.item, "board/").content.decode()
    assert "打招呼" in board and "两人以上核查" in board and f"/boards/{world.flow.pk}/" in board


def test_a_reader_of_another_unit_finds_no_tab_of_it(world, signed_in):
    stranger = signed_in(make_user("liaison", world.elsewhere))
    for name in ("", "points/", "versions/", "board/", "log/"):
        assert stranger.get(f"{world.item.get_absolute_url()}{name}").status_code == 404

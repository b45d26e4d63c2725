"""The tree of units opens branch by branch, with and without scripts, as far as a person may see."""

import pytest

from tests.factories import make_unit, make_user
from units import tree

pytestmark = pytest.mark.any_database


def open_branches(nodes):
    return {node.unit.name: open_branches(node.nodes) for node in nodes if node.is_open}


def test_it_begins_where_a_person_sees_units(world, signed_in):
    nodes = signed_in(world.inspector).get("/units/tree/").context["nodes"]
    assert [node.unit for node in nodes] == [world.county] and [n.unit for n in nodes[0].nodes] == [world.unit]
    assert signed_in(world.observer).get("/units/tree/").status_code == 403


def test_a_link_opens_the_way_to_a_unit_without_scripts(world, signed_in):
    client = signed_in(world.checker)
    closed = client.get("/units/tree/")
    assert open_branches(closed.context["nodes"]) == {world.province.name: {}}
    assert f'href="/units/tree/?open={world.city.pk}#u{world.city.pk}"' in closed.content.decode()
    opened = client.get(f"/units/tree/?open={world.county.pk}")
    way = {world.province.name: {world.city.name: {world.county.name: {}}}}
    assert open_branches(opened.context["nodes"]) == way and world.unit.name in opened.content.decode()


def test_a_branch_comes_by_itself_and_goes_again(world, signed_in):
    client, address = signed_in(world.checker), f"/units/tree/{world.county.pk}/"
    opened, closed = client.get(address).content.decode(), client.get(f"{address}?closed=1").content.decode()
    assert world.unit.name in opened and 'aria-expanded="true"' in opened and "<html" not in opened
    assert world.unit.name not in closed and 'aria-expanded="false"' in closed


def test_branches_elsewhere_do_not_exist(world, signed_in):
    client = signed_in(world.inspector)
    assert client.get(f"/units/tree/{world.elsewhere.pk}/").status_code == 404
    assert client.get(f"/units/tree/{world.city.pk}/").status_code == 404
    assert client.get(f"/units/tree/?open={world.elsewhere.pk}").status_code == 404
    assert client.get("/units/tree/?open=x").status_code == 404


def test_what_lies_behind_a_long_branch_is_shown_when_it_is_asked_for(world, signed_in, monkeypatch):
    monkeypatch.setattr(tree, "BRANCH", 1)
    late = make_unit(world.county)
    client = signed_in(world.inspector)
    [county] = client.get("/units/tree/").context["nodes"]
    assert county.are_more and [node.unit for node in county.nodes] == [world.unit]
    [county] = client.get(f"/units/tree/?open={late.pk}").context["nodes"]
    assert [node.unit for node in county.nodes] == [world.unit, late]


def test_it_is_searched_by_words_as_far_as_one_may_see(world, signed_in):
    def found(user, words):
        hits = signed_in(user).get("/units/tree/", {"q": words}).context["found"]
        return [(unit.name, [one.name for one in above]) for unit, above in hits]

    assert found(world.inspector, "青江县 交通") == [(world.unit.name, [world.county.name])]
    above = [world.province.name, world.city.name, world.county.name]
    assert found(world.checker, world.unit.code) == [(world.unit.name, above)]
    assert found(world.inspector, "别处局") == [] and found(make_user("checker", world.unit), "别处") == []

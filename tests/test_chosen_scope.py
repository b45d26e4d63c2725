"""The part of the tree that a person looks at narrows the lists, goes along, and gives nothing."""

import pytest
from django.urls import reverse

from ground.lifecycle.roles import Role
from tests.factories import make_area, make_point, make_unit, make_user

pytestmark = [pytest.mark.any_database, pytest.mark.django_db]


@pytest.fixture
def tree(world):
    world.other = make_unit(world.county, name="青江县财政局")
    world.here = make_point(world.unit, name="这里的风险点")
    world.there = make_point(world.other, name="那里的风险点")
    world.outside = make_area("county", world.city, "331004")
    return world


def test_a_list_is_narrowed_and_says_so(tree, signed_in):
    client = signed_in(tree.inspector)
    both = client.get("/riskpoints/").content.decode()
    assert "这里的风险点" in both and "那里的风险点" in both
    page = client.get("/riskpoints/", {"at": tree.unit.code}).content.decode()
    assert "这里的风险点" in page and "那里的风险点" not in page
    # The navigation leads on in the same part, and the chip leads out of it.
    assert f'href="/measures/?at={tree.unit.code}"' in page
    assert (
        client.get("/riskpoints/", {"at": tree.county.code, "q": "那里"}).content.decode().count("那里的风险点") == 1
    )


def test_the_part_of_the_tree_is_not_kept_as_a_filter(tree, signed_in):
    client = signed_in(tree.inspector)
    client.get("/riskpoints/", {"at": tree.unit.code, "grade": "low"})
    page = client.get("/measures/").content.decode()
    assert "/riskpoints/?grade=low" in page and tree.unit.code not in page


@pytest.mark.parametrize("code", ["331004", "999999", "x' OR 1=1", "a\x00b"])
def test_one_that_is_not_theirs_is_as_one_that_is_not_there(tree, signed_in, code):
    answer = signed_in(tree.inspector).get("/riskpoints/", {"at": code})
    if "\x00" in code:
        assert answer.status_code == 400
    else:
        page = answer.content.decode()
        assert "这里的风险点" in page and "那里的风险点" in page and str(tree.outside) not in page


def test_choosing(tree, signed_in):
    client = signed_in(tree.inspector)
    page = client.get(reverse("units:scope"), {"to": "/riskpoints/?grade=low&at=1&page=3"}).content.decode()
    assert f'href="/riskpoints/?grade=low&amp;at={tree.unit.code}"' in page
    assert str(tree.elsewhere) not in page and str(tree.city) not in page
    assert str(tree.other) in client.get(reverse("units:scope"), {"q": "财政"}).content.decode()
    assert str(tree.elsewhere) not in client.get(reverse("units:scope"), {"q": "别处"}).content.decode()
    # Of a page that is no list, and of an address elsewhere, the unit's own page.
    for to in ("/glossary/", "https://example.org/riskpoints/", "//example.org", "/nowhere/", ""):
        page = client.get(reverse("units:scope"), {"to": to}).content.decode()
        assert f'href="{tree.unit.get_absolute_url()}"' in page and "example.org/riskpoints/?" not in page


def test_who_has_one_unit_is_not_asked(tree, signed_in):
    assert 'class="with-menu scope"' not in signed_in(tree.liaison).get("/riskpoints/").content.decode()
    assert 'class="with-menu scope"' in signed_in(tree.checker).get("/riskpoints/").content.decode()


def test_several_areas_stand_side_by_side(tree, signed_in):
    both = make_user(Role.INSPECTOR, tree.county)
    both.grants.create(role=Role.INSPECTOR, unit=tree.outside)
    page = signed_in(both).get(reverse("units:scope")).content.decode()
    assert str(tree.county) in page and str(tree.outside) in page

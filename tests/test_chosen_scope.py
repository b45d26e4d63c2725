"""The part of the tree that a person looks at narrows the lists, goes along, and gives nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from ground.lifecycle.roles import Role
from tests.factories import make_area, make_point, make_signal, make_unit, make_user
from units.models import Unit

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


def test_the_inbox_is_narrowed_says_so_and_leads_on_in_it(tree, signed_in):
    for unit in (tree.unit, tree.other):
        make_signal(unit, text=f"反映{unit}")
    client = signed_in(tree.inspector)
    page = client.get("/desk/", {"at": tree.other.code})
    text = page.content.decode()
    [line] = [line for part in page.context["parts"] for line in part["lines"]]
    assert line.entry.unit == str(tree.other)
    # Every number of the page is of that part of the tree; the one of the navigation is of all.
    assert page.context["views"][0][1] == 1 and page.context["things_to_do"] == 3  # with a sealing key to make
    assert f'href="?at={tree.other.code}"' not in text and 'title="去掉这个条件"' in text
    assert "at=" not in page.context["chosen"][0].url and page.context["chosen"][0].words == str(tree.other)
    assert f"at={tree.other.code}" in page.context["views"][0][2]
    # The sealing key is of no unit: that it is left out is said.
    said = "选定范围后，不针对具体单位的事项不列出。"
    assert said in text and said not in client.get("/desk/").content.decode()
    # A row that is not in that part is still read where it stands.
    assert len(client.get("/desk/").context["parts"][0]["lines"]) == 2
    # A unit that the reader may not see narrows nothing, as one that is not there.
    assert len(client.get("/desk/", {"at": tree.elsewhere.code}).context["parts"][0]["lines"]) == 2
    choice = client.get(reverse("units:scope"), {"to": "/desk/?kind=triage&page=2"}).content.decode()
    assert f'href="/desk/?kind=triage&amp;at={tree.unit.code}"' in choice


def test_what_lies_in_no_unit_is_not_in_a_part_of_the_tree(tree, signed_in):
    make_user(username="ohne")
    client = signed_in(tree.administrator)
    assert "未授予角色的账号" in client.get("/desk/").content.decode()
    assert "未授予角色的账号" not in client.get("/desk/", {"at": tree.unit.code}).content.decode()


def test_the_api_has_no_part_in_it(tree, signed_in):
    """A choice narrows the page alone: a program asks by the filters of its route, and this is none of them."""
    client = signed_in(tree.inspector)
    for address in ("/api/v1/risk-points/", "/api/v1/measures/", "/api/v1/units/", "/api/v1/steps/"):
        assert client.get(address).status_code == 200
        refused = client.get(address, {"at": tree.unit.code})
        assert refused.status_code == 400 and [e["pointer"] for e in refused.json()["errors"]] == ["#/at"], address
    client.get("/riskpoints/", {"at": tree.unit.code})
    names = {row["name"] for row in client.get("/api/v1/risk-points/").json()["results"]}
    assert names == {"这里的风险点", "那里的风险点"}
    client.get("/riskpoints/", {"at": tree.other.code})
    below = client.get("/api/v1/risk-points/", {"below": tree.unit.pk}).json()["results"]
    assert [row["name"] for row in below] == ["这里的风险点"]


def test_the_boards_have_an_area_of_their_own(tree, signed_in):
    city = tree.city.division_id
    anybody = Client()
    assert anybody.get("/boards/", {"area": city}).context["city"] == tree.city
    # A link of before leads on; one that names nothing is as none.
    assert anybody.get("/boards/", {"at": city, "q": "局"}).url == f"/boards/?q=%E5%B1%80&area={city}"
    assert anybody.get("/boards/", {"at": "999999"}).context["city"] is None
    # Whoever looks at a part of the tree keeps it, whatever area the boards are of.
    Unit.objects.filter(pk=tree.county.pk).update(code=city)
    client = signed_in(tree.inspector)
    both = client.get("/boards/", {"at": city})
    assert both.status_code == 200 and both.context["city"] is None and both.context["scope"] == tree.county
    text = client.get("/boards/", {"at": city, "area": city}).content.decode()
    assert f'name="at" value="{city}"' in text and f'name="area" value="{city}"' in text

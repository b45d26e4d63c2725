"""Pages open to all: what is published and nothing else, kept ready, without names of people."""

import pytest
from django.test import Client

from ground.lifecycle.versions import version_of
from powers.models import PowerItem
from tests.factories import make_flow, make_power

pytestmark = pytest.mark.any_database


def test_a_unit_shows_its_published_powers_and_no_people(world):
    PowerItem.objects.filter(pk=world.item.pk).update(name="道路运输经营许可")
    make_flow(make_power(world.unit, name="没公开的", status="confirmed"), status="confirmed")
    world.registered(world.steps[0])
    client = Client()
    for address in ("/boards/", f"/boards/units/{world.unit.pk}/", f"/boards/{world.flow.pk}/"):
        text = client.get(address).content.decode()
        assert "道路运输经营许可" in text and "没公开的" not in text, address
        for person in ("李联络", "王局长", "陈纪检"):
            assert person not in text, address
    assert client.get(f"/boards/units/{world.elsewhere.pk}/").status_code == 404


def test_boards_are_found_by_power_and_by_unit(world):
    PowerItem.objects.filter(pk=world.item.pk).update(name="道路运输经营许可")
    for words, hits in (("运输经营", 1), ("青江县", 1), ("青江县 经营许可", 1), ("青江县 卫生", 0), ("卫生", 0)):
        assert Client().get("/boards/", {"q": words}).context["table"].total == hits, words


def test_a_page_is_kept_for_a_minute_and_costs_no_query(world, django_assert_num_queries):
    client, address = Client(), f"/boards/{world.flow.pk}/"
    first = client.get(address)
    assert first["Cache-Control"] == "public, max-age=60" and not first.cookies
    with django_assert_num_queries(0):
        again = client.get(address)
        assert again.content == first.content
        assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    english = Client()
    english.cookies["django_language"] = "en"
    assert "Public boards" in english.get("/boards/").content.decode()


def test_who_is_signed_in_gets_no_kept_page_and_leaves_none(world, signed_in):
    head, address = signed_in(world.head), f"/boards/{world.flow.pk}/"
    assert "王局长" in head.get(address).content.decode()
    assert "王局长" not in Client().get(address).content.decode()
    world.flow.perform("withdraw", by=world.head, reason="修订", seen=version_of(world.flow))
    assert head.get(address).status_code == 200


def test_an_open_page_sets_no_cookie_and_the_language_needs_no_token():
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/language/", {"language": "en", "next": "/boards/"})
    assert answer.status_code == 302 and client.cookies["django_language"].value == "en"


def test_a_board_shows_the_drawing_and_not_its_text(world):
    text = Client().get(f"/boards/{world.flow.pk}/").content.decode()
    assert '<svg\n  class="flow"' in text and "&lt;svg" not in text

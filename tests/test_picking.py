"""Rows out of many thousands are chosen by typing: suggestions from the own scope, a clear sentence otherwise."""

import re

import pytest

from accounts.models import RoleGrant
from tests.factories import make_post, make_unit, make_user
from units.models import Official, PostPeriod, Unit

pytestmark = pytest.mark.any_database


def suggestions(client, path: str, text: str, field: str = "unit") -> list[str]:
    return re.findall(r'value="([^"]*)"', client.get(path, {field: text}).content.decode())


def test_suggestions_come_from_the_own_scope_only(world, signed_in):
    inside = make_unit(world.county, name="青江县审计局", code="A1")
    administrator = make_user("administrator", world.county)
    client = signed_in(administrator)
    assert suggestions(client, "/units/pick/", "审计") == ["青江县审计局（A1）"]
    assert suggestions(client, "/units/pick/", "别处") == []
    assert suggestions(client, "/units/pick/", "青江县审计局（A1）") == []  # it is chosen already
    assert suggestions(client, "/units/pick/", "") == []
    post = make_post(inside, name="科长", department="一科")
    assert suggestions(client, "/units/posts/pick/", "审计 科长", "post") == [
        f"青江县审计局 · 一科 科长（{post.pk}）"
    ]
    official = Official.objects.create(name="王守正", staff_number="ZJ1")
    assert suggestions(client, "/units/officials/pick/", "守正", "official") == []
    PostPeriod.objects.create(official=official, post=post, started_on="2020-01-01")
    assert suggestions(client, "/units/officials/pick/", "守正", "official") == ["王守正 · 青江县审计局（ZJ1）"]


def grant(client, world, unit: str):
    facts = {"role": "liaison", "unit": unit, "valid_from": "2026-01-01", "valid_until": "", "reason": "任命"}
    return client.post(f"/accounts/{world.observer.pk}/grant/", facts)


def test_a_unit_is_taken_by_its_text_its_code_or_its_only_name(world, signed_in):
    client = signed_in(world.administrator)
    for text in (f"青江县交通运输局（{world.unit.code}）", world.unit.code, "青江县交通运输局"):
        assert grant(client, world, text).status_code == 302, text
        given = RoleGrant.objects.get(user=world.observer, role="liaison")
        assert given.unit == world.unit
        given.delete()


def test_a_text_that_names_nothing_keeps_what_was_typed_and_says_so(world, signed_in):
    make_unit(world.county, name="重名局", code="B1")
    make_unit(world.county, name="重名局", code="B2")
    client = signed_in(make_user("administrator", world.county))
    for text in ("没有这个局", "重名局", "别处局（X9）", f"别的省（{world.province.code}）"):
        answer = grant(client, world, text)
        assert answer.status_code in (404, 422), text
        if answer.status_code == 422:
            assert "没有" in answer.content.decode() and f'value="{text}"' in answer.content.decode()
    assert not RoleGrant.objects.filter(user=world.observer, role="liaison").exists()


def test_a_new_unit_is_placed_below_the_one_that_was_typed(world, signed_in):
    client = signed_in(world.administrator)
    page = client.get("/units/new/").content.decode()
    assert page.count("<option") < 200  # the form does not carry the tree
    facts = {
        "parent": f"{world.county.name}（{world.county.code}）",
        "name": "新设局",
        "code": "N1",
        "kind": "party_state",
        "level": "county",
        "division": world.county.division_id,
        "industry": "general",
        "must_be_covered": "on",
    }
    assert client.post("/units/new/", facts).status_code == 302
    assert Unit.objects.get(code="N1").path.startswith(world.county.path)


def test_the_unit_to_work_for_is_found_by_typing_where_there_are_many(world, signed_in):
    for n in range(25):
        make_unit(world.county, name=f"第{n:02d}所学校")
    client = signed_in(world.inspector)
    page = client.get("/warnings/new/")
    assert len(page.context["units"]) == 20 and page.context["are_more"]
    page = client.get("/warnings/new/?find=第07所").content.decode()
    assert "第07所学校" in page and "第08所学校" not in page
    assert "没有这样的单位" in client.get(f"/warnings/new/?find={world.elsewhere.name}").content.decode()
    chosen = make_unit(world.county)
    assert client.get(f"/warnings/new/?unit={chosen.pk}").status_code == 200
    assert client.get(f"/warnings/new/?unit={world.elsewhere.pk}").status_code == 404

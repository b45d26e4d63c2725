"""Two people at one row: nothing is overwritten unseen, nothing is decided unread."""

import pytest
from django.forms.models import model_to_dict

from ground.lifecycle.versions import row_at, version_of
from measures.models import Measure
from tests.factories import make_measure, make_point, make_post, make_rule, make_user

pytestmark = pytest.mark.any_database


def form_of(client, address):
    """What a browser would send back from the form at `address`."""
    form = client.get(address).context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in data.items() if value not in (None, False)}
    return data | {"version": client.get(address).context["version"]}


def test_the_second_to_save_sees_both_versions_and_overwrites_nothing(world, signed_in):
    point = make_point(world.unit, name="审批走过场", likelihood=2)
    other = signed_in(make_user("liaison", world.unit, name="孙联络"))
    mine, address = signed_in(world.liaison), f"/riskpoints/{point.pk}/edit/"
    opened = form_of(mine, address)
    assert other.post(address, form_of(other, address) | {"name": "审批不严", "harm": 4}).status_code == 302

    answer = mine.post(address, opened | {"name": "超时审批", "manifestation": "拖延不办。"})
    assert answer.status_code == 409
    point.refresh_from_db()
    assert (point.name, point.manifestation) == ("审批不严", "对不符合条件的予以通过。")
    text = answer.content.decode()
    assert "孙联络" in text and "审批走过场" in text and "审批不严" in text and "超时审批" in text
    told = {str(d.label): (d.before, d.theirs, d.mine, d.is_clash) for d in answer.context["conflict"].differences}
    assert told["风险点"] == ("审批走过场", "审批不严", "超时审批", True)
    assert told["危害程度"] == ("1", "4", "4", False)

    merged = answer.context["form"].data.dict() | {"version": answer.context["version"]}
    assert mine.post(address, merged).status_code == 302
    point.refresh_from_db()
    assert (point.name, point.harm, point.manifestation) == ("超时审批", 4, "拖延不办。")


def test_the_version_shown_after_a_conflict_is_the_one_of_the_new_row(world, signed_in):
    point = make_point(world.unit)
    client, address = signed_in(world.liaison), f"/riskpoints/{point.pk}/edit/"
    opened = form_of(client, address)
    point.name = "改过"
    point.save()
    first = client.post(address, opened | {"name": "甲"})
    point.name = "又改过"
    point.save()
    again = first.context["form"].data.dict() | {"version": first.context["version"]}
    assert client.post(address, again).status_code == 409


def test_a_changed_link_is_a_change_of_the_measure(world, signed_in):
    point = make_point(world.unit)
    measure = make_measure(point)
    client, address = signed_in(world.liaison), f"/measures/{measure.pk}/edit/"
    opened = form_of(client, address)
    rule = make_rule(world.unit, title="联签制度")
    measure.rules.add(rule)
    answer = client.post(address, opened | {"text": "三人会签"})
    assert answer.status_code == 409 and "联签制度" in answer.content.decode()
    assert list(Measure.objects.get().rules.all()) == [rule]


def test_nobody_endorses_what_was_changed_after_they_read_it(world, signed_in):
    point = world.filed()
    head = signed_in(world.head)
    seen = head.get(f"/riskpoints/{point.pk}/").context["point"]
    version = version_of(seen)
    point.perform("take_back", by=world.liaison)
    point.manifestation = "换了内容"
    point.save()
    point.perform("file", by=world.liaison)
    answer = head.post(f"/riskpoints/{point.pk}/to/endorse/", {"version": version}, follow=True)
    point.refresh_from_db()
    assert point.status == "filed" and "在你打开之后" in answer.content.decode()
    head.post(f"/riskpoints/{point.pk}/to/endorse/", {"version": version_of(point)})
    point.refresh_from_db()
    assert point.status == "endorsed"


def test_a_row_is_told_as_it_was_at_a_version(world):
    post = make_post(world.unit, name="旧名")
    then = version_of(post)
    post.name = "新名"
    post.save()
    assert row_at(post, then).name == "旧名" and row_at(post, version_of(post)).name == "新名"
    assert row_at(post, "999999999") is None and row_at(post, "x") is None
    assert model_to_dict(row_at(post, then))["unit"] == world.unit.pk

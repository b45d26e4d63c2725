"""The queue of those who endorse and register: due days, colleagues, the way from filing to filing."""

from datetime import date

import pytest

from ground.lifecycle.changelog import changes_of
from ground.lifecycle.roles import Role
from ground.lifecycle.versions import version_of
from ground.lifecycle.workdays import working_days_after
from riskpoints.assignments import assign, colleagues_of
from riskpoints.models import RiskPoint
from tests.factories import make_user

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize(
    ("day", "count", "last"),
    [
        ("2026-11-24", 5, "2026-12-01"),
        # The week of the National Day is free, and the Saturday after it is worked.
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-10-09", 1, "2026-10-10"),
        # The Spring Festival, with a Saturday worked before and one after.
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-14", 1, "2026-02-24"),
    ],
)
def test_days_are_counted_without_holidays_and_with_the_weekends_worked_for_them(day, count, last):
    assert working_days_after(date.fromisoformat(day), count) == date.fromisoformat(last)


def test_every_step_says_until_when_the_next_one_is_to_act(world):
    point = world.filed()
    assert point.act_by == working_days_after(point.filed_at.astimezone().date(), 5)
    point.perform("endorse", by=world.head)
    assert point.act_by == working_days_after(point.endorsed_at.astimezone().date(), 10)
    point.perform("return", by=world.inspector, reason="请补充")
    assert point.act_by == working_days_after(point.returned_at.astimezone().date(), 10)
    point.perform("file", by=world.liaison)
    point.perform("endorse", by=world.head)
    point.perform("register", by=world.inspector)
    assert point.act_by is None and not point.is_late


def test_a_filing_is_given_to_a_colleague_and_back_and_the_log_knows(world, signed_in):
    point = world.filed()
    deputy = make_user(Role.UNIT_HEAD, world.unit, name="何副局")
    client = signed_in(world.head)
    chosen = f"{point.pk}:{version_of(point)}"
    form = {"verb": "assign", "point": chosen, "colleague": deputy.pk}
    assert "何副局" in client.post("/riskpoints/queue/", form, follow=True).content.decode()
    point.refresh_from_db()
    assert point.assigned_to == deputy
    change = changes_of(point)[0]
    assert change.who == "王局长" and change.action == "riskpoint.assign"
    listed = [row.record.pk for row in client.get("/riskpoints/queue/?assigned=me").context["table"].rows]
    assert listed == []
    mine = signed_in(deputy).get("/riskpoints/queue/?assigned=me").context["table"].rows
    assert [row.record.pk for row in mine] == [point.pk]
    point.perform("endorse", by=deputy)
    assert point.assigned_to is None


def test_colleagues_are_those_who_may_act_wherever_i_may(world):
    above = make_user(Role.INSPECTOR, world.city, name="甲")
    same = make_user(Role.INSPECTOR, world.county, name="乙")
    make_user(Role.INSPECTOR, world.unit, name="只管一家")
    make_user(Role.UNIT_HEAD, world.unit, name="别的角色")
    gone = make_user(Role.INSPECTOR, world.county, name="已停用")
    gone.is_active = False
    gone.save()
    assert set(colleagues_of(world.inspector)) == {world.inspector, above, same}
    assert colleagues_of(world.inspector)[0] == world.inspector


def test_nobody_is_given_what_they_may_not_do(world, signed_in):
    point = world.filed()
    client = signed_in(world.head)
    for colleague in (world.inspector.pk, "x", world.liaison.pk):
        form = {"verb": "assign", "point": f"{point.pk}:", "colleague": colleague}
        assert "请从列表" in client.post("/riskpoints/queue/", form, follow=True).content.decode()
    form = {"verb": "assign", "point": f"{point.pk}:", "colleague": world.inspector.pk}
    assert "只能指定" in signed_in(world.inspector).post("/riskpoints/queue/", form, follow=True).content.decode()
    point.refresh_from_db()
    assert point.assigned_to is None


def test_a_filer_is_not_given_their_own_filing(world):
    from ground.lifecycle.machine import NotAllowed

    both = make_user(Role.LIAISON, world.unit, name="兼任")
    from accounts.models import RoleGrant

    RoleGrant.objects.create(user=both, role=Role.UNIT_HEAD, unit=world.unit, reason="测试")
    point = world.filed()
    RiskPoint.objects.filter(pk=point.pk).update(filed_by=both)
    with pytest.raises(NotAllowed):
        assign(RiskPoint.objects.filter(pk=point.pk), both, by=world.head)


def test_the_queue_leads_from_filing_to_filing_within_its_filters(world, signed_in):
    points = [world.filed(name=f"第{n}件") for n in range(3)]
    other = world.filed(name="别类", risk_class="duty")
    client = signed_in(world.head)
    address = f"/riskpoints/{points[1].pk}/?in=queue&risk_class=process"
    way = client.get(address).context["way"]
    assert way["previous"].startswith(f"/riskpoints/{points[0].pk}/?in=queue")
    assert way["next"].startswith(f"/riskpoints/{points[2].pk}/?in=queue")
    assert "next" not in client.get(f"/riskpoints/{points[2].pk}/?in=queue&risk_class=process").context["way"]
    assert f"/{other.pk}/" in client.get(f"/riskpoints/{points[2].pk}/?in=queue").context["way"]["next"]
    # Endorsed from there, the next one opens.
    form = {"version": version_of(points[1]), "next": way["next"]}
    answer = client.post(points[1].transition_url("endorse"), form)
    assert answer.url == way["next"]
    assert client.get(f"/riskpoints/{points[1].pk}/").context["way"] == {}


def test_what_changed_since_the_queue_was_shown_stays(world, signed_in):
    one, two = world.filed(), world.filed()
    client = signed_in(world.head)
    shown = client.get("/riskpoints/queue/").content.decode()
    chosen = [f"{p.pk}:{version_of(p)}" for p in (one, two)]
    assert all(f'value="{c}"' in shown for c in chosen)
    one.perform("take_back", by=world.liaison)
    one.perform("file", by=world.liaison)
    client.post("/riskpoints/queue/", {"verb": "endorse", "point": chosen})
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.status, two.status) == ("filed", "endorsed")


def test_late_filings_are_found(world, signed_in):
    late, new = world.filed(), world.filed()
    RiskPoint.objects.filter(pk=late.pk).update(act_by="2011-12-30")
    rows = signed_in(world.head).get("/riskpoints/queue/?late=true").context["table"].rows
    assert [row.record.pk for row in rows] == [late.pk]
    assert new.act_by is not None


def test_filters_are_remembered_in_the_navigation_and_forgotten_when_cleared(world, signed_in):
    client = signed_in(world.checker)
    client.get("/riskpoints/?grade=high&page=2")
    assert 'href="/riskpoints/?grade=high"' in client.get("/units/").content.decode()
    client.get("/riskpoints/?below=1&grade=low")
    assert 'href="/riskpoints/?grade=high"' in client.get("/units/").content.decode()
    client.get("/riskpoints/")
    assert 'href="/riskpoints/?grade=high"' not in client.get("/units/").content.decode()

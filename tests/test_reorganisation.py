"""Units renamed, moved and merged: everything goes along, figures stay true, and within the day it can be undone."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.models import RoleGrant, User
from ground.lifecycle.changelog import changes_of
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from measures.models import Measure, Rule
from oversight.coverage.area_figures import figures, recount
from oversight.coverage.models import UnitCoverage
from oversight.reorganisations.changes import carry_out, undo
from oversight.reorganisations.models import ReorganisationKind
from powers.models import PowerItem
from riskpoints import counts
from riskpoints.models import RiskPoint
from tests.factories import make_area, make_post, make_power, make_rule, make_unit, make_user
from units.models import Official, Post, PostPeriod, Unit


@pytest.fixture
def full(world):
    """A unit with something of everything, and another one to take it over."""
    world.point = world.registered(world.steps[0])
    world.waiting = world.filed()
    world.other = make_unit(world.county, name="青江县交通综合局")
    world.official = Official.objects.create(name="赵一诺", staff_number="1")
    PostPeriod.objects.create(official=world.official, post=make_post(world.unit), started_on="2010-01-01")
    return world


def change(world, kind, target=None, unit=None, **more):
    more = {"by": world.administrator, "reason": "机构改革方案"} | more
    return carry_out(kind, unit or world.unit, target, **more)


def everything(world):
    """What the register holds, by unit; and what coverage and counts say of every area."""
    rows = {
        model._meta.label: sorted(model.objects.values_list("pk", "unit", "path" if model in PLACED else "unit"))
        for model in (Post, PowerItem, RiskPoint, Measure, Rule)
    }
    areas = [world.province, world.city, world.county]
    sums = {a.pk: (figures(fresh(a)).units, counts.total([fresh(a).path])) for a in areas}
    tree = sorted(Unit.objects.values_list("pk", "path", "status", "level", "division", "warning_contact"))
    roles = sorted(RoleGrant.objects.in_force().values_list("user", "role", "unit"))
    return rows, sums, tree, roles


PLACED = (RiskPoint, Measure)


def fresh(unit):
    return Unit.objects.get(pk=unit.pk)


def is_true(world):
    """Every copy, count and sum is what the rows give."""
    assert recount().is_clean
    for model in PLACED:
        assert not model.objects.exclude(path=F("unit__path")).exists()


def test_a_merged_unit_gives_everything_to_the_other_and_stays_as_closed(full):
    before = set(RiskPoint.objects.values_list("pk", flat=True))
    change(full, ReorganisationKind.MERGE, full.other)
    unit, other = fresh(full.unit), fresh(full.other)
    assert unit.status == "closed" and not unit.posts.exists() and not unit.risk_points.exists()
    assert set(other.risk_points.values_list("pk", flat=True)) == before
    assert other.powers.count() == 1 and other.measures.count() == 2 and other.rules.count() == 1
    assert full.official.periods.get().post.unit == other
    head = User.objects.get(pk=full.head.pk)
    assert head.holds((Role.UNIT_HEAD,), at=other) and not head.holds((Role.UNIT_HEAD,), at=unit)
    full.waiting.refresh_from_db()
    full.waiting.perform("endorse", by=head)
    assert changes_of(full.waiting)[1].reason == "机构改革方案"
    assert UnitCoverage.objects.get(pk=other.pk).points == 1 and UnitCoverage.objects.get(pk=unit.pk).points == 0
    is_true(full)


def test_what_both_units_have_by_the_same_name_is_marked_with_the_old_unit(full):
    make_power(full.other, code=full.item.code, name="另一项")
    make_rule(full.other, number=full.rule.number)
    make_post(full.other, name="监察室主任")
    change(full, ReorganisationKind.MERGE, full.other)
    full.item.refresh_from_db()
    full.rule.refresh_from_db()
    assert full.unit.code in full.item.code and full.unit.code in full.rule.number
    departments = Post.objects.filter(unit=full.other, name="监察室主任").values_list("department", flat=True)
    assert sorted(departments) == ["", "青江县交通运输局"]


@pytest.mark.parametrize("kind", ["rename", "move", "move an area", "merge"])
def test_a_reorganisation_is_undone_within_the_day_without_a_trace_in_the_rows(full, kind):
    elsewhere = make_area("city", full.province, "330100")
    before = everything(full)
    done = {
        "rename": lambda: change(full, ReorganisationKind.RENAME, name="青江县交通运输和港航局"),
        "move": lambda: change(full, ReorganisationKind.MOVE, elsewhere),
        "move an area": lambda: change(full, ReorganisationKind.MOVE, elsewhere, unit=full.county),
        "merge": lambda: change(full, ReorganisationKind.MERGE, full.other),
    }[kind]()
    is_true(full)
    undo(done, by=full.administrator)
    now = everything(full)
    # A unit that was moved away and back stands last among its neighbours.
    place = {old[1]: new[1] for old, new in zip(before[2], now[2], strict=True)}
    moved = tuple(tuple(row) for row in before[2])
    assert [(pk, place[path], *rest) for pk, path, *rest in moved] == now[2]
    assert (before[1], before[3]) == (now[1], now[3])
    for label, rows in before[0].items():
        assert [row[:2] for row in rows] == [row[:2] for row in now[0][label]], label
    is_true(full)
    assert fresh(full.unit).name == "青江县交通运输局"
    done.refresh_from_db()
    assert done.undone_by == full.administrator


def test_a_moved_unit_is_seen_and_counted_at_its_new_place(full):
    city = make_area("city", full.province, "330100")
    county = make_area("county", city, "330102")
    change(full, ReorganisationKind.MOVE, county)
    unit = fresh(full.unit)
    assert unit.path.startswith(fresh(county).path) and unit.division_id == "330102"
    inspector = User.objects.get(pk=full.inspector.pk)
    assert not RiskPoint.objects.visible_to(inspector).exists()
    assert RiskPoint.objects.visible_to(make_user(Role.INSPECTOR, county)).count() == 2
    assert counts.total([fresh(full.county).path]) == 0 and counts.total([fresh(city).path]) == 2
    is_true(full)


def test_a_county_moves_with_all_below_it(full):
    city = make_area("city", full.province, "330100")
    change(full, ReorganisationKind.MOVE, city, unit=full.county)
    assert fresh(full.unit).path.startswith(fresh(city).path)
    assert counts.total([fresh(city).path]) == counts.total([fresh(full.county).path]) == 2
    assert counts.total([fresh(full.city).path]) == 0
    assert figures(fresh(city)).units == 2
    is_true(full)


def test_what_is_impossible_is_refused_in_words(full):
    child = make_unit(full.unit, name="下属站")
    county_administrator = make_user(Role.ADMINISTRATOR, full.county)
    for more, sentence in (
        ({"kind": ReorganisationKind.MERGE, "target": child}, "下级"),
        ({"kind": ReorganisationKind.MERGE, "target": full.unit}, "自身"),
        ({"kind": ReorganisationKind.MERGE, "target": full.county}, "区域"),
        ({"kind": ReorganisationKind.MOVE, "target": child}, "自身之下"),
        ({"kind": ReorganisationKind.MOVE, "target": full.county}, "已在"),
        ({"kind": ReorganisationKind.RENAME, "name": full.unit.name}, "已是"),
        ({"kind": ReorganisationKind.RENAME, "name": "x", "reason": " "}, "原因"),
        ({"kind": ReorganisationKind.MOVE, "target": full.city, "by": county_administrator}, "其中一个"),
        ({"kind": ReorganisationKind.RENAME, "name": "x", "by": full.liaison}, "其中一个"),
    ):
        with pytest.raises(NotAllowed) as refusal:
            change(full, more.pop("kind"), more.pop("target", None), **more)
        assert sentence in str(refusal.value.sentence), sentence
    assert fresh(full.unit).status == "active" and full.unit.posts.exists()


def test_tomorrow_or_after_a_later_change_nothing_is_undone(full):
    first = change(full, ReorganisationKind.RENAME, name="甲局")
    second = change(full, ReorganisationKind.RENAME, name="乙局")
    with pytest.raises(NotAllowed):
        undo(first, by=full.administrator)
    second.at = timezone.now() - timedelta(days=1)
    second.save()
    with pytest.raises(NotAllowed):
        undo(second, by=full.administrator)
    assert fresh(full.unit).name == "乙局"


def test_a_merge_is_not_undone_where_a_row_went_on(full):
    done = change(full, ReorganisationKind.MERGE, full.other)
    third = make_unit(full.county)
    RiskPoint.objects.filter(pk=full.point.pk).update(unit=third)
    with pytest.raises(NotAllowed):
        undo(done, by=full.administrator)
    assert fresh(full.unit).status == "closed" and not fresh(full.unit).posts.exists()


def test_its_page_says_what_would_change_before_it_does(full, signed_in):
    client, address = signed_in(full.administrator), f"/reorganisations/units/{full.unit.pk}/"
    seen = client.get(address, {"kind": "merge", "target": full.other.code}).context["seen"]
    told = {str(label): n for label, n in seen.counts}
    assert told["风险点"] == 2 and told["其中待办理"] == 1 and told["担任岗位的干部"] == 1
    assert fresh(full.unit).status == "active"
    child = make_unit(full.unit)
    refused = client.get(address, {"kind": "merge", "target": child.code})
    assert "下级" in refused.content.decode() and refused.context["seen"] is None
    form = {"kind": "merge", "target": full.other.code, "name": "", "reason": ""}
    assert client.post(address, form).status_code == 409
    answer = client.post(address, form | {"reason": "改革"}, follow=True)
    assert "撤销" in answer.content.decode() and fresh(full.unit).status == "closed"


def test_units_below_a_merged_unit_go_along_and_come_back(full):
    children = [make_unit(full.unit, name=f"下属{n}站") for n in range(2)]
    done = change(full, ReorganisationKind.MERGE, full.other)
    assert all(fresh(child).path.startswith(fresh(full.other).path) for child in children)
    is_true(full)
    undo(done, by=full.administrator)
    assert all(fresh(child).path.startswith(fresh(full.unit).path) for child in children)
    is_true(full)

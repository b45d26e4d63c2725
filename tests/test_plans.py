"""Domain control plans: what they ask, who keeps them, and what falls short of them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from exchange.library.catalogue import powers
from ground.lifecycle.changelog import changes_of
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from measures import control_plans
from measures.let_through import usual_day
from measures.models import ControlPlan, Measure, PlanGap, PlanRequirement
from oversight.coverage import area_figures
from oversight.coverage.models import UnitCoverage
from powers.models import Domain
from riskpoints.grading import Grade, grade
from riskpoints.models import RiskPoint
from tests.coverage_lists import lacking
from tests.factories import make_measure, make_plan, make_point, make_user

TWO_WITH_OPENNESS = {"least": 2, "methods": ["openness"]}


@pytest.fixture
def planned(world):
    """A registered point of a domain, held by one measure, and an inspector of the province."""
    world.domain = Domain.objects.get(code="construction")
    world.item.domain = world.domain
    world.item.save()
    # A key domain asks for a review date of every point.
    world.point = world.registered(world.steps[0], review_on=timezone.localdate() + timedelta(days=90))
    world.point.refresh_from_db()
    world.keeper = make_user(Role.INSPECTOR, world.province, username="keeper")
    return world


def figures(world) -> tuple[int, int, bool]:
    row = UnitCoverage.objects.get(pk=world.unit.pk)
    return row.points_held, row.points, row.points_mark


def form(world, **given):
    return {
        "domain": world.domain.pk,
        "title": "工程建设领域防控办法",
        "number": "浙纪发〔2011〕8号",
        "text": "逐环节排查。",
        **{f"least_{g}": 0 for g in Grade},
        **given,
    }


def test_a_plan_counts_in_the_fourth_mark_once_it_is_in_force(planned):
    assert figures(planned) == (1, 1, True)
    make_plan(planned.domain, **{planned.point.grade: TWO_WITH_OPENNESS})
    assert figures(planned) == (0, 1, False)
    assert planned.unit.pk in lacking(planned.province, "points_mark").values_list("unit", flat=True)
    # A second measure is not enough: one has to be by openness.
    make_measure(planned.point, status="in_force", method="division")
    assert figures(planned) == (0, 1, False)
    make_measure(planned.point, status="in_force", method="openness")
    assert figures(planned) == (1, 1, True)
    assert area_figures.recount().is_clean


def test_points_of_other_grades_and_domains_need_one_live_measure_as_before(planned):
    others = [g.value for g in Grade if g.value != planned.point.grade]
    make_plan(planned.domain, **dict.fromkeys(others, TWO_WITH_OPENNESS))
    make_plan(Domain.objects.get(code="bidding"), **{planned.point.grade: TWO_WITH_OPENNESS})
    assert figures(planned) == (1, 1, True)


def test_what_falls_short_is_listed_with_what_is_missing(planned, signed_in):
    make_plan(planned.domain, **{planned.point.grade: TWO_WITH_OPENNESS})
    bare = planned.registered(name="措施没有落实的风险")
    Measure.objects.filter(points=bare).update(status="planned")
    held = planned.registered(name="措施到位的风险")
    checker, address = signed_in(planned.checker), reverse("dashboards:not_held")
    page = checker.get(address).content.decode()
    assert planned.point.name in page and bare.name in page and held.name not in page
    assert "再加1项措施、公开防控" in page and "工程建设领域防控办法" in page
    assert planned.point.name not in checker.get(address, {"missing": "bare"}).content.decode()
    assert bare.name not in checker.get(address, {"missing": "short"}).content.decode()
    assert bare.name not in checker.get(address, {"domain": planned.domain.pk}).content.decode()
    # The unit's page leads there, and the work list of its liaison counts them.
    marks = checker.get(planned.unit.get_absolute_url()).content.decode()
    assert f"{address}?below={planned.unit.pk}" in marks
    assert address in signed_in(planned.liaison).get(reverse("desk")).content.decode()
    api = checker.get("/api/v1/points-not-held/").json()["results"]
    assert {(row["id"], row["live"], row["least"], *row["missing_methods"]) for row in api} == {
        (planned.point.pk, 1, 2, "openness"),
        (bare.pk, 0, 1),
    }


def test_the_page_of_a_point_says_what_the_plan_asks(planned, signed_in):
    make_plan(planned.domain, **{planned.point.grade: TWO_WITH_OPENNESS})
    beside = reverse("measures:plan_of", args=[planned.point.pk])
    page = signed_in(planned.liaison).get(beside).content.decode()
    assert "未达要求" in page and "缺少：公开防控" in page
    make_measure(planned.point, status="in_force", method="openness")
    assert "未达要求" not in signed_in(planned.liaison).get(beside).content.decode()


def test_an_inspector_of_the_province_keeps_the_plans(planned, signed_in):
    client = signed_in(planned.keeper)
    wanted = form(planned, **{f"least_{planned.point.grade}": 2, f"methods_{planned.point.grade}": ["openness"]})
    assert client.post(reverse("measures:plan_create"), wanted).status_code == 302
    plan = ControlPlan.objects.get()
    # Until the worker has counted anew, what was in force counts.
    assert plan.wanted == {planned.point.grade: TWO_WITH_OPENNESS} and figures(planned) == (1, 1, True)
    assert "正在生效" in client.get(plan.get_absolute_url()).content.decode()
    assert control_plans.put_in_force() == 1 and control_plans.put_in_force() == 0
    assert figures(planned) == (0, 1, False)
    assert "正在生效" not in client.get(plan.get_absolute_url()).content.decode()
    # A change of words alone is saved at once; taken back, the requirement is gone.
    edit, version = reverse("measures:plan_edit", args=[plan.pk]), {}
    page = client.get(edit).content.decode()
    version["version"] = page.split('name="version" value="')[1].split('"')[0]
    assert client.post(edit, form(planned, title="新名称", **version)).status_code == 302
    assert not any(least.value() for _grade, least, _m in client.get(edit).context["form"].of_grades)
    control_plans.put_in_force()
    plan.refresh_from_db()
    assert (plan.title, plan.wanted, PlanRequirement.objects.count()) == ("新名称", None, 0)
    assert figures(planned) == (1, 1, True)
    log = changes_of(plan)
    assert {change.who for change in log} == {planned.keeper.name}
    told = [field for change in log for field in change.fields if field.name == "wanted" and field.after]
    assert told[-1].after.endswith("2项措施 公开防控") and "least" not in told[-1].after


def test_nonsense_is_refused_and_nobody_else_keeps_them(planned, signed_in):
    create = reverse("measures:plan_create")
    answer = signed_in(planned.keeper).post(
        create, form(planned, least_high=1, methods_high=["openness", "division"])
    )
    assert answer.status_code == 422 and "措施数不能少于方法数" in answer.content.decode()
    assert signed_in(planned.inspector).post(create, form(planned)).status_code == 403
    plan = make_plan(planned.domain)
    assert signed_in(planned.inspector).get(reverse("measures:plan_edit", args=[plan.pk])).status_code == 404


def test_the_shipped_plans_are_met_by_the_shipped_library(db):
    shipped = {row["domain"]: row["asks"] for row in control_plans.shipped()}
    assert set(shipped) <= set(Domain.objects.values_list("code", flat=True)) and len(shipped) >= 12
    for power in powers():
        for risk in filter(None, (step.risk for step in power.steps)):
            asked = shipped.get(power.domain, {}).get(grade(*risk.values, three_majors=risk.three_majors))
            methods = [method for method, _text in risk.measures]
            assert asked is None or (len(methods) >= asked["least"] and set(asked["methods"]) <= set(methods)), risk


def test_loading_them_leaves_plans_that_are_there_as_they_are(db):
    own = make_plan(Domain.objects.get(code="land"), low={"least": 3, "methods": []})
    assert control_plans.load() == len(control_plans.shipped()) - 1
    assert control_plans.load() == 0
    assert control_plans.in_force(own) == {"low": {"least": 3, "methods": []}}
    assert RiskPoint.objects.count() == 0


def test_a_high_point_below_its_plan_is_registered_with_an_opinion_and_a_day_for_what_is_missing(planned, signed_in):
    make_plan(planned.domain, high=TWO_WITH_OPENNESS)
    facts = {"likelihood": 5, "harm": 5, "review_on": timezone.localdate()}
    points = [planned.filed(name=name, step=planned.point.step, **facts) for name in ("一", "二", "三")]
    for point in points:
        point.perform("endorse", by=planned.head)
    inspector = signed_in(planned.inspector)
    beside = inspector.get(reverse("measures:decision", args=[points[0].pk])).content.decode()
    assert "限期补措施" in beside and "未达到领域防控办法的要求" in beside and "checked" not in beside
    # Without an opinion it stays, by the page, the queue and from the shell alike.
    with pytest.raises(NotAllowed, match="未达到"):
        points[0].perform("register", by=planned.inspector)
    inspector.post(reverse("measures:decision", args=[points[0].pk]), {"verb": "register"})
    inspector.post("/riskpoints/queue/", {"verb": "register", "point": f"{points[0].pk}:"})
    points[0].refresh_from_db()
    assert points[0].status == "endorsed" and not PlanGap.objects.exists()
    # On its own page the button asks for it as well.
    page = inspector.get(points[0].get_absolute_url()).content.decode()
    assert "未达到领域防控办法的要求" in page
    day = timezone.localdate() + timedelta(days=20)
    decided = {"verb": "register", "reason": "同意入册，限期补登公开防控措施。", "due_on": day.isoformat()}
    inspector.post(reverse("measures:decision", args=[points[0].pk]), decided)
    points[0].refresh_from_db()
    gap = PlanGap.objects.get()
    assert (points[0].status, gap.point, gap.due_on, gap.by) == ("registered", points[0], day, planned.inspector)
    assert changes_of(points[0])[0].reason == decided["reason"]
    # Nobody names a day: the usual one. A day that has passed is none.
    points[1].perform("register", by=planned.inspector, reason="同意入册，限期补登。")
    assert points[1].plan_gap.due_on == usual_day(timezone.localdate())
    passed = decided | {"due_on": "2011-12-30"}
    inspector.post(reverse("measures:decision", args=[points[2].pk]), passed)
    points[2].refresh_from_db()
    assert points[2].status == "endorsed"


@pytest.mark.parametrize("verb", ["endorse", "return"])
def test_a_unit_puts_off_the_day_for_what_its_high_point_still_lacks(planned, signed_in, verb):
    """By deciding on a revision of it with a day of its own: the day is the inspector's."""
    make_plan(planned.domain, high=TWO_WITH_OPENNESS)
    facts = {"likelihood": 5, "harm": 5, "review_on": timezone.localdate()}
    point = planned.filed(step=planned.point.step, name="须补措施", **facts)
    point.perform("endorse", by=planned.head)
    point.perform("register", by=planned.inspector, reason="同意入册，限期补登。")
    day = PlanGap.objects.get().due_on
    revision = make_point(planned.unit, step=point.step, revises=point, status="filed", name="修订", **facts)
    far = {"verb": verb, "reason": "措施不具体，请写明何人何时。", "due_on": "2099-12-31"}
    signed_in(planned.head).post(reverse("measures:decision", args=[revision.pk]), far)
    revision.refresh_from_db()
    assert revision.status == {"endorse": "endorsed", "return": "returned"}[verb]
    assert PlanGap.objects.get().due_on == day


def test_the_inbox_follows_what_is_missing_until_the_plan_is_fulfilled(planned, signed_in):
    make_plan(planned.domain, high=TWO_WITH_OPENNESS)
    point = planned.filed(
        step=planned.point.step, likelihood=5, harm=5, review_on=timezone.localdate(), name="须补措施"
    )
    point.perform("endorse", by=planned.head)
    point.perform("register", by=planned.inspector, reason="同意入册，限期补登。")
    addition = "尚缺防控办法要求的措施"

    def told(person, **view):
        return addition in signed_in(person).get("/desk/", view).content.decode()

    assert told(planned.liaison) and told(planned.inspector, view="others")
    make_measure(point, status="planned", method="openness")
    assert told(planned.liaison)  # written is not done
    Measure.objects.filter(points=point).update(status="in_force")
    assert not told(planned.liaison) and not told(planned.inspector, view="others")


def test_a_point_that_fulfils_its_plan_or_is_not_high_is_registered_as_before(planned):
    make_plan(planned.domain, high=TWO_WITH_OPENNESS, medium=TWO_WITH_OPENNESS)
    medium = planned.filed(step=planned.point.step, name="中等", likelihood=3, harm=3, review_on=timezone.localdate())
    high = planned.filed(step=planned.point.step, likelihood=5, harm=5, review_on=timezone.localdate(), name="达标")
    make_measure(high, status="planned", method="openness")
    for point in (medium, high):
        point.perform("endorse", by=planned.head)
        point.perform("register", by=planned.inspector)
        assert point.status == "registered"
    assert medium.grade == "medium" and not PlanGap.objects.exists()

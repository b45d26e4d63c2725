"""Coverage is always what a count over the rows gives, at every level, whatever happened before."""

import random
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ground.lifecycle.changelog import changes_of
from ground.lifecycle.machine import NotAllowed
from measures import control_plans
from measures.choices import Method
from measures.models import ControlPlan, Measure, MeasureLink, PlanRequirement, Rule
from oversight.coverage import area_figures
from oversight.coverage.area_figures import Figures
from oversight.coverage.models import MARK_LABELS, AreaCoverage, CoverageSnapshot, MeasuresDue, UnitCoverage
from powers.choices import FlowStatus, PowerStatus
from powers.models import Domain, Flow, PowerItem, Step
from riskpoints import counts
from riskpoints.choices import FindingStatus, RiskPointStatus
from riskpoints.counts import PointCount
from riskpoints.findings import sign_no_risk
from riskpoints.grading import Grade
from riskpoints.models import NoRiskFinding, RiskPoint
from tests.coverage_lists import lacking
from tests.factories import make_area, make_flow, make_measure, make_point, make_post, make_power, make_rule
from units.models import Unit


def count_by_hand(unit: Unit) -> dict:
    """The same figures, counted row by row in Python, without any of the product's SQL."""
    items = [p for p in PowerItem.objects.filter(unit=unit) if p.status != PowerStatus.ABOLISHED]
    current = {}
    for item in items:
        flows = [f for f in item.flows.all() if f.status in (FlowStatus.CONFIRMED, FlowStatus.PUBLISHED)]
        if flows:
            current[item.pk] = max(flows, key=lambda f: f.version)
    points = [p for p in RiskPoint.objects.filter(unit=unit) if p.status == "registered" and p.revises_id is None]
    lineages = {p.step.lineage for p in points if p.step} | {
        f.step.lineage for f in NoRiskFinding.objects.all() if f.status == FindingStatus.SIGNED
    }
    steps = [s for f in current.values() for s in Step.objects.filter(flow=f)]

    def is_live(measure: Measure) -> bool:
        return measure.status == "in_force" or (measure.status == "verified" and measure.effective is True)

    def is_held(point: RiskPoint) -> bool:
        live = [m.method for m in point.measures.all() if is_live(m)]
        asked = PlanRequirement.objects.filter(plan__domain=point.domain_id, grade=point.grade).first()
        return len(live) >= (asked.least if asked else 1) and set(asked.methods if asked else []) <= set(live)

    publishable = [f for item in items if item.is_public and (f := current.get(item.pk))]
    return {
        "powers": len(items),
        "powers_confirmed": sum(i.status == PowerStatus.CONFIRMED for i in items),
        "powers_with_flow": len(current),
        "publishable": len(publishable),
        "published": sum(f.status == FlowStatus.PUBLISHED for f in publishable),
        "steps": len(steps),
        "steps_assessed": sum(s.lineage in lineages for s in steps),
        "points": len(points),
        "points_held": sum(is_held(p) for p in points),
        "high": sum(p.grade == Grade.HIGH for p in points),
        "high_held": sum(p.grade == Grade.HIGH and is_held(p) for p in points),
        "measures": sum(m.status != "ended" for m in Measure.objects.filter(unit=unit)),
        "rules": sum(r.status == "in_force" for r in Rule.objects.filter(unit=unit)),
        "has_contact": unit.warning_contact_id is not None,
    }


def check_everything() -> None:
    for unit in Unit.objects.all():
        stored = UnitCoverage.objects.get(pk=unit.pk)
        assert {name: getattr(stored, name) for name in count_by_hand(unit)} == count_by_hand(unit), unit
        assert stored.covered == all(getattr(stored, mark) for mark in MARK_LABELS)
        assert (
            sum(total for _class, _cells, total in area_figures.heat(unit))
            == area_figures.figures(unit).counts["points"]
        )
    for area in Unit.objects.filter(is_area=True):
        whole, parts = area_figures.figures(area), area_figures.parts(area)
        assert sum(p.figures.units for p in parts) == whole.units
        assert sum(p.figures.covered for p in parts) == whole.covered
        for name in area_figures.COUNTS:
            assert sum(p.figures.counts[name] for p in parts) == whole.counts[name]
        for mark in MARK_LABELS:
            assert sum(p.figures.marks[mark] for p in parts) == whole.marks[mark]
            assert whole.units - whole.marks[mark] == lacking(area, mark).count()
        assert sum(total for _class, _cells, total in area_figures.heat(area)) == whole.counts["points"]
        points = RiskPoint.objects.filter(unit__path__startswith=area.path)
        assert counts.total([area.path]) == points.count()
        overdue = Measure.objects.overdue().filter(unit__path__startswith=area.path).count()
        assert area_figures.measures_overdue([area]).get(area.pk, 0) == overdue
        for status in RiskPointStatus:
            assert counts.total([area.path], status=status) == points.filter(status=status).count()
    for row in [*RiskPoint.objects.select_related("unit"), *Measure.objects.select_related("unit")]:
        assert row.path == row.unit.path


ACTIONS = [
    lambda w, r: make_power(r.choice([w.unit, w.elsewhere])),
    lambda w, r: make_flow(
        r.choice(list(PowerItem.objects.exclude(flows__status="draft"))),
        steps=r.randint(1, 3),
        status="draft",
        version=r.randint(50, 9999),
    ),
    lambda w, r: act(r, PowerItem, ("confirm", "abolish", "amend"), w),
    lambda w, r: act(r, Flow, ("confirm", "publish", "withdraw"), w),
    lambda w, r: r.choice(list(Flow.objects.exclude(power_item__flows__status="draft"))).new_version(by=w.liaison),
    lambda w, r: make_point(w.unit, step=r.choice([None, *Step.objects.filter(flow__power_item__unit=w.unit)])),
    lambda w, r: w.registered(r.choice([None, *Step.objects.filter(flow__power_item__unit=w.unit)])),
    lambda w, r: act(r, RiskPoint, ("file", "endorse", "register", "return", "retire"), w),
    lambda w, r: make_measure(r.choice(list(RiskPoint.objects.all())), accountable_post=make_post(w.unit)),
    lambda w, r: act(r, Measure, ("put_in_force", "verify", "rework", "end"), w),
    lambda w, r: Measure.objects.filter(pk__in=[m.pk for m in Measure.objects.all() if r.random() < 0.5]).update(
        status=r.choice(["planned", "in_force"])
    ),
    lambda w, r: Measure.objects.update(due_on=timezone.localdate() + timedelta(days=r.randint(-2, 2))),
    lambda w, r: MeasureLink.objects.filter(
        pk__in=[x.pk for x in MeasureLink.objects.all() if r.random() < 0.3]
    ).delete(),
    lambda w, r: sign_no_risk(
        r.choice(list(Step.objects.filter(flow__power_item__unit=w.unit))), by=w.head, note="没有裁量"
    ),
    lambda w, r: act(r, NoRiskFinding, ("withdraw",), w),
    lambda w, r: make_rule(r.choice([w.unit, w.elsewhere])),
    lambda w, r: act(r, Rule, ("abolish",), w),
    lambda w, r: Unit.objects.filter(pk=w.unit.pk).update(warning_contact=r.choice([None, w.unit.posts.first()])),
    lambda w, r: PowerItem.objects.filter(unit=w.unit).update(domain=r.choice([None, *Domain.objects.all()[:2]])),
    lambda w, r: plan_again(r),
    lambda w, r: Unit.objects.filter(pk=w.elsewhere.pk).update(must_be_covered=r.random() < 0.5),
]


def plan_again(chance: random.Random) -> None:
    """Another plan for one of two domains, put in force by the worker's job."""
    domain = chance.choice(list(Domain.objects.all()[:2]))
    plan, _new = ControlPlan.objects.get_or_create(domain=domain, defaults={"title": "办法"})
    asks = {
        g.value: {"least": chance.randint(0, 2), "methods": chance.sample(list(Method), chance.randint(0, 1))}
        for g in Grade
    }
    control_plans.want(plan, asks, by=None)
    plan.save()
    control_plans.put_in_force()


def act(chance: random.Random, model, verbs, world) -> None:
    row = chance.choice(list(model.objects.all()))
    verb = chance.choice(verbs)
    for person in (world.liaison, world.head, world.inspector):
        try:
            row.perform(
                verb,
                by=person,
                reason="理由",
                **({"effective": chance.random() < 0.5} if verb == "verify" else {}),
            )
        except NotAllowed:
            continue
        return


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, len(ACTIONS) - 1), min_size=4, max_size=14), st.integers(0, 2**16))
def test_figures_equal_the_rows_after_any_changes(world, actions, seed):
    chance = random.Random(seed)
    with transaction.atomic():
        world.unit.refresh_from_db()
        for action in actions:
            try:
                with transaction.atomic():
                    ACTIONS[action](world, chance)
            except (NotAllowed, IndexError):
                continue
        check_everything()
        transaction.set_rollback(True)


def test_a_unit_is_covered_when_all_six_marks_hold(world):
    world.registered(world.steps[0])
    assert not UnitCoverage.objects.get(pk=world.unit.pk).covered
    world.registered(world.steps[1])
    assert UnitCoverage.objects.get(pk=world.unit.pk).covered
    assert area_figures.figures(world.province).covered == 1


@pytest.mark.parametrize(
    ("mark", "breaking"),
    [
        ("powers_mark", lambda w: make_power(w.unit)),
        ("flows_mark", lambda w: make_power(w.unit, status="confirmed")),
        ("steps_mark", lambda w: w.point.perform("retire", by=w.inspector, reason="x")),
        ("points_mark", lambda w: w.point.measures.get().perform("rework", by=w.head, reason="x")),
        ("published_mark", lambda w: w.flow.perform("withdraw", by=w.head, reason="x")),
        ("base_mark", lambda w: w.rule.perform("abolish", by=w.head, reason="x")),
    ],
)
def test_each_mark_falls_by_its_own_rule(world, mark, breaking):
    world.point = world.registered(world.steps[0])
    world.registered(world.steps[1])
    breaking(world)
    row = UnitCoverage.objects.get(pk=world.unit.pk)
    assert not getattr(row, mark) and not row.covered


def test_points_stay_with_their_step_in_a_new_version(world):
    world.registered(world.steps[0])
    world.registered(world.steps[1])
    flow = world.flow.new_version(by=world.liaison)
    flow.perform("confirm", by=world.head)
    flow.perform("publish", by=world.head)
    assert UnitCoverage.objects.get(pk=world.unit.pk).covered


def test_the_recount_finds_and_mends_a_wrong_figure(world, capsys):
    world.registered(world.steps[0])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE dashboards_unitcoverage SET points = 99 WHERE unit_id = %s", [world.unit.pk])
    with pytest.raises(SystemExit):
        call_command("recount")
    assert f"1 differed; 0 sums differed\n  {world.unit.code}" in capsys.readouterr().out
    check_everything()
    call_command("recount")


def test_the_recount_finds_and_mends_wrong_sums_of_the_ledgers(world, capsys):
    world.registered(world.steps[0])
    AreaCoverage.objects.filter(sum_points=1).update(sum_points=99)
    PointCount.objects.filter(area=world.city).delete()
    Measure.objects.update(status="planned", due_on=timezone.localdate())
    MeasuresDue.objects.filter(area=world.county).update(measures=99)
    with pytest.raises(SystemExit):
        call_command("recount")
    # The ledgers: one area, one cell of the city, one day of the county.
    assert "0 differed; 3 sums differed" in capsys.readouterr().out
    check_everything()
    call_command("recount")


def overdue(area: Unit) -> int:
    return area_figures.measures_overdue([area]).get(area.pk, 0)


def test_folding_the_ledgers_changes_no_figure(world):
    for step in world.steps:
        world.registered(step)
    before = area_figures.figures(world.province), area_figures.heat(world.province)
    Measure.objects.update(status="planned", due_on=timezone.localdate() - timedelta(days=1))
    Measure.objects.filter(pk=Measure.objects.first().pk).update(due_on=timezone.localdate())
    before, late = (area_figures.figures(world.province), area_figures.heat(world.province)), overdue(world.province)
    rows = AreaCoverage.objects.count(), PointCount.objects.count()
    days = MeasuresDue.objects.count()
    area_figures.fold()
    assert (area_figures.figures(world.province), area_figures.heat(world.province)) == before
    assert (AreaCoverage.objects.count(), PointCount.objects.count()) < rows
    assert AreaCoverage.objects.filter(area=world.county).count() == 1
    assert overdue(world.province) == late == 1 and MeasuresDue.objects.count() < days
    check_everything()


def test_a_unit_that_moves_takes_its_points_along(world):
    point = world.registered(world.steps[0])
    city = make_area("city", world.province, "330100")
    Unit.objects.move(Unit.objects.get(pk=world.unit.pk), Unit.objects.get(pk=city.pk), pos="last-child")
    check_everything()
    assert RiskPoint.objects.get(pk=point.pk).path == Unit.objects.get(pk=world.unit.pk).path
    assert area_figures.figures(city).counts["points"] == 1
    assert area_figures.figures(world.county).counts["points"] == 0


def test_the_domain_of_a_power_follows_to_its_points(world):
    point = world.registered(world.steps[0])
    domain = Domain.objects.first()
    world.item.domain = domain
    world.item.save()
    assert counts.total([world.province.path], domain=domain) == 1
    assert RiskPoint.objects.get(pk=point.pk).domain == domain
    # A copy is no word of the register, so the log does not speak of it.
    assert len(changes_of(point)) == 4
    check_everything()


def test_snapshots_of_one_day_replace_each_other(world):
    area_figures.take_snapshot()
    world.registered(world.steps[0])
    area_figures.take_snapshot()
    assert [s.points for s in area_figures.trend(world.province)] == [1]


def test_a_snapshot_keeps_what_the_pages_show(world):
    world.registered(world.steps[0])
    late = Measure.objects.first()
    Measure.objects.filter(pk=late.pk).update(status="planned", due_on=timezone.localdate() - timedelta(days=1))
    area_figures.take_snapshot()
    for area in Unit.objects.filter(is_area=True):
        kept, now = CoverageSnapshot.objects.get(area=area), area_figures.figures(area)
        assert Figures.kept(kept) == Figures(
            now.units, now.covered, now.marks, {name: now.counts[name] for name in area_figures.KEPT}
        )
        assert kept.overdue == overdue(area)
    assert overdue(world.province) == 1


def test_a_measure_becomes_overdue_with_the_day_and_not_by_a_change(world, monkeypatch):
    world.registered(world.steps[0])
    Measure.objects.update(status="planned", due_on=timezone.localdate())
    assert overdue(world.county) == 0
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)
    assert overdue(world.county) == Measure.objects.overdue().count() == 1

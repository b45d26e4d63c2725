"""The situation page: what changed, when all are covered, what needs attention, and the rows behind it."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from measures.models import Measure
from oversight.coverage import attention, maps, situation
from oversight.coverage.classes import CLASSES, bounds, class_of
from oversight.coverage.comparisons import Against, Change, compared_day
from oversight.coverage.curves import curve
from oversight.coverage.forecasts import LEAST, Standing, forecast, pace, reached, start_of
from oversight.coverage.models import MARK_LABELS, CoverageSnapshot, UnitCoverage
from riskpoints.models import RiskPoint
from tests.factories import make_unit, make_warning
from tests.figures import Walk
from units.models import Unit

TODAY = date(2026, 11, 28)


def stood(days_ago: int, covered: int, units: int = 100) -> Standing:
    return Standing(TODAY - timedelta(days=days_ago), units, covered)


def kept(area: Unit, days_ago: int, covered: int, units: int, points: int = 0) -> CoverageSnapshot:
    day = timezone.localdate() - timedelta(days=days_ago)
    facts = {"units": units, "covered": covered, "points": points, "measures": 0}
    return CoverageSnapshot.objects.create(area=area, day=day, **facts)


# -- comparisons and forecasts


@pytest.mark.parametrize(
    ("against", "day"),
    [(Against.MONTH, date(2026, 10, 31)), (Against.QUARTER, date(2026, 9, 30)), (Against.YEAR, date(2025, 12, 31))],
)
def test_figures_are_compared_with_the_end_of_the_time_before(against, day):
    assert against.day(TODAY) == day


def test_the_compared_day_is_the_last_that_was_kept_before_it_or_the_first_of_all():
    days = [date(2026, 9, 1), date(2026, 10, 30), date(2026, 11, 2)]
    assert compared_day(days, date(2026, 10, 31)) == date(2026, 10, 30)
    assert compared_day(days, date(2026, 8, 1)) == date(2026, 9, 1)
    assert compared_day([], date(2026, 8, 1)) is None


def test_more_is_better_or_worse_as_the_figure_says():
    assert [Change(2).tone, Change(-2).tone, Change(0).tone] == ["better", "worse", ""]
    assert [Change(2, less_is_better=True).tone, Change(-2, less_is_better=True).tone] == ["worse", "better"]
    assert [Change(2).arrow, Change(-2).arrow] == ["▴", "▾"]


def test_full_coverage_comes_at_the_pace_of_the_past_thirty_days():
    found = forecast([stood(90, 10), stood(60, 20), stood(30, 50)], stood(0, 70))
    assert found.pace == pytest.approx(20 / 30)
    assert found.day == TODAY + timedelta(days=45)
    # The fastest thirty days brought thirty units, the slowest ten.
    assert (found.sooner, found.later) == (TODAY + timedelta(days=30), TODAY + timedelta(days=90))


def test_new_units_to_cover_slow_it_down():
    assert pace(stood(30, 50), stood(0, 60, units=120)) == pytest.approx(-10 / 30)


@pytest.mark.parametrize("past", [[], [stood(LEAST.days - 1, 10)]])
def test_a_past_of_days_tells_no_pace(past):
    assert forecast(past, stood(0, 70)) is None


def test_who_stands_still_or_falls_back_or_is_too_slow_is_given_no_day():
    assert reached(stood(0, 50), 0) is None
    assert reached(stood(0, 50), -0.5) is None
    assert reached(stood(0, 50), 0.001) is None
    assert reached(stood(0, 100), None) == TODAY


def test_a_short_past_is_taken_from_its_first_day():
    assert start_of([TODAY - timedelta(days=9)], TODAY) == TODAY - timedelta(days=9)
    assert start_of([TODAY - timedelta(days=40), TODAY - timedelta(days=31)], TODAY) == TODAY - timedelta(days=31)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 100), min_size=1, max_size=30), st.integers(0, 100))
def test_the_curve_stays_on_its_paper(shares, today):
    past = [stood(7 * (len(shares) - n), share) for n, share in enumerate(shares)]
    now = stood(0, today)
    drawn = curve(past, now, forecast(past, now))
    points = [tuple(map(float, p.split(","))) for line in (drawn.past, drawn.ahead, drawn.band) for p in line.split()]
    assert all(0 <= x <= drawn.width and 0 <= y <= drawn.height for x, y in points)


# -- the map


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 1000).map(lambda n: n / 10), min_size=1, max_size=12))
def test_classes_are_fitted_to_the_amounts_and_none_is_empty(amounts):
    between = bounds(amounts)
    assert all(low < high for low, high in pairwise(between)) and all(isinstance(cut, int) for cut in between)
    classes = {class_of(amount, between) for amount in amounts}
    assert classes <= set(range(1, CLASSES + 1))
    assert len(classes) == len(between) + 1


def test_a_larger_amount_is_never_lighter():
    amounts = [82, 78.4, 77, 76.8, 72.4, 69.5, 69.4, 68.3, 63, 61.9, 59.1]
    between = bounds(amounts)
    assert len(between) == CLASSES - 1
    assert [class_of(a, between) for a in amounts] == sorted((class_of(a, between) for a in amounts), reverse=True)


def test_the_map_has_the_eleven_cities_by_their_codes():
    sheet = maps.sheet()
    assert {outline.code for outline in sheet.outlines} == {f"33{n:02d}00" for n in range(1, 12)}
    assert all(0 < o.x < sheet.width and 0 < o.y < sheet.height and o.path for o in sheet.outlines)


# -- the page


def page(client, area, **query):
    return client.get(f"/coverage/{area.pk}/", query)


def test_figures_say_what_changed_and_since_when(world, signed_in):
    world.registered(world.steps[0])
    kept(world.province, 40, covered=1, units=2, points=0)
    kept(world.province, 10, covered=1, units=2, points=3)
    answer = page(signed_in(world.checker), world.province, against="year")
    now = answer.context["situation"]
    # Nothing was kept before the end of last year.
    assert now.since > now.wanted and "每日数据自该日起留存" in answer.content.decode()
    coverage, points, high, overdue, *_rest = answer.context["headlines"]
    assert (coverage.change.by, points.change.by) == (-50.0, 1)
    assert high.change is None and overdue.change is None


def test_what_is_kept_only_of_late_is_compared_from_there_on(world, signed_in):
    world.registered(world.steps[0])
    late = Measure.objects.first()
    Measure.objects.filter(pk=late.pk).update(status="planned", due_on=timezone.localdate() - timedelta(days=1))
    kept(world.province, 40, covered=1, units=2)
    marks = dict.fromkeys(MARK_LABELS, 1)
    facts = {"steps": 2, "steps_assessed": 2, "points_held": 1, "high": 1, "high_held": 1, "overdue": 3}
    for area in (world.province, world.city):
        CoverageSnapshot.objects.filter(pk=kept(area, 1, covered=1, units=2, points=1).pk).update(**marks, **facts)
    answer = page(signed_in(world.checker), world.province, metric="assessed")
    now, yesterday = answer.context["situation"], timezone.localdate() - timedelta(days=1)
    assert now.since < now.since_all == now.since_later == yesterday
    _coverage, _points, _high, overdue, *_rest = answer.context["headlines"]
    assert (overdue.rows, overdue.change.by, overdue.change.tone) == (1, -2, "better")
    assert f"{yesterday} 起" in answer.content.decode()
    # One of two steps is assessed; both were.
    assert [line["change"].by for line in answer.context["areas"] if line["part"].area == world.city] == [-50.0]
    missing = {one.label: one for one in answer.context["missing"]}
    assert missing[MARK_LABELS["steps_mark"]].change.by == missing[MARK_LABELS["steps_mark"]].units - 1
    assert missing[MARK_LABELS["steps_mark"]].left_rows == 1


def test_high_points_open_those_that_lack_measures(world, signed_in):
    for step in world.steps[:2]:
        point = world.registered(step)
    RiskPoint.objects.filter(pk=point.pk).update(grade="high", computed_grade="high")
    point.measures.get().perform("rework", by=world.head, reason="重做")
    client = signed_in(world.checker)
    for area in (world.province, world.city, world.county):
        high = page(client, area).context["headlines"][2]
        assert (high.shown, high.rows, Walk(client).rows_behind(high.url)) == ("0.0", 1, 1)


def test_without_snapshots_no_change_is_told(world, signed_in):
    answer = page(signed_in(world.checker), world.province)
    assert answer.context["situation"].since is None
    assert all(headline.change is None for headline in answer.context["headlines"])
    assert answer.context["curve"] is None


def test_the_parts_add_up_and_open_with_the_same_choice(world, signed_in):
    answer = page(signed_in(world.checker), world.province, metric="held", against="year")
    parts = answer.context["situation"].parts
    assert sum(part.now.units for part in parts) == answer.context["situation"].now.units
    assert f"/coverage/{world.city.pk}/?metric=held&amp;against=year" in answer.content.decode()


@pytest.mark.parametrize("query", [{"metric": "x"}, {"against": "x"}, {"missing": "x"}])
def test_what_there_is_not_is_not_found(world, signed_in, query):
    assert page(signed_in(world.checker), world.province, **query).status_code == 404


def test_the_old_address_of_a_mark_leads_to_its_units(world, signed_in):
    answer = page(signed_in(world.checker), world.province, missing="steps_mark")
    assert answer.url == f"/coverage/units/?below={world.province.pk}&missing=steps_mark"


def test_a_county_shows_the_units_that_keep_it_from_full_coverage(world, signed_in):
    answer = page(signed_in(world.checker), world.county)
    ((row, lacks),) = answer.context["units"]
    assert row.unit == world.unit
    assert f"/coverage/steps/?below={world.unit.pk}&assessed=no" in [url for _label, url in lacks]


def test_it_opens_at_the_part_of_the_tree_that_is_looked_at(world, signed_in):
    answer = signed_in(world.checker).get(f"/coverage/?at={world.city.code}")
    assert answer.context["unit"] == world.city


def test_only_the_area_of_the_reader_is_shown(world, signed_in):
    assert page(signed_in(world.inspector), world.county).status_code == 200
    assert page(signed_in(world.inspector), world.province).status_code == 404


def test_it_asks_as_much_of_the_province_as_of_a_county(world, signed_in):
    kept(world.province, 40, covered=0, units=2)
    kept(world.county, 40, covered=0, units=1)

    def asked(area: Unit) -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            situation.of(area, Against.MONTH)
        return len(captured)

    assert asked(world.province) == asked(world.county) == 8


def test_the_answers_of_a_day_are_counted_once(world):
    kept(world.province, 40, covered=0, units=2)
    situation.of(world.province, Against.MONTH)
    with CaptureQueriesContext(connection) as captured:
        situation.of(world.province, Against.MONTH)
    assert len(captured) == 7


# -- the lists behind it


def listed(client, query: str) -> list[UnitCoverage]:
    return [row.record for row in client.get(f"/coverage/units/?{query}").context["table"].rows]


def test_units_are_listed_by_mark_and_by_level(world, signed_in):
    own = make_unit(world.city, name="市直局")
    client = signed_in(world.checker)
    assert {row.unit for row in listed(client, f"below={world.city.pk}")} == {world.unit, world.elsewhere, own}
    assert [row.unit for row in listed(client, f"own={world.city.pk}")] == [own]
    assert world.unit not in {row.unit for row in listed(client, "missing=powers_mark")}
    assert {row.unit for row in listed(client, "missing=covered")} == {world.unit, world.elsewhere, own}
    world.registered(world.steps[0])
    world.registered(world.steps[1])
    assert [row.unit for row in listed(client, "covered=true")] == [world.unit]


def test_the_steps_that_are_open_are_those_the_summary_rows_miss(world, signed_in):
    world.registered(world.steps[0])
    flow = world.flow.new_version(by=world.liaison)
    flow.perform("confirm", by=world.head)
    client = signed_in(world.checker)
    steps = [row.record for row in client.get("/coverage/steps/?assessed=no").context["table"].rows]
    assert [(step.flow, step.lineage) for step in steps] == [(flow, world.steps[1].lineage)]
    row = UnitCoverage.objects.get(pk=world.unit.pk)
    assert client.get("/coverage/steps/").context["table"].total == row.steps == 2
    world.item.perform("abolish", by=world.head, reason="取消")
    assert client.get("/coverage/steps/").context["table"].total == 0


# -- what needs attention


def found(area: Unit) -> dict[str, list[attention.Finding]]:
    findings: dict[str, list[attention.Finding]] = {}
    for rule, finding in attention.found(situation.of(area, Against.MONTH)):
        findings.setdefault(rule.name, []).append(finding)
    return findings


def last_month() -> int:
    """Days back to the compared day."""
    return (timezone.localdate() - Against.MONTH.day(timezone.localdate())).days


def test_an_area_that_fell_back_is_named(world):
    kept(world.province, last_month(), covered=1, units=2)
    kept(world.city, last_month(), covered=1, units=2)
    (finding,) = found(world.province)["falling"]
    assert world.city.name in finding.sentence and finding.rows == finding.effect == 2
    assert "standstill" not in found(world.province)


def test_an_area_without_progress_stands_still(world):
    kept(world.province, 30, covered=0, units=2)
    kept(world.city, 30, covered=0, units=2)
    assert [f.rows for f in found(world.province)["standstill"]] == [2]


def test_an_area_too_slow_for_years_is_late(world):
    for n in range(40):
        make_unit(world.county, name=f"第{n}所")
    kept(world.province, 30, covered=0, units=43)
    kept(world.city, 30, covered=0, units=43)  # one unit less to cover in thirty days
    (finding,) = found(world.province)["late"]
    assert str((timezone.localdate() + timedelta(days=42 * 30)).year) in finding.sentence


def test_points_steps_marks_and_answers_are_found_with_their_rows(world, signed_in):
    point = world.registered(world.steps[0])
    point.measures.get().perform("rework", by=world.head, reason="重做")
    warning = make_warning(world.unit, world.inspector)
    warning.perform("issue", by=world.inspector, handling="reminder", level="blue", due_on=None)
    type(warning).objects.filter(pk=warning.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    findings = found(world.county)
    assert {"not_held", "not_assessed", "unanswered"} <= set(findings)
    client = signed_in(world.checker)
    for name, several in [*findings.items(), *found(world.province).items()]:
        for finding in several:
            assert client.get(finding.url).context["table"].total == finding.rows, name
    (unanswered,) = findings["unanswered"]
    assert (unanswered.rows, unanswered.effect) == (1, 1)


def test_an_area_with_more_overdue_measures_is_named_with_them(world, signed_in):
    for name in ("未完善审批制度", "未公开结果"):
        point = world.registered(world.steps[0], name=name)
        Measure.objects.filter(points=point).update(status="planned", due_on=timezone.localdate() - timedelta(days=2))
    for area in (world.province, world.city, world.county):
        kept(area, last_month(), covered=0, units=2)
    assert "overdue" not in found(world.province)  # the earliest snapshots did not keep it
    CoverageSnapshot.objects.update(overdue=1, steps=0)
    for area, named in ((world.province, world.city), (world.county, world.county)):
        (finding,) = found(area)["overdue"]
        assert named.name in finding.sentence and (finding.rows, finding.is_most) == (2, True)
        assert signed_in(world.checker).get(finding.url).context["table"].total == 2
    CoverageSnapshot.objects.update(overdue=2)
    assert "overdue" not in found(world.province)


def test_what_concerns_most_units_stands_first(world):
    for n in range(5):
        make_unit(world.county, name=f"第{n}所")
    ordered = [finding.effect for _rule, finding in attention.found(situation.of(world.province, Against.MONTH))]
    assert ordered == sorted(ordered, reverse=True) and len(ordered) > 1


def test_a_covered_area_needs_no_attention(world):
    world.registered(world.steps[0])
    world.registered(world.steps[1])
    assert found(world.county) == {}


# -- figures and their rows; tests/test_drill_down.py walks all of them


def test_a_covered_unit_opens_all_that_is_confirmed(world, signed_in):
    world.registered(world.steps[0])
    world.registered(world.steps[1])
    client = signed_in(world.checker)
    for box in client.get(world.unit.get_absolute_url()).context["boxes"][:5]:
        assert box.part == box.whole == Walk(client).rows_behind(box.url)


def test_the_walk_notices_a_figure_that_is_not_true(world, signed_in, monkeypatch):
    world.registered(world.steps[0])
    walk = Walk(signed_in(world.checker))
    monkeypatch.setattr(walk, "rows_behind", lambda address: 99)
    assert any("says" in sentence for sentence in walk.wrong(f"/coverage/{world.county.pk}/"))

"""The assessment: what each rule finds, once, also where it runs twice, at once, or is killed."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from ground.lifecycle.changelog import changes_of
from ground.lifecycle.machine import NotAllowed
from ground.work import jobs
from measures.models import Measure
from riskpoints.models import RiskPoint
from riskwarnings import assessments, dry_runs
from riskwarnings.indicators import INDICATORS
from riskwarnings.models import (
    Assessment,
    DryRun,
    IndicatorVersion,
    Signal,
    StepRun,
    Touched,
    Warning,
)
from riskwarnings.rule_versions import set_rule, switch, try_out
from tests.factories import make_measure, make_point, make_post, make_signal, make_unit, make_user
from units.models import Official, PostPeriod

TODAY = timezone.localdate


def days_ago(days):
    return timezone.now() - timedelta(days=days)


def assessed(nightly=False):
    """A whole assessment, done here; the warnings that it proposed, by rule."""
    before = set(Warning.objects.values_list("pk", flat=True))
    for part in assessments.begin(nightly=nightly).parts.all():
        assessments.go_on(part.pk)
        part.refresh_from_db()
        assert part.finished_at, part.error
    return {w.rule: w for w in Warning.objects.exclude(pk__in=before).order_by("pk")}


@pytest.fixture
def calm(world):
    """A world about which no rule has anything to say."""
    assert assessed() == {}
    return world


def test_measures_overdue(calm):
    point = make_point(calm.unit)
    for days in (5, 20, 30):
        make_measure(point, due_on=TODAY() - timedelta(days=days))
    make_measure(point, due_on=TODAY() - timedelta(days=90), status="in_force", in_force_at=days_ago(80))
    warning = assessed()["measures_overdue"]
    assert warning.unit == calm.unit and warning.status == "proposed" and warning.proposed_by is None
    assert warning.text == "有2项防控措施超过落实期限10天以上仍未落实，请说明原因并尽快落实。"
    rule, first, _second = warning.grounds
    assert (rule["found"], rule["version"], rule["parameters"]["days"]) == (2, 0, 10)
    assert first["day"] == (TODAY() - timedelta(days=30)).isoformat()
    assert warning.keeper == calm.county and warning.path == calm.unit.path
    assert changes_of(warning)[0].action == "warning.propose"


def test_high_points_without_a_live_measure(calm):
    held, bare, fresh = (
        calm.registered(name=f"高{n}", likelihood=5, harm=5, review_on=TODAY() + timedelta(days=90)) for n in range(3)
    )
    RiskPoint.objects.filter(pk__in=[held.pk, bare.pk]).update(registered_at=days_ago(30))
    Measure.objects.filter(points=held).update(in_force_at=days_ago(29))
    Measure.objects.filter(points__in=[bare, fresh]).update(status="ended")
    warning = assessed()["high_not_held"]
    assert [g["id"] for g in warning.grounds[1:]] == [bare.pk] and warning.level == "yellow"


def test_review_dates_passed(calm):
    late, soon = calm.registered(review_on=TODAY()), calm.registered(review_on=TODAY())
    RiskPoint.objects.filter(pk=late.pk).update(review_on=TODAY() - timedelta(days=20), registered_at=days_ago(99))
    RiskPoint.objects.filter(pk=soon.pk).update(review_on=TODAY() - timedelta(days=3), registered_at=days_ago(99))
    assert [g["id"] for g in assessed()["review_passed"].grounds[1:]] == [late.pk]


def test_signals_cluster_on_the_narrowest_that_they_share(calm):
    point = calm.registered()
    two = [make_signal(calm.unit, point=point) for _n in range(2)]
    make_signal(calm.unit, point=point, status="concluded", finding="not")
    for _n in range(3):
        make_signal(calm.unit)
    warning = assessed()["signals_cluster"]
    assert set(warning.signals.all()) == set(two) and warning.fingerprint.endswith(f"point-{point.pk}")
    assert Warning.objects.count() == 1  # five about the unit, but its risk point is named already


def test_signals_about_a_unit_and_old_ones_and_duplicates_do_not_count(calm):
    first = make_signal(calm.unit)
    for _n in range(3):
        make_signal(calm.unit)
    make_signal(calm.unit, received_at=days_ago(100))
    make_signal(calm.unit, status="duplicate", duplicate_of=first)
    assert assessed() == {}
    make_signal(calm.unit)
    assert assessed()["signals_cluster"].grounds[0]["found"] == 5


def test_steps_overrun(calm):
    month = TODAY().replace(day=1)
    StepRun.objects.create(step=calm.steps[0], month=month, handled=20, overrun=4)
    StepRun.objects.create(step=calm.steps[1], month=month, handled=5, overrun=5)  # too few to say anything
    warning = assessed()["steps_overrun"]
    assert [g["id"] for g in warning.grounds[1:]] == [calm.steps[0].pk] and "4/20" in warning.grounds[1]["text"]


def test_a_post_held_too_long_is_warned_of_without_a_name(calm):
    person = Official.objects.create(name="钱久任", staff_number="1")
    for discretion, years in (("high", 6), ("high", 3), ("low", 9)):
        post = make_post(calm.unit, discretion=discretion)
        since = TODAY() - timedelta(days=366 * years)
        PostPeriod.objects.create(official=person, post=post, started_on=since)
    warning = assessed()["post_held_long"]
    assert warning.post.discretion == "high" and warning.official is None
    assert "钱久任" not in str(warning.grounds) + warning.text
    assert Warning.objects.count() == 1


def test_filings_returned_often(calm):
    for n in range(10):
        point = calm.filed()
        if n < 3:
            point.perform("return", by=calm.head, reason="不具体")
    warning = assessed()["filings_returned"]
    assert warning.grounds[0]["found"] == 3


def test_the_same_grounds_are_proposed_once_and_again_after_a_rest(calm):
    make_measure(make_point(calm.unit), due_on=TODAY() - timedelta(days=20))
    warning = assessed()["measures_overdue"]
    assert assessed() == {}
    warning.perform("withdraw", by=calm.inspector, reason="已延期")
    assert assessed() == {}  # rests for thirty days
    Warning.objects.update(withdrawn_at=days_ago(31))
    assert set(assessed()) == {"measures_overdue"}


def test_a_closed_unit_and_one_of_another_city_are_apart(calm):
    for unit in (make_unit(calm.county, status="closed"), calm.elsewhere, make_unit(calm.province)):
        make_measure(make_point(unit), due_on=TODAY() - timedelta(days=20))
    assessed()
    assert Warning.objects.count() == 2
    parts = Assessment.objects.first().parts
    assert [p.proposed for p in parts.order_by("pk")] == [1, 1]


def test_a_rule_is_set_from_a_day_on_by_inspectors_of_the_top_alone(calm):
    rule = INDICATORS["measures_overdue"]
    top = make_user("inspector", calm.province)
    told = {"parameters": {"days": 60, "least": 1, "pause": 30}, "level": "red", "is_on": True, "reason": "从严"}
    with pytest.raises(NotAllowed):
        set_rule(rule, by=calm.inspector, valid_from=TODAY(), **told)
    with pytest.raises(NotAllowed):
        set_rule(rule, by=top, valid_from=TODAY() - timedelta(days=1), **told)
    set_rule(rule, by=top, valid_from=TODAY() + timedelta(days=9), **told)
    make_measure(make_point(calm.unit), due_on=TODAY() - timedelta(days=20))
    assert assessed()["measures_overdue"].grounds[0]["version"] == 0  # what was set holds only later
    Warning.objects.all().update(status="withdrawn", withdrawn_at=days_ago(99))
    IndicatorVersion.objects.update(valid_from=TODAY())
    assert assessed() == {}
    set_rule(rule, by=top, valid_from=TODAY(), **told | {"parameters": {"days": 15, "least": 1, "pause": 0}})
    warning = assessed()["measures_overdue"]
    assert (warning.grounds[0]["version"], warning.level) == (2, "red")


@pytest.mark.parametrize(
    "wrong",
    [
        {"days": -1, "least": 1, "pause": 30},
        {"days": 10, "least": 0, "pause": 30},
        {"days": "zehn", "least": 1, "pause": 30},
        {"days": 10, "least": 1},
        {"days": 10, "least": 1, "pause": 30, "colour": 1},
        {"days": True, "least": 1, "pause": 30},
        {"days": 10.5, "least": 1, "pause": 30},
    ],
)
def test_a_rule_with_nonsense_parameters_is_refused(world, wrong):
    top = make_user("inspector", world.province)
    with pytest.raises(ValidationError):
        set_rule(
            INDICATORS["measures_overdue"],
            by=top,
            parameters=wrong,
            level="blue",
            is_on=True,
            valid_from=TODAY(),
            reason="试",
        )
    assert not IndicatorVersion.objects.exists()


def test_the_nearest_switch_above_a_unit_decides(calm):
    rule = INDICATORS["measures_overdue"]
    other = make_unit(calm.county)
    for unit in (calm.unit, other):
        make_measure(make_point(unit), due_on=TODAY() - timedelta(days=20))
    above = make_user("inspector", calm.city)
    with pytest.raises(NotAllowed):
        switch(rule, calm.city, by=calm.inspector, is_on=False, reason="试点")
    switch(rule, calm.city, by=above, is_on=False, reason="试点")
    switch(rule, calm.unit, by=calm.inspector, is_on=True, reason="重点单位")
    assert assessed()["measures_overdue"].unit == calm.unit and Warning.objects.count() == 1


def test_what_changed_is_assessed_at_once_and_only_that(calm):
    assessments.assess_changed()
    assert not Touched.objects.exists()
    make_measure(make_point(calm.unit), due_on=TODAY() - timedelta(days=20))
    assert set(Touched.objects.values_list("unit_id", flat=True)) == {calm.unit.pk}
    assert assessments.assess_changed() == 1
    assert not Touched.objects.exists() and assessments.assess_changed() == 0


def test_one_assessment_a_night_however_many_schedulers(db, world):
    first = jobs.run("assess")
    assert first.detail == {"parts": 2}
    assert jobs.run("assess").detail == {"parts": 0}
    assert Assessment.objects.filter(is_nightly=True).count() == 1


def test_a_dry_run_tells_what_other_parameters_would_have_proposed(calm):
    point = make_point(calm.unit)
    for days in (20, 50, 200):
        make_measure(point, due_on=TODAY() - timedelta(days=days))
    rule = INDICATORS["measures_overdue"]
    run = try_out(rule, calm.county, by=calm.inspector, parameters={"days": 150, "least": 1, "pause": 0})
    dry_runs.go_on(run.pk)
    run.refresh_from_db()
    assert run.error == "" and len(run.months) == 12
    now, tried = (sum(row[n] for row in run.months) for n in (1, 2))
    assert now == 1 and tried == 1  # one unit, found first about half a year ago, or a few weeks ago
    first_now = next(i for i, row in enumerate(run.months) if row[1])
    first_tried = next(i for i, row in enumerate(run.months) if row[2])
    assert first_now < first_tried
    assert not Warning.objects.exists()


def test_the_page_sets_tries_and_switches(calm, signed_in):
    top = make_user("inspector", calm.province)
    client, address = signed_in(top), "/warnings/rules/measures_overdue/"
    given = {"days": "15", "least": "2", "pause": "30"}
    whole = given | {"do": "set", "level": "yellow", "is_on": "on", "valid_from": TODAY().isoformat()}
    wrong = client.post(address, whole | {"days": "9999", "reason": "试"})
    assert wrong.status_code == 422 and "9999" in wrong.content.decode()
    assert client.post(address, whole).status_code == 422  # without a reason
    assert client.post(address, whole | {"reason": "从严"}).status_code == 302
    version = IndicatorVersion.objects.get()
    assert version.parameters == {"days": 15, "least": 2, "pause": 30} and version.by == top
    tried = client.post(address, given | {"do": "try"})
    run = DryRun.objects.get()
    assert tried.url == f"/warnings/rules/tried/{run.pk}/"
    assert "hx-get" in client.get(tried.url).content.decode()
    dry_runs.go_on(run.pk)
    assert "hx-get" not in client.get(f"{tried.url}result/").content.decode()
    off = {"do": "switch", "unit": calm.county.code, "is_on": "0", "reason": "试点"}
    assert client.post(address, off).status_code == 302
    below = signed_in(calm.inspector)
    assert calm.county.name in below.get(address).content.decode()
    assert below.post(address, whole | {"reason": "试"}, follow=True).status_code == 200
    assert IndicatorVersion.objects.count() == 1


# -- with processes of their own -----------------------------------------------------------------


def test_signals_of_the_future_day_count_again_when_the_clock_was_moved_back(calm):
    """A clock that goes back a day neither loses a warning nor doubles it."""
    for _n in range(5):
        make_signal(calm.unit, received_at=timezone.now() + timedelta(days=1))
    assert assessed() == {}
    Signal.objects.update(received_at=timezone.now())
    assert set(assessed()) == {"signals_cluster"}
    assert assessed() == {}


def test_the_document_tells_the_rules_as_they_are():
    from riskwarnings.management.commands.indicators import FILE, document

    assert FILE.read_text() == document(), "run manage.py indicators"

"""Everything about a risk point on one page."""

import pytest

from measures.models import Measure
from riskpoints.models import RiskPoint
from riskpoints.revisions import revise
from riskwarnings.models import Warning
from tests.factories import make_flow, make_measure, make_point, make_post, make_power, make_user

pytestmark = pytest.mark.any_database


def merged(world, point, **changes):
    revision = revise(point, by=world.liaison)
    for name, value in changes.items():
        setattr(revision, name, value)
    revision.save()
    for verb, by in (("file", world.liaison), ("endorse", world.head), ("register", world.inspector)):
        revision.perform(verb, by=by)
    point.refresh_from_db()
    return revision


def test_each_merged_revision_tells_what_it_changed_then(world, signed_in):
    point = world.registered(name="甲名")
    second = merged(world, point, name="乙名")
    merged(world, point, name="丙名", harm=3)
    client = signed_in(world.checker)
    told = {
        r.revision: {str(d["label"]): (str(d["old"]), str(d["new"])) for d in changed}
        for r, changed in client.get(f"/riskpoints/{point.pk}/").context["revisions"]
    }
    assert told[2] == {"风险点": ("甲名", "乙名")}
    assert told[3]["风险点"] == ("乙名", "丙名") and told[3]["危害程度"] == ("1", "3")
    page = client.get(f"/riskpoints/{second.pk}/").context["difference"]
    assert [(d["old"], d["new"]) for d in page if d["differs"]] == [("甲名", "乙名")]


def test_its_step_stands_out_in_the_small_drawing(world, signed_in):
    point = world.registered(world.steps[1])
    text = signed_in(world.checker).get(f"/riskpoints/{point.pk}/place/").content.decode()
    assert text.count("step-here") == 1 and "环节2" in text
    text = signed_in(world.checker).get(f"/riskpoints/{world.registered().pk}/place/").content.decode()
    assert "<svg class" not in text


def test_the_address_of_earlier_versions_leads_to_the_tab(world, signed_in):
    point = world.registered(world.steps[1])
    answer = signed_in(world.checker).get(f"/riskpoints/{point.pk}/around/")
    assert (answer.status_code, answer.url) == (301, f"/riskpoints/{point.pk}/place/")
    stranger = signed_in(make_user("liaison", world.elsewhere))
    assert stranger.get(f"/riskpoints/{point.pk}/around/").status_code == 404


def elsewhere(world, status="published", **facts):
    flow = make_flow(make_power(world.elsewhere, status="confirmed"), status=status)
    point = make_point(world.elsewhere, name="泄露标底", step=flow.steps.first(), **facts)
    make_measure(point, status="in_force", accountable_post=make_post(world.elsewhere))
    RiskPoint.objects.filter(pk=point.pk).update(status="registered")
    return point


def test_the_same_risk_in_other_units_is_shown_as_far_as_one_may_see_it(world, signed_in):
    point = world.registered(name="泄露标底")
    public, hidden = elsewhere(world), elsewhere(world, status="confirmed")

    def kin(user):
        answer = signed_in(user).get(f"/riskpoints/{point.pk}/place/")
        return {one.point.pk: one.url for one in answer.context["kin"]}

    assert kin(world.liaison) == {public.pk: f"/boards/{public.step.flow_id}/"}
    assert kin(world.checker) == {p.pk: f"/riskpoints/{p.pk}/" for p in (public, hidden)}


def test_its_parts_are_tabs_with_their_counts(world, signed_in):
    point = world.registered(world.steps[0])
    make_measure(point, status="ended")
    client, top = signed_in(world.checker), point.get_absolute_url()
    tabs = {tab.url.removeprefix(top): tab.count for tab in client.get(top).context["tabs"]}
    assert tabs == {"": None, "measures/": 1, "place/": None, "warnings/": 0, "log/": None}
    assert {client.get(f"{top}{name}").status_code for name in tabs} == {200}
    stranger = signed_in(make_user("liaison", world.elsewhere))
    assert {stranger.get(f"{top}{name}").status_code for name in tabs} == {404}


def test_warnings_that_rest_on_it_or_on_what_holds_it_stand_there_for_those_who_see_them(world, signed_in):
    point, other = world.registered(), world.registered()
    measure = point.measures.get()

    def resting_on(kind, row):
        facts = {"unit": world.unit, "keeper": world.county, "level": "blue", "text": "请说明。"}
        return Warning.objects.create(grounds=[{"kind": kind, "id": row.pk, "day": "", "text": "甲"}], **facts)

    by_point, by_measure = resting_on("point", point), resting_on("measure", measure)
    resting_on("point", other)
    by_measure.perform("issue", by=world.inspector, handling="reminder", level="blue", due_on=None)

    def seen(person):
        answer = signed_in(person).get(f"{point.get_absolute_url()}warnings/")
        counted = {tab.url.split("/")[-2]: tab.count for tab in answer.context["tabs"]}["warnings"]
        found = {warning.pk for warning in answer.context["warnings"]}
        assert counted == len(found)
        return found

    assert seen(world.inspector) == {by_point.pk, by_measure.pk}
    assert seen(world.liaison) == {by_measure.pk}  # what is not issued yet is not the unit's to know


def test_what_is_not_held_any_more_leads_its_liaison_to_a_measure(world, signed_in):
    point = world.registered()

    def button(person):
        return (
            "btn btn-primary"
            in signed_in(person).get(point.get_absolute_url()).content.decode().partition('id="messages"')[0]
        )

    assert not button(world.liaison)
    Measure.objects.filter(points=point).update(status="planned", due_on="2011-01-01")
    assert button(world.liaison) and not button(world.checker)
    context = signed_in(world.liaison).get(point.get_absolute_url()).context
    assert [lack.url for lack in context["lacks"]] == [f"/measures/new/?point={point.pk}"]
    assert [due.days_over > 0 for due in context["coming"]] == [True]


def test_the_rail_tells_its_way_the_newest_first(world, signed_in):
    point = world.filed()
    stops = signed_in(world.checker).get(point.get_absolute_url()).context["milestones"]
    assert [(str(stop.label), stop.is_to_come) for stop in stops] == [("待入册", True), ("已申报", False)]

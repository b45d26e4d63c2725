"""Everything about a risk point on one page."""

import pytest

from riskpoints.models import RiskPoint
from riskpoints.revisions import revise
from tests.factories import make_flow, make_measure, make_point, make_post, make_power

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
    text = signed_in(world.checker).get(f"/riskpoints/{point.pk}/around/").content.decode()
    assert text.count("step-here") == 1 and "环节2" in text
    text = signed_in(world.checker).get(f"/riskpoints/{world.registered().pk}/around/").content.decode()
    assert "<svg class" not in text


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
        answer = signed_in(user).get(f"/riskpoints/{point.pk}/around/")
        return {one.point.pk: one.url for one in answer.context["kin"]}

    assert kin(world.liaison) == {public.pk: f"/boards/{public.step.flow_id}/"}
    assert kin(world.checker) == {p.pk: f"/riskpoints/{p.pk}/" for p in (public, hidden)}

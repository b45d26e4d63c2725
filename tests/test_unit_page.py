"""The page of a unit: what it says of the unit, to whom, and that every figure opens the rows it counts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from ground.pages.tabs import MOST, TABS
from measures.models import Measure
from oversight.coverage.models import UnitCoverage
from riskpoints.assessed_steps import not_assessed, steps_in_force
from riskpoints.findings import sign_no_risk
from riskpoints.models import RiskPoint
from tests.factories import (
    make_flow,
    make_measure,
    make_official,
    make_point,
    make_post,
    make_power,
    make_rule,
    make_signal,
    make_unit,
    make_user,
    make_warning,
)

pytestmark = pytest.mark.any_database

REGISTER = ("powers", "steps", "points", "measures", "rules", "warnings", "boards")


@pytest.fixture
def busy(world):
    """A unit with rows in every state, two of its marks missing."""
    world.point = world.registered(world.steps[0], name="打招呼")
    world.bare = world.registered(world.steps[0], name="泄露标底")
    Measure.objects.filter(points=world.bare).update(status="planned", due_on="2011-01-01")
    world.registered(name="印章外借")
    world.filed()
    make_point(world.unit)
    make_measure(world.point, status="ended")
    make_power(world.unit, status="abolished")
    make_power(world.unit, status="confirmed", name="行政处罚")
    make_rule(world.unit, status="abolished")
    issued = make_warning(world.unit, world.inspector)
    issued.perform("issue", by=world.inspector, handling="reminder", level="yellow", due_on=None)
    make_warning(world.unit, world.inspector, text="尚未签发的预警")
    return world


def shown(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.context


def main_buttons(client, unit):
    """(how many main buttons the header of the unit's page has, its text)."""
    header = client.get(unit.get_absolute_url()).content.decode().partition('id="messages"')[0]
    return header.count("btn-primary"), header


def rows_behind(client, address):
    """How many rows the list at `address` has."""
    return shown(client, address)["table"].total


def figures_of(context):
    """(what, figure, address) of every figure of the page."""
    top = context["top"]
    for figure in context["figures"]:
        yield str(figure.label), figure.value, top + figure.url
        if figure.note:
            yield figure.note, int("".join(filter(str.isdigit, figure.note))), top + figure.note_url
    for spread in [*context.get("powers", ()), *context.get("posts", ()), context.get("in_all")]:
        if spread:
            yield str(spread.row), spread.total, top + spread.url
            yield from ((f"{spread.row} {grade}", n, f"{top}{spread.url}&grade={grade}") for grade, n in spread.cells)


@pytest.mark.parametrize("person", ["liaison", "head", "inspector", "checker"])
def test_every_figure_opens_the_rows_it_counts(busy, signed_in, person):
    client = signed_in(getattr(busy, person))
    found = list(figures_of(shown(client, busy.unit.get_absolute_url())))
    assert len(found) > 20
    assert [(what, n) for what, n, _url in found] == [(what, rows_behind(client, url)) for what, _n, url in found]


def test_the_count_of_a_tab_is_of_its_rows(busy, signed_in):
    client = signed_in(busy.checker)
    tabs = shown(client, busy.unit.get_absolute_url())["tabs"]
    counted = [tab for tab in tabs if tab.count is not None]
    assert len(counted) == 8 and len(tabs) <= MOST
    assert [tab.count for tab in counted] == [rows_behind(client, tab.url) for tab in counted]


def test_no_object_has_more_tabs_than_one_finds_ones_way_in():
    assert {of: len({tab.name for tab in tabs}) <= MOST for of, tabs in TABS.items()} == dict.fromkeys(TABS, True)


def test_the_marks_say_what_coverage_says_and_lead_to_what_is_missing(busy, signed_in):
    client = signed_in(busy.checker)
    row = UnitCoverage.objects.get(pk=busy.unit.pk)
    boxes = {box.name: box for box in shown(client, busy.unit.get_absolute_url())["boxes"]}
    assert {name: box.has for name, box in boxes.items()} == {name: getattr(row, name) for name in boxes}
    assert not boxes["flows_mark"].has and not boxes["steps_mark"].has and not boxes["points_mark"].has
    missing = {name: box.whole - box.part for name, box in boxes.items() if box.part < box.whole}
    assert missing == {name: rows_behind(client, boxes[name].url) for name in missing} and len(missing) == 3
    assert boxes["published_mark"].note and not boxes["published_mark"].has  # the flow of a power is missing
    for name in ("powers_mark", "published_mark"):
        assert boxes[name].part == boxes[name].whole == rows_behind(client, boxes[name].url)


def test_the_steps_are_those_that_coverage_counts(world):
    """Of the current version of each power, with what was found on the step in an earlier one."""
    world.registered(world.steps[0])
    newer = world.flow.new_version(by=world.liaison)
    newer.perform("confirm", by=world.head)
    make_flow(make_power(world.unit))
    make_flow(make_power(world.unit, status="abolished"), status="confirmed")
    signed = make_flow(make_power(world.unit), status="confirmed", steps=3)
    sign_no_risk(signed.steps.first(), by=world.head, note="没有裁量")
    row, steps = UnitCoverage.objects.get(pk=world.unit.pk), steps_in_force(world.unit)
    assert (row.steps, row.steps_assessed) == (5, 2)
    assert (steps.count(), steps.count() - not_assessed(steps).count()) == (5, 2)


def test_what_is_missing_leads_to_the_very_place(world, signed_in):
    world.registered(world.steps[0])
    bare = world.registered()
    Measure.objects.filter(points=bare).update(status="planned")
    context = shown(signed_in(world.checker), world.unit.get_absolute_url())
    step, point = context["lacks"]
    assert step.url == f"{world.flow.get_absolute_url()}#step-{world.steps[1].pk}" and "环节2" in step.title
    assert point.url == bare.get_absolute_url() and point.why == bare.name
    flow = signed_in(world.checker).get(world.flow.get_absolute_url()).content.decode()
    assert f'id="step-{world.steps[1].pk}"' in flow


def test_a_unit_without_anything_begins_with_its_powers(world, signed_in):
    new = make_unit(world.county)
    liaison = make_user("liaison", new)
    context = shown(signed_in(liaison), new.get_absolute_url())
    assert context["lacks"][0].url == f"/powers/new/?unit={new.pk}"
    button = '<a class="btn btn-primary" href="{}">'
    assert (
        button.format(f"/powers/new/?unit={new.pk}")
        in signed_in(liaison).get(new.get_absolute_url()).content.decode()
    )
    assert shown(signed_in(world.checker), new.get_absolute_url())["lacks"][0].url == f"/units/{new.pk}/powers/"


def test_a_covered_unit_lacks_nothing(world, signed_in):
    for step in world.steps:
        world.registered(step)
    answer = signed_in(world.checker).get(world.unit.get_absolute_url())
    assert answer.context["lacks"] == [] and "六项标志均已具备" in answer.content.decode()


def test_what_comes_next_begins_with_what_is_overdue(busy, signed_in):
    coming = shown(signed_in(busy.head), busy.unit.get_absolute_url())["coming"]
    assert coming[0].day.isoformat() == "2011-01-01" and coming[0].days_over > 0
    assert [due.day for due in coming] == sorted(due.day for due in coming)
    assert {due.url.split("/")[1] for due in coming} == {"measures", "riskpoints", "warnings"}


def test_the_main_button_is_the_next_step_of_the_person(world, signed_in):
    def button(person):
        return main_buttons(signed_in(getattr(world, person)), world.unit)

    filed = world.filed(name="等待审定")
    n, text = button("head")
    assert (
        n == 1
        and f'href="{filed.get_absolute_url()}?in=queue&amp;below={world.unit.pk}"' in text
        and "审定申报" in text
    )
    assert button("inspector")[0] == 0 and button("checker")[0] == 0
    filed.perform("return", by=world.head, reason="请补充具体表现形式")
    assert button("head")[0] == 0
    n, text = button("liaison")
    assert n == 1 and "修改退回件" in text


def test_warnings_to_sign_and_to_issue_are_a_next_step(world, signed_in):
    proposed, answered = make_warning(world.unit, world.inspector), make_warning(world.unit, world.inspector)
    answered.perform("issue", by=world.inspector, handling="reminder", level="blue", due_on=None)
    answered.perform("acknowledge", by=world.liaison)

    def button(person):
        return main_buttons(signed_in(getattr(world, person)), world.unit)

    n, text = button("inspector")
    assert n == 1 and f'href="{proposed.get_absolute_url()}"' in text and "签发" in text
    assert button("head")[0] == 0
    answered.perform("answer", by=world.liaison, reason="已改正。")
    n, text = button("head")
    assert n == 1 and f'href="{answered.get_absolute_url()}"' in text and "签署" in text
    assert proposed.get_absolute_url() not in text
    answered.perform("sign", by=world.head)
    assert button("head")[0] == 0


def test_a_reader_of_another_unit_finds_no_tab_of_it(busy, signed_in):
    stranger = signed_in(make_user("liaison", busy.elsewhere))
    for tab in ("", *(f"{name}/" for name in (*REGISTER, "posts", "log"))):
        assert stranger.get(f"{busy.unit.get_absolute_url()}{tab}").status_code == 404, tab


def test_who_does_not_read_the_register_finds_posts_and_log_alone(busy, signed_in):
    client, top = signed_in(busy.administrator), busy.unit.get_absolute_url()
    context = shown(client, top)
    assert [tab.url for tab in context["tabs"]] == [top, f"{top}posts/", f"{top}log/"]
    assert context["figures"] == [] and main_buttons(client, busy.unit)[0] == 0
    assert [client.get(f"{top}{name}/").status_code for name in REGISTER] == [404] * len(REGISTER)


def test_a_tab_that_does_not_exist_is_not_found(world, signed_in):
    client = signed_in(world.checker)
    assert client.get(f"{world.unit.get_absolute_url()}nonsense/").status_code == 404
    assert client.get(f"{world.item.get_absolute_url()}nonsense/").status_code == 404


def test_a_unit_reads_the_warnings_issued_to_it_and_nothing_of_signals(busy, signed_in):
    person = make_official(make_post(busy.unit))
    about = make_warning(busy.unit, busy.inspector, [make_signal(busy.unit)], official=person, text="请本人说明")
    about.perform("issue", by=busy.inspector, handling="inquiry", level="yellow", due_on=None)
    make_signal(busy.unit, text="窗口人员收受礼品")
    top = busy.unit.get_absolute_url()
    for reader in (busy.liaison, busy.head, busy.checker):
        client = signed_in(reader)
        assert shown(client, f"{top}warnings/")["table"].total == 1
        text = client.get(top).content.decode() + client.get(f"{top}warnings/").content.decode()
        assert not any(words in text for words in ("尚未签发的预警", "请本人说明", "窗口人员收受礼品", person.name))
    text = signed_in(busy.inspector).get(f"{top}warnings/").content.decode()
    assert all(words in text for words in ("尚未签发的预警", "请本人说明", "窗口人员收受礼品"))


def test_who_holds_a_post_is_told_to_those_who_read_names(world, signed_in):
    official = make_official(make_post(world.unit, name="科长"))
    top = world.unit.get_absolute_url()
    assert official.name in signed_in(world.inspector).get(f"{top}posts/").content.decode()
    text = signed_in(world.liaison).get(f"{top}posts/").content.decode()
    assert "科长" in text and official.name not in text


def test_the_part_of_the_tree_that_one_looks_at_narrows_no_tab(busy, signed_in):
    client, top = signed_in(busy.checker), busy.unit.get_absolute_url()
    for tab in ("powers", "points", "measures", "rules", "warnings"):
        answer = client.get(f"{top}{tab}/", {"at": busy.elsewhere.code})
        assert answer.context["table"].total == rows_behind(client, f"{top}{tab}/") > 0
        assert 'class="chip chip-on"' not in answer.content.decode()


def test_what_is_over_is_shown_to_those_who_ask_for_it(busy, signed_in):
    client, top = signed_in(busy.checker), busy.unit.get_absolute_url()
    assert rows_behind(client, f"{top}powers/") == 2 and rows_behind(client, f"{top}powers/?status=abolished") == 1
    assert rows_behind(client, f"{top}rules/") == 1 and rows_behind(client, f"{top}rules/?status=abolished") == 1
    assert rows_behind(client, f"{top}measures/?status=ended") == 1


def test_the_latest_events_stand_newest_first(busy, signed_in):
    RiskPoint.objects.filter(pk=busy.point.pk).update(endorsed_at=timezone.now() + timedelta(hours=1))
    events = shown(signed_in(busy.checker), busy.unit.get_absolute_url())["events"]
    assert events[0].row == "打招呼" and events[0].who == busy.head and "审定" in events[0].words
    assert [event.at for event in events] == sorted((event.at for event in events), reverse=True)


def test_every_address_of_coverage_of_a_unit_leads_to_its_page(busy, signed_in):
    client = signed_in(busy.checker)
    assert client.get(f"/coverage/{busy.unit.pk}/").url == busy.unit.get_absolute_url()
    area = client.get(f"/coverage/{busy.county.pk}/").content.decode()
    assert f'href="{busy.unit.get_absolute_url()}"' in area and f"/coverage/{busy.unit.pk}/" not in area

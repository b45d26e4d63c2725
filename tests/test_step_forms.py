"""The form in which a step is decided: what bears on it, what is asked for, and that nothing typed is lost."""

import re

import pytest
from django.utils import timezone

from powers.models import Domain
from riskpoints.models import RiskPoint
from tests.factories import make_measure, make_plan, make_point, make_warning

pytestmark = pytest.mark.any_database

REASON = "第二项措施随平台九月上线"


@pytest.fixture
def planned(world):
    """A draft with one measure, where its control plan asks for two."""
    world.item.domain = Domain.objects.get(code="construction")
    world.item.save()
    make_plan(world.item.domain, **{grade: {"least": 2, "methods": []} for grade in ("low", "high")})
    world.draft = make_point(world.unit, step=world.steps[0], review_on=timezone.localdate())
    make_measure(world.draft)
    return world


def header(client, row) -> str:
    return client.get(row.get_absolute_url()).content.decode().partition('id="messages"')[0]


def test_filing_from_the_page_of_a_point_asks_why_it_falls_short(planned, signed_in):
    client, point = signed_in(planned.liaison), planned.draft
    page, address = header(client, point), f"/measures/decisions/{point.pk}/file/"
    assert f'action="{address}"' in page and 'name="plan_gap_reason"' in page and "不少于2项措施" in page
    client.post(address, {"plan_gap_reason": " "})
    client.post(address, {"plan_gap_reason": "长" * 301})
    point.refresh_from_db()
    assert (point.status, point.plan_gap_reason) == ("draft", "")
    client.post(address, {"plan_gap_reason": REASON})
    point.refresh_from_db()
    assert (point.status, point.plan_gap_reason, point.filed_by) == ("filed", REASON, planned.liaison)
    assert REASON in header(signed_in(planned.head), point)  # it goes to whoever decides


def test_nobody_files_for_others_by_that_address(planned, signed_in):
    address = f"/measures/decisions/{planned.draft.pk}/file/"
    for person in (planned.head, planned.inspector, planned.checker):
        assert signed_in(person).post(address, {"plan_gap_reason": REASON}).status_code == 403
    planned.draft.refresh_from_db()
    assert planned.draft.status == "draft"


def test_a_point_that_fulfils_its_plan_is_filed_by_its_plain_button(planned, signed_in):
    make_measure(planned.draft)
    page = header(signed_in(planned.liaison), planned.draft)
    assert f'action="/riskpoints/{planned.draft.pk}/to/file/"' in page and "plan_gap_reason" not in page


def test_a_high_point_below_its_plan_is_let_through_in_the_same_dialog(planned, signed_in):
    RiskPoint.objects.filter(pk=planned.draft.pk).update(grade="high", status="endorsed", grade_reason="多发")
    page = header(signed_in(planned.inspector), planned.draft)
    form = page[page.index(f'action="/measures/decisions/{planned.draft.pk}/"') :].partition("</form>")[0]
    assert 'name="due_on"' in form and 'name="verb" value="register"' in form
    assert re.search(r'type="checkbox"\s+required', form)  # it is confirmed that it falls short


def test_what_was_typed_comes_back_once_after_a_refusal(planned, signed_in):
    client, point = signed_in(planned.liaison), planned.draft
    address, page = f"/measures/decisions/{point.pk}/file/", point.get_absolute_url()
    sent = {"plan_gap_reason": "长" * 301, "kept": "1", "csrfmiddlewaretoken": "x", "version": "", "next": ""}
    answer = client.post(address, sent, headers={"referer": f"http://testserver{page}"})
    assert answer.url == page and set(client.session["typed"]["fields"]) == {"plan_gap_reason"}
    assert "data-dialog open" in header(client, planned.item) or "长长长" not in header(client, planned.item)
    again = header(client, point)
    assert "data-dialog open" in again and "长" * 301 in again
    later = header(client, point)
    assert "data-dialog open" not in later and "长长长" not in later and "typed" not in client.session


def test_forms_that_do_not_ask_for_it_leave_nothing_in_the_session(planned, signed_in):
    client = signed_in(planned.liaison)
    client.post(f"/measures/decisions/{planned.draft.pk}/file/", {"plan_gap_reason": "", "passphrase": "geheim"})
    assert "typed" not in client.session


def test_an_incomplete_filing_leads_to_the_workspace_and_not_to_a_refusal(world, signed_in):
    point = make_point(world.unit)
    page = header(signed_in(world.liaison), point)
    assert "/to/file/" not in page and page.count("btn-primary") == 1
    context = signed_in(world.liaison).get(point.get_absolute_url()).context
    assert [lack.url for lack in context["lacks"]] == [f"/riskpoints/{point.pk}/edit/#field-measures"]
    assert [lack.url for lack in signed_in(world.checker).get(point.get_absolute_url()).context["lacks"]] == [""]


def test_whoever_signs_an_answer_reads_what_is_signed_and_who_sees_it(world, signed_in):
    warning = make_warning(world.unit, world.inspector)
    warning.perform("issue", by=world.inspector, handling="reminder", level="blue", due_on=None)
    warning.perform("acknowledge", by=world.liaison)
    warning.perform("answer", by=world.liaison, reason="已改正。")
    page = header(signed_in(world.head), warning)
    assert "由本人负责落实" in page and warning.document_number in page and world.head.name in page
    # Until it is signed verifying is not the next step of the inspector.
    offered = signed_in(world.inspector).get(warning.get_absolute_url()).context["offered"]
    assert {one["tone"] for one in offered} == {"secondary", "danger"}


def test_there_is_one_main_button_where_two_steps_lead_on(world, signed_in):
    warning = make_warning(world.unit, world.inspector)
    warning.perform("issue", by=world.inspector, handling="reminder", level="blue", due_on=None)
    type(warning).objects.filter(pk=warning.pk).update(status="escalated")
    offered = signed_in(world.head).get(warning.get_absolute_url()).context["offered"]
    assert [(one["step"].verb, one["tone"]) for one in offered] == [
        ("acknowledge", "primary"),
        ("answer", "secondary"),
    ]

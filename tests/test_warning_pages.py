"""Warnings on their pages, in the API, in lists and in figures."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from riskwarnings.escalations import escalate
from riskwarnings.models import Warning
from tests.factories import make_signal, make_user, make_warning
from tests.test_warnings import (
    ISSUE,
    issued,  # noqa: F401  a fixture
    overdue,
)

pytestmark = pytest.mark.any_database


def test_the_form_of_a_proposal_takes_the_signal_along(world, signed_in):
    signal = make_signal(world.unit)
    client = signed_in(world.inspector)
    address = f"/warnings/new/?signal={signal.pk}"
    assert client.get(address).status_code == 200
    answer = client.post(address, {"level": "yellow", "text": "请自查。", "unit": world.unit.pk})
    warning = Warning.objects.get()
    assert answer.url == warning.get_absolute_url()
    assert list(warning.signals.all()) == [signal] and warning.keeper == world.county
    again = client.post(address, {"level": "yellow", "text": "请自查。", "unit": world.unit.pk}, follow=True)
    assert "相同依据的预警尚未办结" in again.content.decode() and Warning.objects.count() == 1
    hidden = make_signal(world.elsewhere)
    assert client.get(f"/warnings/new/?signal={hidden.pk}").status_code == 404


def test_by_the_api_it_is_proposed_and_issued(world, signed_in):
    signal = make_signal(world.unit)
    client = signed_in(world.inspector)
    data = {"unit": world.unit.pk, "level": "red", "text": "请说明。", "rests_on": [signal.pk]}
    made = client.post("/api/v1/warnings/", data, "application/json")
    assert made.status_code == 201, made.json()
    address = f"/api/v1/warnings/{made.json()['id']}/"
    refused = client.post(f"{address}issue/", {"level": "red"}, "application/json")
    assert refused.status_code == 400
    issued = client.post(f"{address}issue/", {"level": "red", "handling": "warning"}, "application/json")
    assert issued.status_code == 200 and issued.json()["due_on"]
    assert client.patch(address, {"text": "改"}, "application/json").status_code == 409
    assert Client().get(address).status_code == 401


def test_files_are_attached_by_who_answers_until_the_answer_is_given(world, issued, own_files, signed_in):
    from django.core.files.uploadedfile import SimpleUploadedFile

    def attach(user):
        file = SimpleUploadedFile("整改.pdf", b"%PDF-1.7\n")
        return signed_in(user).post(issued.get_absolute_url(), {"title": "整改照片", "file": file})

    attach(world.inspector)
    assert issued.files.count() == 0
    attach(world.liaison)
    assert issued.files.count() == 1
    issued.perform("acknowledge", by=world.head)
    issued.perform("answer", by=world.head, reason="已整改。")
    attach(world.liaison)
    assert issued.files.count() == 1


def test_the_lists_of_what_is_due(world, issued, signed_in):
    today = timezone.localdate()
    sunday = today + timedelta(days=6 - today.weekday())
    late, week, later = (make_warning(world.unit, world.inspector) for _n in range(3))
    for warning, due_on in (
        (late, today - timedelta(days=1)),
        (week, sunday),
        (later, sunday + timedelta(days=1)),
        (issued, sunday + timedelta(days=8)),
    ):
        if warning is not issued:
            warning.perform("issue", by=world.inspector, **ISSUE)
        Warning.objects.filter(pk=warning.pk).update(due_on=due_on)

    def listed(query, user=world.liaison):
        rows = signed_in(user).get(f"/warnings/?{query}").context["table"].paginated_rows
        return {row.record.pk for row in rows}

    assert listed("show=overdue") == {late.pk}
    assert listed("show=due_this_week") == {week.pk}
    assert listed("show=open") == {issued.pk, late.pk, week.pk, later.pk}
    escalate()
    above = make_user("inspector", world.city)
    assert listed("show=mine", above) == {late.pk}
    assert listed("show=mine", world.inspector) == set()


def test_the_figures_of_an_area_equal_a_count_over_the_rows_and_add_up(world, signed_in):
    elsewhere = make_user("inspector", world.city)
    for n, unit in enumerate((world.unit, world.unit, world.elsewhere)):
        warning = make_warning(unit, elsewhere)
        warning.perform("issue", by=elsewhere, **ISSUE | {"level": ("blue", "red", "red")[n]})
        if n == 0:
            Warning.objects.filter(pk=warning.pk).update(issued_at=timezone.now() - timedelta(days=4))
            warning.perform("acknowledge", by=world.head)
            warning.perform("answer", by=world.head, reason="已整改。")
        else:
            overdue(warning)
    make_warning(world.unit, elsewhere)  # only proposed

    def figures(unit, user=world.checker):
        context = signed_in(user).get(f"/coverage/warnings/{unit.pk}/").context
        return context["figures"], context["parts"]

    for area in (world.province, world.city):
        whole, parts = figures(area)
        assert (whole.open, whole.overdue, whole.unanswered, whole.issued) == (3, 2, 2, 3)
        assert whole.open_by_level == {"blue": 1, "yellow": 0, "red": 2}
        assert whole.days == pytest.approx(4, abs=0.01)
        assert sum(part.figures.open for part in parts) == whole.open
    county, parts = figures(world.county)
    assert (county.open, county.overdue) == (2, 1) and [part.area for part in parts] == [None]
    seen, _parts = figures(world.unit, world.liaison)
    assert seen.open == 2

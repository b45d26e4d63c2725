"""Warnings: proposed, issued by a person, answered in time or escalated; everyone sees only their part."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.notices import remind
from ground.lifecycle.changelog import changes_of
from ground.lifecycle.machine import NotAllowed
from riskwarnings.escalations import escalate
from riskwarnings.models import Escalation, Warning
from riskwarnings.notices import ANSWERED, ANSWERS_DUE, ESCALATED, SENT_BACK, WARNED
from tests.factories import make_signal, make_user, make_warning
from units.models import Official, PostPeriod, Unit

pytestmark = pytest.mark.any_database

ISSUE = {"handling": "correction", "level": "blue", "due_on": None}


@pytest.fixture
def issued(world):
    warning = make_warning(world.unit, world.inspector, [make_signal(world.unit)])
    warning.perform("issue", by=world.inspector, **ISSUE)
    return warning


@pytest.fixture
def person(world):
    """The official of the world, with an account."""
    row = Official.objects.create(name="赵一诺", staff_number="1")
    PostPeriod.objects.create(official=row, post=world.unit.posts.first(), started_on="2010-01-01")
    world.official.official = row
    world.official.save()
    return row


def overdue(warning, days=1):
    Warning.objects.filter(pk=warning.pk).update(due_on=timezone.localdate() - timedelta(days=days))
    warning.refresh_from_db()
    return warning


def test_the_whole_way(world, issued):
    issued.perform("acknowledge", by=world.liaison)
    issued.perform("answer", by=world.liaison, reason="已统一材料清单并公示。")
    assert issued.signed_at is None
    with pytest.raises(NotAllowed):
        issued.perform("verify", by=world.inspector, reason="属实")
    issued.perform("sign", by=world.head)
    issued.perform("verify", by=world.inspector, reason="现场核查，已整改。")
    issued.perform("close", by=world.inspector)
    assert issued.status == "closed" and issued.answer == "已统一材料清单并公示。"
    assert [change.action for change in changes_of(issued)][:3] == ["warning.close", "warning.verify", "warning.sign"]


def test_the_head_who_answers_has_signed(world, issued):
    issued.perform("acknowledge", by=world.head)
    issued.perform("answer", by=world.head, reason="已整改。")
    assert issued.signed_by == world.head


@pytest.mark.parametrize(
    ("day", "handling", "due"),
    [
        ("2011-09-29", "reminder", "2011-10-11"),  # the national holiday, and the weekend that is worked for it
        ("2011-09-29", "correction", "2011-10-18"),
        ("2026-11-25", "inquiry", "2026-12-09"),
    ],
)
def test_the_day_for_the_answer_is_counted_in_working_days(world, day, handling, due):
    warning = make_warning(world.unit, world.inspector)
    at = timezone.make_aware(datetime.fromisoformat(f"{day}T10:00"))
    warning.perform("issue", by=world.inspector, at=at, handling=handling, level="blue", due_on=None)
    assert warning.due_on == date.fromisoformat(due)


def test_a_day_in_the_past_is_refused_when_a_warning_is_issued(world):
    warning = make_warning(world.unit, world.inspector)
    with pytest.raises(NotAllowed):
        warning.perform("issue", by=world.inspector, **ISSUE | {"due_on": date(2011, 1, 1)})
    warning.refresh_from_db()
    assert warning.status == "proposed"


def test_it_reaches_nobody_before_a_person_issues_it(world):
    warning = make_warning(world.unit, world.inspector)
    for user in (world.liaison, world.head, world.checker):
        assert warning not in Warning.objects.visible_to(user)
    warning.perform("issue", by=world.inspector, **ISSUE)
    for user in (world.liaison, world.head, world.checker):
        assert warning in Warning.objects.visible_to(user)
    for user in (world.observer, world.official, world.administrator, world.auditor):
        assert warning not in Warning.objects.visible_to(user)


def test_a_warning_about_an_official_is_seen_by_the_official_and_inspectors_alone(world, person):
    warning = make_warning(world.unit, world.inspector, official=person)
    assert warning not in Warning.objects.visible_to(world.official)
    warning.perform("issue", by=world.inspector, **ISSUE)
    assert warning in Warning.objects.visible_to(world.official)
    for user in (world.liaison, world.head, world.checker):
        assert warning not in Warning.objects.visible_to(user)
    with pytest.raises(NotAllowed):
        warning.perform("acknowledge", by=world.head)
    warning.perform("acknowledge", by=world.official)
    warning.perform("answer", by=world.official, reason="情况说明如下。")
    warning.perform("verify", by=world.inspector, reason="说明属实。")
    assert warning.status == "verified"


def test_an_inspector_decides_on_no_warning_about_themselves(world):
    own = Official.objects.create(name="陈纪检", staff_number="2")
    PostPeriod.objects.create(official=own, post=world.unit.posts.first(), started_on="2010-01-01")
    world.inspector.official = own
    world.inspector.save()
    colleague = make_user("inspector", world.county)
    warning = make_warning(world.unit, colleague, official=own)
    assert warning not in Warning.objects.visible_to(world.inspector)
    for verb in ("issue", "withdraw"):
        with pytest.raises(NotAllowed):
            warning.perform(verb, by=world.inspector, reason="无", **ISSUE)


def test_the_same_grounds_propose_no_second_warning_while_the_first_is_open(world):
    signals = [make_signal(world.unit), make_signal(world.unit)]
    first = make_warning(world.unit, world.inspector, signals)
    with pytest.raises(NotAllowed):
        make_warning(world.unit, world.inspector, signals[::-1])
    make_warning(world.unit, world.inspector, signals[:1])
    first.perform("withdraw", by=world.inspector, reason="重复")
    make_warning(world.unit, world.inspector, signals)


def test_the_grounds_stay_as_they_were(world, issued):
    signal = issued.signals.get()
    before = issued.grounds[0]["text"]
    signal.text = "改写后的内容"
    signal.save()
    issued.refresh_from_db()
    assert issued.grounds[0]["text"] == before
    with pytest.raises(IntegrityError), transaction.atomic():
        Warning.objects.filter(pk=issued.pk).update(grounds=[])


def test_addressees_learn_neither_source_nor_words_of_a_signal(world, issued, signed_in):
    words = issued.signals.get().text
    for user, sees in ((world.inspector, True), (world.liaison, False), (world.checker, False)):
        page = signed_in(user).get(issued.get_absolute_url()).content.decode()
        card = page[page.index("预警依据") : page.index("办理过程")]
        assert "信息" in card and ("投诉举报" in card) is sees and (words in card) is sees
    answer = signed_in(world.liaison).get(f"/api/v1/warnings/{issued.pk}/").json()
    assert "rests_on" not in answer and words not in str(answer)
    listed = signed_in(world.liaison).get("/api/v1/warnings/").json()["results"]
    assert [row["id"] for row in listed] == [issued.pk] and "rests_on" not in listed[0]


def test_what_is_overdue_goes_up_one_level_and_to_the_level_above(world, issued):
    overdue(issued)
    assert escalate() == 1
    issued.refresh_from_db()
    assert (issued.status, issued.level, issued.keeper, issued.escalations) == ("escalated", "yellow", world.city, 1)
    assert issued.due_on > timezone.localdate()
    step = Escalation.objects.get()
    assert (step.from_level, step.to_level, step.from_keeper, step.to_keeper) == (
        "blue",
        "yellow",
        world.county,
        world.city,
    )
    assert changes_of(issued)[0].reason == "逾期未反馈"
    assert escalate() == 0 and Escalation.objects.count() == 1


def test_escalation_ends_at_the_top_and_the_warning_stays_overdue(world, issued):
    for level, keeper in (("yellow", world.city), ("red", world.province)):
        overdue(issued)  # on the same day again, as after a clock that was moved back
        assert escalate() == 1
        issued.refresh_from_db()
        assert (issued.level, issued.keeper) == (level, keeper)
    overdue(issued)
    assert escalate() == 0
    assert issued.is_overdue and Warning.objects.overdue().count() == 1


def test_once_escalated_the_level_above_decides(world, issued):
    overdue(issued)
    escalate()
    issued.refresh_from_db()
    issued.perform("answer", by=world.head, reason="已整改。")
    assert issued.acknowledged_by == world.head
    with pytest.raises(NotAllowed):
        issued.perform("verify", by=world.inspector, reason="已核")
    above = make_user("inspector", world.city)
    issued.perform("verify", by=above, reason="已核")
    assert issued.verified_by == above


def test_only_the_register_itself_escalates(world, issued, signed_in):
    overdue(issued)
    with pytest.raises(NotAllowed):
        issued.perform("escalate", by=world.inspector)
    signed_in(world.inspector).post(issued.transition_url("escalate"))
    issued.refresh_from_db()
    assert issued.status == "issued"
    assert signed_in(world.inspector).post(f"/api/v1/warnings/{issued.pk}/escalate/").status_code == 404


def test_sent_back_it_is_to_be_answered_and_signed_again(world, issued):
    issued.perform("acknowledge", by=world.head)
    issued.perform("answer", by=world.head, reason="正在研究。")
    overdue(issued)
    issued.perform("send_back", by=world.inspector, reason="未说明整改措施。")
    assert issued.status == "acknowledged" and issued.signed_at is None and issued.due_on > timezone.localdate()
    issued.perform("answer", by=world.liaison, reason="已整改。")
    with pytest.raises(NotAllowed):
        issued.perform("verify", by=world.inspector, reason="已核")


def test_closed_it_can_be_opened_anew_unless_another_on_the_same_grounds_is_open(world, issued):
    signals = list(issued.signals.all())
    issued.perform("acknowledge", by=world.head)
    issued.perform("answer", by=world.head, reason="已整改。")
    issued.perform("verify", by=world.inspector, reason="已核")
    issued.perform("close", by=world.inspector)
    issued.perform("reopen", by=world.inspector, reason="复查发现反弹。")
    assert issued.status == "acknowledged"
    issued.perform("answer", by=world.head, reason="再次整改。")
    issued.perform("verify", by=world.inspector, reason="已核")
    issued.perform("close", by=world.inspector)
    make_warning(world.unit, world.inspector, signals)
    with pytest.raises(NotAllowed):
        issued.perform("reopen", by=world.inspector, reason="复查发现反弹。")


def test_everybody_concerned_is_told(world, issued):
    assert {n.user for n in issued_notices(WARNED)} == {world.liaison, world.head}
    issued.perform("acknowledge", by=world.liaison)
    issued.perform("answer", by=world.head, reason="已整改。")
    assert {n.user for n in issued_notices(ANSWERED)} == {world.inspector}
    issued.perform("send_back", by=world.inspector, reason="不具体")
    assert {n.user for n in issued_notices(SENT_BACK)} == {world.liaison, world.head}
    above = make_user("inspector", world.city)
    overdue(issued)
    remind()
    assert {n.user for n in issued_notices(ANSWERS_DUE)} == {world.liaison, world.head}
    escalate()
    assert {n.user for n in issued_notices(ESCALATED)} == {world.liaison, world.head, above}


def issued_notices(kind):
    from accounts.models import Notice

    return Notice.objects.filter(kind=kind.code)


def test_a_warning_is_kept_at_the_new_place_when_its_unit_moves(world, issued):
    other_county = Unit.objects.get_parent(Unit.objects.get(pk=world.elsewhere.pk))
    Unit.objects.move(Unit.objects.get(pk=world.unit.pk), other_county, "last-child")
    issued.refresh_from_db()
    assert issued.keeper == other_county
    assert issued not in Warning.objects.visible_to(world.inspector)
    overdue(issued)
    escalate()
    issued.refresh_from_db()
    assert issued.keeper == world.city
    Unit.objects.move(Unit.objects.get(pk=world.unit.pk), Unit.objects.get(pk=world.county.pk), "last-child")
    issued.refresh_from_db()
    assert issued.keeper == world.city  # at the height at which it was kept

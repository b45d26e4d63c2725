"""One person takes several duties of a row, by the page, the queue, the API or another account: each is refused."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.allowances import allow
from accounts.inbox import desk_of
from accounts.models import DutyAllowance, Notice, RoleGrant, User
from accounts.notices import remind
from ground.lifecycle.changelog import recorded
from ground.lifecycle.duties import shared_by
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from measures.models import Measure
from riskpoints.assignments import assign
from riskpoints.models import RiskPoint
from riskpoints.revisions import revise
from tests.factories import (
    make_demerit,
    make_measure,
    make_official,
    make_point,
    make_post,
    make_user,
    make_warning,
)

ISSUE = {"handling": "notice", "level": "blue", "due_on": None}
PART = "You have had a part"


@pytest.fixture(autouse=True)
def _english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def world(world):
    DutyAllowance.objects.all().delete()
    return world


def everything(world) -> User:
    """Somebody who may take every step at the unit, as small units give it."""
    person = make_user(Role.LIAISON, world.unit, name="一人多岗")
    for role, unit in ((Role.UNIT_HEAD, world.unit), (Role.INSPECTOR, world.county)):
        RoleGrant.objects.create(user=person, role=role, unit=unit, reason="兼任", granted_by=world.administrator)
    return User.objects.get(pk=person.pk)


def filed(world, **facts) -> RiskPoint:
    point = make_point(world.unit, **facts)
    make_measure(point, status="in_force", accountable_post=make_post(world.unit))
    point.perform("file", by=world.liaison)
    return point


def month() -> object:
    return timezone.localdate() + timedelta(days=30)


def test_who_wrote_a_point_does_not_endorse_or_register_it(world):
    person = everything(world)
    point = filed(world, created_by=person)
    with pytest.raises(NotAllowed, match=PART):
        point.perform("endorse", by=person)
    point.perform("endorse", by=world.head)
    with pytest.raises(NotAllowed, match=PART):
        point.perform("register", by=person)
    point.perform("register", by=world.inspector)


def test_who_wrote_at_a_point_later_does_not_endorse_or_register_it(world, signed_in):
    """By the form, the API, a file or the shell; another account of the same person is the same person."""
    person = everything(world)
    point = make_point(world.unit, created_by=world.liaison)
    make_measure(point, status="in_force", accountable_post=make_post(world.unit))
    client = signed_in(person)
    change = client.patch(f"/api/v1/risk-points/{point.pk}/", {"name": "改过的"}, "application/json")
    assert change.status_code == 200
    point.perform("file", by=world.liaison)
    with pytest.raises(NotAllowed, match=PART):
        point.perform("endorse", by=person)
    point.perform("endorse", by=world.head)
    with pytest.raises(NotAllowed, match=PART):
        point.perform("register", by=person)
    point.perform("register", by=world.inspector)
    assert person.pk not in (point.created_by_id, point.filed_by_id)


def test_who_changed_a_filing_in_bulk_is_an_author_and_who_changed_nothing_is_not(world):
    person, other = everything(world), everything(world)
    point, unchanged = filed(world), filed(world, name="不变")
    rows = RiskPoint.objects.filter(pk__in=[point.pk, unchanged.pk])
    with recorded(person, action="import.write"):
        rows.filter(pk=point.pk).update(manifestation="由文件改写。")
    with recorded(other, action="import.write"):
        rows.update(risk_class="process", residual_grade="")
    outcome = RiskPoint.lifecycle.attempt(rows, "endorse", by=person)
    assert (outcome.done, list(outcome.refused)) == ([unchanged.pk], [point.pk])
    RiskPoint.objects.get(pk=point.pk).perform("endorse", by=other)


def test_the_one_who_registers_a_revision_has_not_written_the_point(world):
    point = filed(world)
    point.perform("endorse", by=world.head)
    point.perform("register", by=world.inspector)
    revision = revise(point, by=world.liaison)
    with recorded(world.liaison, action="riskpoint.edit"):
        RiskPoint.objects.filter(pk=revision.pk).update(name="修订后的名称")
    for verb, by in (("file", world.liaison), ("endorse", world.head), ("register", world.inspector)):
        revision.perform(verb, by=by)
    point.refresh_from_db()
    assert point.name == "修订后的名称" and point.authors == [] and shared_by(point) == []


def test_queue_and_desk_tell_apart_what_another_must_do(world, signed_in, django_assert_max_num_queries):
    person = everything(world)
    written, theirs, endorsed = filed(world, created_by=person), filed(world), filed(world)
    endorsed.perform("endorse", by=person)

    def listed(query: str = "") -> set[int]:
        rows = signed_in(person).get(f"/riskpoints/queue/{query}").context["table"].rows
        return {row.record.pk for row in rows}

    def figures() -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for role, waiting in desk_of(User.objects.get(pk=person.pk)):
            for one in waiting:
                if role in (Role.UNIT_HEAD, Role.INSPECTOR) and one.url.startswith("/riskpoints/queue/"):
                    found.setdefault(one.icon, []).append(one.count)
        return found

    assert listed() == {theirs.pk} and listed("?whose=others") == {written.pk, endorsed.pk}
    assert figures() == {"inbox": [1, 0], "user-check": [0, 0], "hourglass": [1, 1]}
    page = signed_in(person).get("/riskpoints/queue/?whose=others").content.decode()
    assert 'value="endorse"' not in page and "someone else must take the next step" in page
    allow(world.unit, by=make_user(Role.INSPECTOR, world.city), reason="编制仅一人", until=month())
    assert listed() == {written.pk, theirs.pk, endorsed.pk} and listed("?whose=others") == set()
    with django_assert_max_num_queries(6):
        list(RiskPoint.objects.waiting_for(User.objects.get(pk=person.pk)))


def test_a_filing_is_not_given_to_who_had_a_part_in_it(world):
    person = everything(world)
    point = filed(world)
    with recorded(person, action="riskpoint.edit"):
        RiskPoint.objects.filter(pk=point.pk).update(name="改过的")
    with pytest.raises(NotAllowed, match="had a part"):
        assign(RiskPoint.objects.filter(pk=point.pk), person, by=world.head)


def test_who_endorsed_a_point_does_not_register_it(world):
    person = everything(world)
    point = filed(world)
    point.perform("endorse", by=person)
    with pytest.raises(NotAllowed, match=PART):
        point.perform("register", by=person)


def test_in_a_queue_only_those_are_taken_that_others_endorsed(world):
    person = everything(world)
    one, other = filed(world), filed(world, name="另一风险")
    one.perform("endorse", by=person)
    other.perform("endorse", by=world.head)
    rows = RiskPoint.objects.filter(pk__in=[one.pk, other.pk])
    outcome = RiskPoint.lifecycle.attempt(rows, "register", by=person)
    assert outcome.done == [other.pk] and list(outcome.refused) == [one.pk]


def test_the_api_refuses_as_the_page_does(world, signed_in):
    person = everything(world)
    point = filed(world)
    point.perform("endorse", by=person)
    answer = signed_in(person).post(f"/api/v1/risk-points/{point.pk}/register/")
    assert answer.status_code in (400, 403, 409, 422)
    signed_in(person).post(point.transition_url("register"))
    point.refresh_from_db()
    assert point.status == "endorsed"


def test_who_put_a_measure_in_force_does_not_verify_it(world):
    person = everything(world)
    measure = make_measure(make_point(world.unit))
    measure.perform("put_in_force", by=person)
    with pytest.raises(NotAllowed, match=PART):
        measure.perform("verify", by=person, reason="现场查看", effective=True, residual_grade="")
    measure.perform("verify", by=world.inspector, reason="现场查看", effective=True, residual_grade="")


def test_who_brought_a_measure_in_by_a_file_does_not_verify_it(world):
    """An import puts measures in force in the name of who brings them."""
    person = everything(world)
    measure = make_measure(make_point(world.unit), status="in_force")
    with recorded(person, action="import.write"):
        Measure.objects.filter(pk=measure.pk).update(in_force_by=person)
    with pytest.raises(NotAllowed, match=PART):
        measure.perform("verify", by=person, reason="现场查看", effective=True, residual_grade="")


def test_who_drafted_a_warning_does_not_issue_it_and_who_issued_it_does_not_verify_it(world):
    second, third = (make_user(Role.INSPECTOR, world.county) for _ in range(2))
    warning = make_warning(world.unit, world.inspector)
    with pytest.raises(NotAllowed, match=PART):
        warning.perform("issue", by=world.inspector, **ISSUE)
    warning.perform("issue", by=second, **ISSUE)
    warning.perform("acknowledge", by=world.head)
    warning.perform("answer", by=world.head, reason="已整改。")
    for one in (world.inspector, second):
        with pytest.raises(NotAllowed, match=PART):
            warning.perform("verify", by=one, reason="属实")
    warning.perform("verify", by=third, reason="属实")


def test_who_writes_at_a_draft_is_one_of_who_drafted_it(world, signed_in):
    """Also at what the register itself proposed; who chooses the level while issuing has not written."""
    second, third, fourth = (make_user(Role.INSPECTOR, world.county) for _ in range(3))
    mine, of_a_rule = make_warning(world.unit, world.inspector), make_warning(world.unit, None)
    for warning in (mine, of_a_rule):
        form = {"level": warning.level, "text": "改写后的预警。"}
        assert signed_in(second).post(f"/warnings/{warning.pk}/edit/", form).status_code == 302
        with pytest.raises(NotAllowed, match=PART):
            warning.perform("issue", by=second, **ISSUE)
        warning.perform("issue", by=third, **(ISSUE | {"level": "red"}))
        warning.perform("acknowledge", by=world.head)
        warning.perform("answer", by=world.head, reason="已整改。")
        with pytest.raises(NotAllowed, match=PART):
            warning.perform("verify", by=second, reason="属实")
        warning.perform("verify", by=fourth, reason="属实")
        assert (warning.authors, shared_by(warning)) == ([second.pk], [])


def test_desk_and_list_tell_apart_the_warnings_that_another_must_deal_with(world, signed_in):
    second = make_user(Role.INSPECTOR, world.county)
    drafted, theirs = make_warning(world.unit, second), make_warning(world.unit, world.inspector)
    issued = make_warning(world.unit, world.inspector)
    issued.perform("issue", by=second, **ISSUE)
    issued.perform("acknowledge", by=world.head)
    issued.perform("answer", by=world.head, reason="已整改。")

    def figures(user) -> dict[str, tuple[int, set[int]]]:
        """Of each figure its count and the rows of the list that it leads to."""
        found = {}
        for role, waiting in desk_of(User.objects.get(pk=user.pk)):
            for one in waiting:
                if role == Role.INSPECTOR and "show=" in one.url and "mine" not in one.url:
                    rows = signed_in(user).get(one.url).context["table"].paginated_rows
                    found[one.icon] = (one.count, {row.record.pk for row in rows})
        return found

    assert figures(second) == {
        "bell-plus": (1, {theirs.pk}),
        "checks": (0, set()),
        "circle-check": (0, set()),
        "hourglass": (2, {drafted.pk, issued.pk}),
    }
    third = make_user(Role.INSPECTOR, world.county)
    assert figures(third)["bell-plus"] == (2, {drafted.pk, theirs.pk})
    assert figures(third)["checks"] == (1, {issued.pk})
    allow(world.unit, by=make_user(Role.INSPECTOR, world.city), reason="编制仅一人", until=month())
    assert figures(second)["bell-plus"][0] == 2 and figures(second)["hourglass"] == (0, set())


def told(kind: str) -> set[int]:
    return set(Notice.objects.filter(kind=kind).values_list("user", flat=True))


def test_an_answer_is_told_to_the_nearest_who_may_verify_it(world):
    second, above = make_user(Role.INSPECTOR, world.county), make_user(Role.INSPECTOR, world.city)

    def answered(drafter: User, issuer: User) -> set[int]:
        Notice.objects.all().delete()
        warning = make_warning(world.unit, drafter)
        warning.perform("issue", by=issuer, **ISSUE)
        warning.perform("acknowledge", by=world.head)
        warning.perform("answer", by=world.head, reason="已整改。")
        return told("answered")

    assert answered(world.inspector, second) == {above.pk}
    assert answered(above, second) == {world.inspector.pk}
    allow(world.unit, by=above, reason="编制仅二人", until=month())
    assert answered(world.inspector, second) == {world.inspector.pk, second.pk}


def test_a_filing_that_is_due_is_told_to_who_would_not_be_refused(world):
    """The reminder, one query over all people, asks the same as the queue does of one of them."""
    person, deputy = everything(world), make_user(Role.UNIT_HEAD, world.unit)
    above = make_user(Role.INSPECTOR, world.city)
    first, second = (make_user(Role.INSPECTOR, world.county) for _ in range(2))
    second.official = first.official = make_official(make_post(world.unit))
    first.save()
    User.objects.filter(pk=first.pk).update(official=None)
    second.save()
    points = [filed(world, created_by=person), filed(world, created_by=first), filed(world, created_by=above)]
    points[1].perform("endorse", by=deputy)
    points[2].perform("endorse", by=world.head)
    RiskPoint.objects.update(act_by=timezone.localdate())
    RiskPoint.objects.filter(pk=points[0].pk).update(assigned_to=person)

    def due() -> set[int]:
        Notice.objects.all().delete()
        remind()
        return told("act")

    def who_may(*people: User) -> set[int]:
        return {one.pk for one in people if RiskPoint.objects.waiting_for(User.objects.get(pk=one.pk)).exists()}

    near = (person, deputy, world.head, world.inspector, first, second)
    assert due() == who_may(*near) == {person.pk, deputy.pk, world.head.pk, world.inspector.pk, first.pk, second.pk}
    RiskPoint.objects.filter(pk=points[2].pk).update(status="discarded")
    assert due() == who_may(*near) == {person.pk, deputy.pk, world.head.pk, world.inspector.pk}
    allow(world.unit, by=above, reason="编制仅一人", until=month())
    RiskPoint.objects.update(assigned_to=None)
    assert due() == who_may(*near) == {one.pk for one in near}


def test_who_recorded_points_about_a_person_does_not_decide_on_them(world):
    official = make_official(make_post(world.unit))
    entry = make_demerit(official, world.unit, by=world.inspector)
    for verb in ("defuse", "withdraw"):
        with pytest.raises(NotAllowed, match=PART):
            entry.perform(verb, by=world.inspector, reason="已化解")
    entry.perform("defuse", by=make_user(Role.INSPECTOR, world.county), reason="已化解")


def test_another_account_of_the_same_official_is_the_same_person(world):
    """The first account is closed and its official linked to a second one; the log still knows both."""
    official = make_official(make_post(world.unit), world.head)
    point = filed(world)
    point.perform("endorse", by=world.head)
    world.head.official = None
    world.head.save()
    second = make_user(Role.INSPECTOR, world.county)
    second.official = official
    second.save()
    with pytest.raises(NotAllowed, match=PART):
        point.perform("register", by=User.objects.get(pk=second.pk))


def test_what_was_handed_over_stays_with_who_did_it(world):
    """A successor may register what the predecessor endorsed, the predecessor under new roles may not."""
    from accounts.handover import hand_over

    point = filed(world)
    point.perform("endorse", by=world.head)
    successor = make_user(name="新局长")
    hand_over(world.head, successor, by=world.administrator, reason="交接", close=False)
    RoleGrant.objects.create(
        user=world.head, role=Role.INSPECTOR, unit=world.county, reason="调任", granted_by=world.administrator
    )
    with pytest.raises(NotAllowed, match=PART):
        point.perform("register", by=User.objects.get(pk=world.head.pk))


def test_a_unit_that_was_moved_keeps_who_did_what(world):
    from oversight.reorganisations.changes import carry_out
    from oversight.reorganisations.models import ReorganisationKind

    person = everything(world)
    RoleGrant.objects.create(
        user=person, role=Role.INSPECTOR, unit=world.city, reason="兼任", granted_by=world.administrator
    )
    point = filed(world)
    point.perform("endorse", by=person)
    target = type(world.elsewhere).objects.get(path=world.elsewhere.path[:-4])
    carry_out(ReorganisationKind.MOVE, world.unit, by=world.administrator, reason="划转", target=target)
    with pytest.raises(NotAllowed, match=PART):
        point.perform("register", by=User.objects.get(pk=person.pk))


def test_the_level_above_may_allow_it_for_a_time_and_the_page_says_so(world, signed_in):
    person = everything(world)
    above = make_user(Role.INSPECTOR, world.city, name="市纪委")
    point = filed(world)
    point.perform("endorse", by=person)
    allowance = allow(world.unit, by=above, reason="编制仅一人", until=month())
    point.perform("register", by=User.objects.get(pk=person.pk))
    page = signed_in(world.liaison).get(point.get_absolute_url()).content.decode()
    assert "编制仅一人" in page and "市纪委" in page and "一人多岗" in page
    other = filed(world, name="另一风险")
    other.perform("endorse", by=person)
    allowance.withdraw(by=above, reason="已配齐")
    with pytest.raises(NotAllowed, match=PART):
        other.perform("register", by=User.objects.get(pk=person.pk))


def test_an_allowance_ends_on_its_day(world):
    person = everything(world)
    above = make_user(Role.INSPECTOR, world.city)
    point = filed(world)
    point.perform("endorse", by=person)
    allowance = allow(world.unit, by=above, reason="编制仅一人", until=month())
    type(allowance).objects.update(until=timezone.localdate() - timedelta(days=1))
    with pytest.raises(NotAllowed, match=PART):
        point.perform("register", by=User.objects.get(pk=person.pk))


def test_nobody_allows_it_at_their_own_level_or_to_themselves(world):
    with pytest.raises(NotAllowed, match="level above"):
        allow(world.county, by=world.inspector, reason="人手不足", until=month())
    with pytest.raises(NotAllowed, match="level above"):
        allow(world.unit, by=world.head, reason="人手不足", until=month())
    # Above the unit, yet one's own steps are not excused by one's own word.
    person = everything(world)
    allow(world.unit, by=person, reason="人手不足", until=month())
    point = filed(world)
    point.perform("endorse", by=person)
    with pytest.raises(NotAllowed, match=PART):
        point.perform("register", by=User.objects.get(pk=person.pk))


def test_an_allowance_needs_a_reason_and_an_end_within_a_year(world):
    with pytest.raises(NotAllowed):
        allow(world.unit, by=world.inspector, reason=" ", until=month())
    for day in (timezone.localdate() - timedelta(days=1), timezone.localdate() + timedelta(days=400)):
        with pytest.raises(ValidationError):
            allow(world.unit, by=world.inspector, reason="人手不足", until=day)


def test_an_allowance_is_given_and_withdrawn_on_its_page(world, signed_in):
    client = signed_in(world.inspector)
    form = {"unit": world.unit.code, "reason": "编制仅一人", "until": month().isoformat()}
    client.post("/accounts/allowances/", form)
    [allowance] = world.unit.duty_allowances.in_force()
    assert "编制仅一人" in client.get("/accounts/allowances/").content.decode()
    client.post(f"/accounts/allowances/{allowance.pk}/withdraw/", {"reason": "已配齐"})
    assert not world.unit.duty_allowances.in_force().exists()

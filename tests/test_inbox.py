"""The inbox: everything that waits for a person is in it, in its part, whoever they are and whatever it is."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.inbox import Inbox, Wanted, end_of_next_week
from accounts.inbox_lines import Part
from accounts.inbox_sources import View
from accounts.inbox_statement import FILL, OFFICIAL, TOGETHER_FROM
from ground.lifecycle.roles import Role
from ground.lifecycle.workdays import CALENDAR, working_days_until
from measures.models import Measure
from riskpoints.models import RiskPoint
from tests.factories import make_point, make_power, make_user
from tests.walk_world import furnish

pytestmark = pytest.mark.any_database

PEOPLE = ("liaison", "head", "inspector", "checker", "observer", "official", "administrator", "auditor")


def shown(user):
    """The rows that the lines of all views and parts stand for, read page by page, by kind."""
    found = {}
    for view in View:
        for part in Part:
            page = 1
            while lines := Inbox(user).lines(Wanted(view, part=part, page=page)):
                for line in lines:
                    found.setdefault(line.rows.kind, []).append((line.key, line.count))
                page += 1
    return found


@pytest.mark.parametrize("person", PEOPLE)
def test_every_row_that_waits_for_a_person_stands_in_their_inbox_once(world, own_files, person):
    furnish(world)
    user = getattr(world, person)
    found = shown(user)
    inbox = Inbox(user)
    inbox.count()
    for kind, rows in inbox.rows.items():
        keys = sorted(rows.rows.values_list("pk", flat=True))
        lines = found.pop(kind, [])
        assert sum(count for _key, count in lines) == len(keys), kind
        if not rows.is_one and len(lines) == len(keys):
            assert sorted(key for key, _count in lines) == keys, kind
        assert inbox._count(rows) == len(keys), kind
    assert found == {}


@pytest.mark.parametrize("person", PEOPLE)
def test_each_line_of_the_page_leads_somewhere_and_can_be_read_beside_it(world, own_files, signed_in, person):
    furnish(world)
    user = getattr(world, person)
    client = signed_in(user)
    for view in View:
        answer = client.get("/desk/", {"view": view})
        assert answer.status_code == 200
        for part in answer.context["parts"]:
            for line in part["lines"]:
                assert client.get(line.url, follow=True).status_code == 200, line.name
                if line.pane:
                    beside = client.get(line.pane)
                    assert beside.status_code == 200, line.name
        for figure in answer.context["figures"]:
            assert client.get(figure.url).status_code == 200, figure


def test_an_inbox_asks_as_many_queries_for_few_things_as_for_many(world, signed_in):
    client = signed_in(world.inspector)

    def asked():
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/desk/").status_code == 200
        return len(captured)

    def endorsed(n):
        for _ in range(n):
            world.filed(name=f"第{n}件").perform("endorse", by=world.head)

    endorsed(1)
    asked()
    few = asked()
    endorsed(6)
    assert asked() <= few


def test_people_of_one_shape_share_a_statement_and_each_sees_their_own(world):
    """It is put together for a stand-in, of whom nothing is left in what is asked."""
    colleague = make_user(Role.UNIT_HEAD, world.elsewhere, username="colleague")
    own = world.filed(name="本单位的")
    inboxes = [Inbox(user) for user in (world.head, colleague)]
    assert inboxes[0].person.statement is inboxes[1].person.statement
    assert [[line.key for line in inbox.lines(Wanted(kind="endorse"))] for inbox in inboxes] == [[own.pk], []]
    other = make_point(world.elsewhere, status="filed", name="别处的")
    assert [line.key for line in Inbox(colleague).lines(Wanted(kind="endorse"))] == [other.pk]
    values = inboxes[0].person.statement.values
    for user, inbox in zip((world.head, colleague), inboxes, strict=True):
        [(_role, path)] = user.roles_held
        filled = inbox.person._own(values)
        assert path not in str(values) and user.pk not in values
        assert path in str(filled) and user.pk in filled
        assert FILL not in str(filled) and str(OFFICIAL)[:6] not in str(filled)


@pytest.mark.parametrize("person", PEOPLE)
def test_a_line_reads_nothing_more_than_was_fetched_for_its_table(world, own_files, person):
    furnish(world)
    for view in View:
        inbox = Inbox(getattr(world, person))
        with CaptureQueriesContext(connection) as captured:
            lines = inbox.lines(Wanted(view))
        tables = {line.rows.table for line in lines if not line.rows.is_one}
        assert len(captured) <= 1 + len(tables), [one["sql"][:200] for one in captured]


def test_a_stand_in_for_whom_nothing_is_filled_in_finds_nothing(world, own_files):
    furnish(world)
    for person in PEOPLE:
        inbox = Inbox(getattr(world, person))
        inbox.person.paths, inbox.person.keys = {path: path for path in inbox.person.paths}, {}
        inbox.count()
        everybodys = {"job", "letter", "locked", "undelivered", "no-role", "uninvited"}
        assert not {kind for kind, found in inbox.counts.items() if found.count} - everybodys, person


def due(world, day):
    point = world.filed()
    RiskPoint.objects.filter(pk=point.pk).update(act_by=day)
    return point.pk


def test_what_is_due_stands_in_the_part_of_its_day_the_longest_due_first(world):
    today = timezone.localdate()
    late, later_late = due(world, today - timedelta(days=9)), due(world, today - timedelta(days=2))
    now, end = due(world, today), due(world, end_of_next_week(today))
    after, never = due(world, end_of_next_week(today) + timedelta(days=1)), due(world, None)
    inbox = Inbox(world.head)
    lines = inbox.lines(Wanted(kind="endorse"))
    assert [(line.part, line.key) for line in lines] == [
        (Part.OVERDUE, late),
        (Part.OVERDUE, later_late),
        (Part.TODAY, now),
        (Part.SOON, end),
        (Part.LATER, after),
        (Part.LATER, never),
    ]
    assert inbox.totals[Part.OVERDUE] == (2, 2) and inbox.counts["endorse"].late == 2
    assert lines[0].days < 0 and lines[2].days == 0


def test_working_days_are_counted_both_ways():
    friday, monday = timezone.datetime(2026, 11, 27).date(), timezone.datetime(2026, 11, 30).date()
    assert working_days_until(monday, friday) == 1 and working_days_until(friday, monday) == -1
    assert working_days_until(friday, friday) == 0
    new_year, after = timezone.datetime(2026, 12, 31).date(), timezone.datetime(2028, 2, 1).date()
    counted = CALENDAR.get_working_days_count(new_year + timedelta(days=1), after)
    assert working_days_until(after, new_year) == counted == -working_days_until(new_year, after)


def test_equal_filings_of_a_unit_are_one_line_and_what_is_high_is_read_alone(world, signed_in):
    for n in range(TOGETHER_FROM):
        world.filed(name=f"低风险{n}", likelihood=1, harm=1)
    for n in range(TOGETHER_FROM):
        world.filed(name=f"高风险{n}", likelihood=5, harm=5, review_on=timezone.localdate())
    lines = Inbox(world.head).lines(Wanted())
    [together] = [line for line in lines if line.is_many]
    assert together.count == TOGETHER_FROM and "可一并办理" in signed_in(world.head).get("/desk/").content.decode()
    assert len([line for line in lines if line.rows.kind == "endorse"]) == TOGETHER_FROM + 1
    client = signed_in(world.head)
    beside = client.get(together.pane).content.decode()
    chosen = [row.split('"')[0] for row in beside.split('name="point" value="')[1:]]
    assert len(chosen) == TOGETHER_FROM and "高风险" not in beside
    client.post("/riskpoints/queue/", {"verb": "endorse", "point": chosen})
    assert RiskPoint.objects.filter(status="endorsed").count() == TOGETHER_FROM


def test_it_is_narrowed_to_a_kind_or_a_unit_and_says_nothing_of_other_units(world, signed_in):
    world.filed(name="本单位的")
    make_power(world.unit)
    make_point(world.elsewhere, name="别处的")
    client = signed_in(world.head)
    both = client.get("/desk/").content.decode()
    assert "本单位的" in both and "别处的" not in both
    assert "本单位的" not in client.get("/desk/", {"kind": "power-unit_head"}).content.decode()
    elsewhere = client.get("/desk/", {"unit": world.elsewhere.pk}).content.decode()
    assert "本单位的" not in elsewhere and "别处局" not in elsewhere
    for wrong in ({"unit": "x"}, {"unit": "9" * 30}, {"view": "x"}, {"part": "x"}, {"page": "0"}, {"kind": "\x27"}):
        assert client.get("/desk/", wrong).status_code == 200


def test_what_waits_for_another_cannot_be_read_beside_the_list(world, signed_in):
    point = world.filed()
    for person in ("inspector", "checker", "liaison"):
        assert signed_in(getattr(world, person)).get(f"/measures/decisions/{point.pk}/").status_code in (403, 404)
        assert signed_in(getattr(world, person)).get(f"/desk/endorse/{point.pk}/").status_code == 404


def test_the_navigation_says_how_much_waits_and_says_less_once_it_is_done(world, signed_in):
    points = [world.filed(), world.filed()]
    client = signed_in(world.head)

    def number():
        return client.get("/glossary/").context["things_to_do"]

    assert number() == 2
    client.post(points[0].transition_url("endorse"))
    assert number() == 1
    # Without asking the register anew for each page.
    with CaptureQueriesContext(connection) as captured:
        number()
    assert not any("inbox_kind" in query["sql"] for query in captured)


def test_a_measure_is_there_before_its_day_and_an_empty_inbox_says_what_comes(world, signed_in):
    client = signed_in(world.liaison)
    point = world.filed(name="在办的申报")
    assert "没有待办" in client.get("/desk/").content.decode()
    assert "在办的申报" in client.get("/desk/").content.decode()
    Measure.objects.filter(points=point).update(due_on=timezone.localdate() + timedelta(days=3))
    assert "没有待办" not in client.get("/desk/").content.decode()

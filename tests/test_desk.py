"""The first page after the sign-in: the figures of each role are what their lists hold."""

import pytest

from accounts.inbox import desk_of
from measures.models import Measure
from riskpoints.models import RiskPoint
from tests.factories import make_flow, make_point, make_power, make_unit, make_user

pytestmark = pytest.mark.any_database


def figures(user):
    return {(role, w.icon): w for role, found in desk_of(user) for w in found}


@pytest.fixture
def busy(world):
    """Something of everything, in the unit and elsewhere."""
    world.returned = world.filed()
    world.returned.perform("return", by=world.head, reason="补充")
    RiskPoint.objects.filter(pk=world.returned.pk).update(act_by="2011-12-30")
    make_point(world.unit)
    make_point(world.elsewhere)
    world.registered(review_on="2011-12-30")
    world.filed()
    world.endorsed = world.filed()
    world.endorsed.perform("endorse", by=world.head)
    make_flow(make_power(world.unit))
    Measure.objects.filter(links__point=world.returned).update(due_on="2011-12-30")
    make_user(username="ohne")
    return world


def test_the_liaison_sees_what_is_theirs_to_do(busy):
    found = {icon: (w.count, w.late) for (_role, icon), w in figures(busy.liaison).items()}
    assert found == {
        "arrow-back-up": (1, 1),
        "pencil": (1, 0),
        "calendar-due": (1, 1),
        "hourglass": (2, 0),
        "git-branch": (1, 0),
        "vector": (1, 0),
        "shield-x": (1, 1),
        "shield-plus": (0, 0),
        "shield-off": (0, 0),
        "file-spreadsheet": (0, 0),
        "books": (0, 0),
        "bell-exclamation": (0, 0),
    }


def test_head_and_inspector_see_what_their_queue_holds(busy, signed_in):
    for user, count in ((busy.head, 1), (busy.inspector, 1)):
        inbox = next(w for (_r, icon), w in figures(user).items() if icon == "inbox")
        assert inbox.count == count
        assert signed_in(user).get(inbox.url).context["table"].total == count


def test_the_checker_sees_the_units_not_covered(busy, signed_in):
    found = figures(busy.checker)
    gap = next(w for (_r, icon), w in found.items() if icon == "map-2")
    assert gap.count == 2
    lacking = next(w for (_r, icon), w in found.items() if icon == "list-check")
    assert signed_in(busy.checker).get(lacking.url).context["table"].total == lacking.count


def test_the_administrator_sees_units_and_accounts_that_lack_something(busy, signed_in):
    make_unit(busy.county)
    client, found = signed_in(busy.administrator), figures(busy.administrator)
    for icon, count in (("user-question", 1), ("building-off", 2)):
        waiting = next(w for (_r, i), w in found.items() if i == icon)
        assert waiting.count == count
        assert client.get(waiting.url).context["table"].total == count


@pytest.mark.parametrize("role", ["liaison", "head", "inspector", "checker", "administrator", "auditor", "observer"])
def test_everybody_starts_there(busy, signed_in, role):
    client = signed_in(getattr(busy, role))
    assert client.get("/").url == "/desk/"
    answer = client.get("/desk/")
    assert answer.status_code == 200
    for _role, found in desk_of(getattr(busy, role)):
        for waiting in found:
            assert client.get(waiting.url).status_code == 200, waiting

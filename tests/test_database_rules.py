"""Rules that stand in the database as functions: what they say, and that the planner writes them into the query."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from accounts.models import RoleGrant
from ground.lifecycle.roles import Role
from measures.models import Measure
from riskpoints.choices import KeyMark
from riskpoints.key_marks import marked, marked_as
from riskpoints.models import IN_FORCE, RiskPoint, review_passed
from riskwarnings.indicators import INDICATORS

DAY = date(2026, 11, 27)
RULES = (
    r"\b(grant_in_force|measure_is_live|point_in_force|point_review_passed|on_key_mark|key_(posts|domains|steps))\("
)


def value(call: str, *arguments: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {call}", arguments)
        return cursor.fetchall()[0][0]


@pytest.mark.parametrize(
    ("begun", "over", "withdrawn", "counts"),
    [
        (DAY, None, None, True),
        (DAY + timedelta(days=1), None, None, False),
        (DAY, DAY, None, True),
        (DAY - timedelta(days=9), DAY - timedelta(days=1), None, False),
        (DAY, None, timezone.now(), False),
    ],
)
def test_a_role_counts_from_its_first_to_its_last_day(db, begun, over, withdrawn, counts):
    assert value("grant_in_force(%s, %s, %s, %s)", begun, over, withdrawn, DAY) is counts


@pytest.mark.parametrize(
    ("status", "effective", "lives"),
    [
        ("planned", None, False),
        ("in_force", None, True),
        ("in_force", False, True),
        ("verified", None, False),
        ("verified", False, False),
        ("verified", True, True),
        ("ended", True, False),
    ],
)
def test_a_measure_lives_while_in_force_or_verified_as_effective(db, status, effective, lives):
    assert value("measure_is_live(%s, %s)", status, effective) is lives


@pytest.mark.parametrize(
    ("status", "revises", "review_on", "in_force", "passed"),
    [
        ("registered", None, None, True, False),
        ("registered", None, DAY, True, False),
        ("registered", None, DAY - timedelta(days=1), True, True),
        ("registered", 7, DAY - timedelta(days=1), False, False),
        ("applied", 7, DAY - timedelta(days=1), False, False),
        ("endorsed", None, DAY - timedelta(days=1), False, False),
    ],
)
def test_a_point_is_in_force_and_its_review_passes(db, status, revises, review_on, in_force, passed):
    assert value("point_in_force(%s, %s)", status, revises) is in_force
    assert value("point_review_passed(%s, %s, %s, %s)", status, revises, review_on, DAY) is passed


def test_what_is_not_so_is_the_rest(world):
    """These are never unknown, so that a condition and its opposite share the rows between them."""
    world.registered()
    RiskPoint.objects.update(review_on=None)
    for rule in (IN_FORCE, review_passed(), marked()):
        of_both = RiskPoint.objects.filter(rule).count() + RiskPoint.objects.filter(~rule).count()
        assert of_both == RiskPoint.objects.count() > 0


def asking() -> dict[str, tuple[str, object]]:
    """(query, parameters) of each kind of asking: by rows of Django, and by SQL of ours."""
    rows = {
        "grants": RoleGrant.objects.in_force(),
        "measures": Measure.objects.live(),
        "points": RiskPoint.objects.in_force(),
        "reviews": RiskPoint.objects.review_passed(),
        "marked": RiskPoint.objects.filter(marked() | Q(grade="high")),
    } | {mark.value: RiskPoint.objects.filter(marked_as(mark)) for mark in KeyMark}
    found = {name: queryset.query.sql_with_params() for name, queryset in rows.items()}
    for code in ("high_not_held", "review_passed"):
        found[code] = (INDICATORS[code].query, INDICATORS[code].defaults | {"on": DAY})
    return found | {"holding": ("SELECT * FROM measures_pointholding", ())}


def test_the_planner_writes_the_rules_into_the_query(db):
    """Called a row at a time they would cost what no index makes good; one setting or STRICT is enough for that."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE assessed (unit_id bigint, path text) ON COMMIT DROP")
        for name, (query, parameters) in asking().items():
            assert re.search(RULES, query) or name == "holding"
            cursor.execute(f"EXPLAIN (VERBOSE) {query}", parameters)
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert not re.search(RULES, plan), name


def test_lists_of_one_mark_begin_with_the_few_places_that_stand_on_it(db):
    """The mark is a join, which the planner turns round, not a question asked of every point."""
    for mark in KeyMark:
        assert "SubPlan" not in RiskPoint.objects.filter(marked_as(mark)).explain()


def test_roles_that_ended_are_nobodys(world):
    grant = world.liaison.grants.get(role=Role.LIAISON)
    assert grant in RoleGrant.objects.in_force()
    RoleGrant.objects.filter(pk=grant.pk).update(valid_until=timezone.localdate() - timedelta(days=1))
    assert grant not in RoleGrant.objects.in_force()

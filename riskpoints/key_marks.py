"""Key marks (重点对象、重点领域、重点环节): the post of a main leader, a key domain, a key link of a flow.

Where a point stands on one, the rules are tighter: it has a review date whatever its grade, who holds the leader's
post does not endorse what was found there, and the indicator rules look sooner.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import BooleanField, Func, Q, QuerySet
from django.utils import timezone

from riskpoints.choices import KeyMark

REVIEW_AFTER = timedelta(days=365)  # where a high point comes in without a date

# What stands on each mark is said in riskpoints/sql/key_marks.sql; here, by which column a point stands there.
KEY_MARKS = {
    KeyMark.OBJECT: ("post_id", "key_posts"),
    KeyMark.DOMAIN: ("domain_id", "key_domains"),
    KeyMark.LINK: ("step_id", "key_steps"),
}


def marked() -> Q:
    """Points on a key mark."""
    columns = [column for column, _function in KEY_MARKS.values()]
    any_mark = "EXISTS (SELECT FROM %(function)s(%(expressions)s))"
    return Q(Func(*columns, function="on_key_mark", template=any_mark, output_field=BooleanField()))


def marked_as(mark: KeyMark) -> Q:
    """Points on this key mark. Not to be negated: of a point without such a place it is unknown."""
    column, function = KEY_MARKS[mark]
    # A join, where `marked` is asked of each point: lists begin with the few places that stand on the mark.
    among = "%(expressions)s IN (SELECT k.id FROM %(function)s() AS k)"
    return Q(Func(column, function=function, template=among, output_field=BooleanField()))


def at_own_leading_post(by: Any) -> Q:
    """Points found at the main leader's post that the person acting holds."""
    if not by.official_id:
        return Q(pk__in=[])
    held = by.official.periods.filter(ended_on=None, post__is_main_leader=True)
    return Q(post__in=list(held.values_list("post", flat=True)))


def date_key_points(rows: QuerySet) -> None:
    """Give those of `rows` that stand on a key mark and have no review date the usual one; one statement."""
    undated = rows.filter(marked(), review_on=None).order_by().values("pk")
    rows.model._base_manager.filter(pk__in=undated).update(review_on=timezone.localdate() + REVIEW_AFTER)

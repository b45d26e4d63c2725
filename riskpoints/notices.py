"""Who is told what happened to a filing, and what is due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.allowances import is_barred
from accounts.models import RoleGrant
from accounts.notice_kinds import NoticeKind
from accounts.notices import GRANT_IN_FORCE, due, due_of_liaisons, notifies, notify
from ground.lifecycle.roles import Role
from riskpoints.choices import RiskPointStatus
from riskpoints.lifecycle import RISK_POINT_LIFECYCLE
from riskpoints.models import RiskPoint

RETURNED = NoticeKind(
    "returned",
    _("returned to you"),
    ngettext_lazy("%(count)d filing was returned.", "%(count)d filings were returned.", "count"),
    one=_("“%(name)s” was returned: %(why)s"),
    place=10,
)
ASSIGNED = NoticeKind(
    "assigned",
    _("given to you"),
    ngettext_lazy("%(count)d filing was given to you.", "%(count)d filings were given to you.", "count"),
    one=_("“%(name)s” was given to you."),
    place=20,
)
REGISTERED = NoticeKind(
    "registered",
    _("registered"),
    ngettext_lazy("%(count)d filing is registered.", "%(count)d filings are registered.", "count"),
    one=_("“%(name)s” is registered."),
    place=30,
)
FILINGS_DUE = NoticeKind(
    "act",
    _("due: filings"),
    ngettext_lazy(
        "%(count)d filing is due by tomorrow.",
        "%(count)d filings are due by tomorrow.",
        "count",
    ),
    place=40,
)
REVIEWS_DUE = NoticeKind(
    "reviews",
    _("due: reviews"),
    ngettext_lazy(
        "%(count)d risk point is to be reviewed by tomorrow.",
        "%(count)d risk points are to be reviewed by tomorrow.",
        "count",
    ),
    place=60,
)


def _liaisons(rows: QuerySet, but: Any) -> Iterator[tuple[int, str, str]]:
    """(liaison, name, address) of each filing: all active liaisons of its own unit, without `but`."""
    filings = list(rows.values_list("pk", "name", "unit"))
    grants = RoleGrant.objects.of_active(Role.LIAISON).filter(unit__in={unit for _pk, _name, unit in filings})
    people: dict[int, set[int]] = {}
    for unit, user in grants.exclude(user=but).values_list("unit", "user"):
        people.setdefault(unit, set()).add(user)
    for pk, name, unit in filings:
        for user in sorted(people.get(unit, ())):
            yield user, name, reverse("riskpoints:detail", args=[pk])


@notifies(RETURNED)
def notify_of_return(rows: QuerySet, by: Any, at: datetime) -> None:
    """The liaisons of its unit, but for the person acting."""
    reason = rows.values_list("return_reason", flat=True).first() or ""
    notify(RETURNED, _liaisons(rows, by), url=reverse("riskpoints:worklist"), why=reason, at=at)


@notifies(REGISTERED)
def notify_of_registration(rows: QuerySet, by: Any, at: datetime) -> None:
    """The liaisons of its unit, but for the person acting."""
    notify(REGISTERED, _liaisons(rows, by), url=f"{reverse('riskpoints:list')}?status=registered", at=at)


RISK_POINT_LIFECYCLE.follow("return", notify_of_return)
RISK_POINT_LIFECYCLE.follow("register", notify_of_registration)


def _had_a_part(verb: str) -> str:
    """SQL: whether the person of the grant `g` would be refused the step at the filing `r`."""
    return is_barred("g.user_id", RISK_POINT_LIFECYCLE.people_before(RiskPoint, verb, "r"), "r.path")


# For each waiting filing the person it was given to, else those who may act on it and are nearest to its unit.
NEAREST = f"""
    SELECT person, status, count(DISTINCT id) FROM (
        SELECT r.id, g.user_id AS person, r.status, rank() OVER (
            PARTITION BY r.id ORDER BY g.user_id IS NOT DISTINCT FROM r.assigned_to_id DESC, u.depth DESC) AS nearness
        FROM riskpoints_riskpoint r
        CROSS JOIN LATERAL generate_series(4, length(r.path), 4) AS size
        JOIN units_unit u ON u.path = left(r.path, size)
        JOIN accounts_rolegrant g ON g.unit_id = u.id AND {GRANT_IN_FORCE}
             AND g.role = CASE r.status WHEN 'filed' THEN 'unit_head' WHEN 'endorsed' THEN 'inspector'
                          ELSE 'liaison' END
             AND CASE r.status WHEN 'filed' THEN NOT {_had_a_part("endorse")}
                          WHEN 'endorsed' THEN NOT {_had_a_part("register")} ELSE true END
             AND (r.status = 'returned' OR g.user_id IS DISTINCT FROM r.filed_by_id)
        JOIN accounts_user a ON a.id = g.user_id AND a.is_active
        WHERE r.status IN ('filed', 'endorsed', 'returned') AND r.act_by <= %(until)s
    ) AS acts WHERE nearness = 1 GROUP BY person, status"""


@due
def filings() -> Iterator[tuple[int, NoticeKind, int, str]]:
    today = timezone.localdate()
    counts: dict[int, dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, {"today": today, "until": today + timedelta(days=1)})
        for person, status, count in cursor.fetchall():
            counts.setdefault(person, {})[status] = count
    for person, found in counts.items():
        lists = "riskpoints:worklist" if set(found) == {RiskPointStatus.RETURNED} else "riskpoints:queue"
        yield person, FILINGS_DUE, sum(found.values()), reverse(lists)


@due
def reviews() -> Iterator[tuple[int, NoticeKind, int, str]]:
    """Review dates that come or have passed."""
    listed = f"{reverse('riskpoints:list')}?overdue=true"
    condition = "point_review_passed(r.status, r.revises_id, r.review_on, %(until)s + 1)"
    for person, count in due_of_liaisons("riskpoints_riskpoint", condition):
        yield person, REVIEWS_DUE, count, listed

"""Who is told of warnings and signals, and what answers are due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.allowances import is_barred
from accounts.change_notices import auditors_of
from accounts.notice_kinds import NoticeKind
from accounts.notices import GRANT_IN_FORCE, due, notifies, notify
from ground.lifecycle.roles import Role
from riskwarnings.choices import UNANSWERED, SignalStatus
from riskwarnings.lifecycle.signals import SIGNAL_LIFECYCLE
from riskwarnings.lifecycle.warnings import WARNING_LIFECYCLE
from riskwarnings.superiors import inspectors_above, superiors_of

if TYPE_CHECKING:
    from accounts.models import User
    from riskwarnings.models import Signal

WARNED = NoticeKind(
    "warned",
    _("warnings issued"),
    ngettext_lazy("%(count)d warning was issued.", "%(count)d warnings were issued.", "count"),
    one=_("A warning was issued: %(name)s"),
    place=70,
    is_discreet=True,
)
ESCALATED = NoticeKind(
    "escalated",
    _("warnings escalated"),
    ngettext_lazy("%(count)d warning was escalated.", "%(count)d warnings were escalated.", "count"),
    one=_("A warning was escalated: %(name)s"),
    place=80,
    is_discreet=True,
)
ANSWERED = NoticeKind(
    "answered",
    _("warnings answered"),
    ngettext_lazy("%(count)d warning was answered.", "%(count)d warnings were answered.", "count"),
    one=_("A warning was answered: %(name)s"),
    place=90,
    is_discreet=True,
)
SENT_BACK = NoticeKind(
    "sent_back",
    _("answers sent back"),
    ngettext_lazy(
        "%(count)d answer to a warning was sent back.", "%(count)d answers to warnings were sent back.", "count"
    ),
    one=_("You have to answer again: %(name)s"),
    place=100,
    is_discreet=True,
)
SIGNALS = NoticeKind(
    "signals",
    _("signals handed on to you"),
    ngettext_lazy("%(count)d signal was handed on to you.", "%(count)d signals were handed on to you.", "count"),
    one=_("Signal %(name)s was handed on to you."),
    place=110,
    is_discreet=True,
)
LOOKS = NoticeKind(
    "looks",
    _("looks at reporters"),
    ngettext_lazy(
        "%(count)d view of a reporter was recorded.",
        "%(count)d views of reporters were recorded.",
        "count",
    ),
    one=_("A view of the reporter of a signal was recorded: %(name)s"),
    place=115,
    is_discreet=True,
)
RECOVERIES = NoticeKind(
    "recoveries",
    _("shares of reporters asked for"),
    ngettext_lazy(
        "Shares of a reporter were asked for: %(count)d request.",
        "Shares of reporters were asked for: %(count)d requests.",
        "count",
    ),
    one=_("Shares of a reporter were asked for: %(name)s"),
    place=116,
    is_discreet=True,
)
SEALING_KEYS = NoticeKind(
    "sealing_keys",
    _("new sealing keys"),
    ngettext_lazy("%(count)d sealing key was made.", "%(count)d sealing keys were made.", "count"),
    one=_("A sealing key was made, or got another passphrase: %(name)s. If it was not them, end their sessions."),
    is_discreet=True,
    is_always=True,
)
ANSWERS_DUE = NoticeKind(
    "answers",
    _("due: answers to warnings"),
    ngettext_lazy(
        "%(count)d warning is to be answered by tomorrow.",
        "%(count)d warnings are to be answered by tomorrow.",
        "count",
    ),
    place=120,
)


# Who has to answer each warning: of a unit its liaisons and head, of an official the official.
ADDRESSED = f"""
    SELECT w.id, g.user_id FROM warnings_warning w
    JOIN accounts_rolegrant g ON g.unit_id = w.unit_id AND g.role IN ('liaison', 'unit_head')
         AND {GRANT_IN_FORCE}
    JOIN accounts_user a ON a.id = g.user_id AND a.is_active
    WHERE w.official_id IS NULL AND {{condition}}
    UNION
    SELECT w.id, a.id FROM warnings_warning w JOIN accounts_user a ON a.official_id = w.official_id AND a.is_active
    WHERE {{condition}}"""
# The inspectors who keep each warning: those of its keeper, or the nearest above; never whom it is about.
KEEPING = f"""
    SELECT id, user_id FROM (
        SELECT w.id, g.user_id, rank() OVER (PARTITION BY w.id ORDER BY u.depth DESC) AS nearness
        FROM warnings_warning w
        JOIN units_unit k ON k.id = w.keeper_id
        CROSS JOIN LATERAL generate_series(4, length(k.path), 4) AS size
        JOIN units_unit u ON u.path = left(k.path, size)
        JOIN accounts_rolegrant g ON g.unit_id = u.id AND g.role = 'inspector'
             AND {GRANT_IN_FORCE}
        JOIN accounts_user a ON a.id = g.user_id AND a.is_active
             AND (w.official_id IS NULL OR a.official_id IS DISTINCT FROM w.official_id)
        WHERE w.id = ANY(%(keys)s) AND {{condition}}
    ) AS found WHERE nearness = 1"""
THESE = "w.id = ANY(%(keys)s)"


def _people(query: str, **parameters: Any) -> list[tuple[int, int]]:
    """(warning, person)."""
    with connection.cursor() as cursor:
        cursor.execute(query, {"today": timezone.localdate(), **parameters})
        return cursor.fetchall()


def _notify(kind: NoticeKind, query: str, rows: QuerySet, by: Any, at: datetime, why: str = "") -> None:
    found = {warning.pk: warning for warning in rows.select_related("unit", "post", "official")}
    about = [
        (person, str(found[pk])[:100], found[pk].get_absolute_url())
        for pk, person in _people(query, keys=list(found))
        if by is None or person != by.pk
    ]
    notify(kind, about, url=reverse("warnings:list"), why=why, at=at)


@notifies(WARNED)
def notify_of_issue(rows: QuerySet, by: Any, at: datetime) -> None:
    """Who has to answer: of a unit its liaisons and head, of an official the official."""
    _notify(WARNED, ADDRESSED.format(condition=THESE), rows, by, at)


@notifies(ESCALATED)
def notify_of_escalation(rows: QuerySet, by: Any, at: datetime) -> None:
    """Who has to answer, and the inspectors of the keeper it comes to."""
    _notify(ESCALATED, f"{ADDRESSED.format(condition=THESE)} UNION {KEEPING.format(condition=True)}", rows, by, at)


@notifies(ANSWERED)
def notify_of_answer(rows: QuerySet, by: Any, at: datetime) -> None:
    """The inspectors of its keeper who may verify it, or of the nearest area above that has any."""
    earlier = WARNING_LIFECYCLE.people_before(rows.model, "verify", "w")
    may_verify = f"NOT {is_barred('g.user_id', earlier, 'w.path')}"
    _notify(ANSWERED, KEEPING.format(condition=may_verify), rows, by, at)


@notifies(SENT_BACK)
def notify_of_sending_back(rows: QuerySet, by: Any, at: datetime) -> None:
    """Who has to answer again."""
    _notify(SENT_BACK, ADDRESSED.format(condition=THESE), rows, by, at)


@notifies(SIGNALS)
def notify_of_signal(rows: QuerySet, by: Any, at: datetime) -> None:
    """The handler to whom it was handed on."""
    handed = rows.filter(status=SignalStatus.HANDLING).exclude(handler=by)
    about = [(signal.handler_id, str(signal.pk), signal.get_absolute_url()) for signal in handed]
    notify(SIGNALS, about, url=reverse("warnings:signals"), at=at)


def notify_of_look(signal: Signal, by: User, reason: str) -> None:
    """The inspectors of the level above the handler, and the auditors of the unit."""
    name = f"{by} · {signal.pk}"
    above = [(pk, name, signal.get_absolute_url()) for pk in superiors_of(signal).values_list("pk", flat=True)]
    notify(LOOKS, above, url=reverse("warnings:signals"), why=reason)
    trail = f"{reverse('accounts:audit')}?table=warnings.reporterlookevent"
    notify(LOOKS, [(pk, name, trail) for pk in auditors_of(signal.path)], url=trail, why=reason)


def notify_of_recovery(signal: Signal, by: User, reason: str) -> None:
    """The person who asks, the auditors of the unit, and the inspectors of the level above the handler."""
    name, page = f"{by} · {signal.pk}", signal.get_absolute_url()
    notify(RECOVERIES, [(by.pk, name, page)], url=page, why=reason)
    above = set(superiors_of(signal).values_list("pk", flat=True))
    notify(RECOVERIES, [(pk, name, page) for pk in above], url=reverse("warnings:signals"), why=reason)
    asked = reverse("warnings:recoveries")
    notify(RECOVERIES, [(pk, name, asked) for pk in auditors_of(signal.path)], url=asked, why=reason)


def notify_of_sealing_key(user: User) -> None:
    """The person; of an inspector's or auditor's key also the auditors and inspectors above them.

    Nothing is sealed to an observer's key, so nobody else has to know of it.
    """
    own = reverse("warnings:sealing_key")
    notify(SEALING_KEYS, [(user.pk, str(user), own)], url=own)
    held = user.grants.in_force().filter(role__in=(Role.INSPECTOR, Role.AUDITOR))
    places = set(held.values_list("unit__path", flat=True))
    trail = f"{reverse('accounts:audit')}?table=warnings.sealingkeyevent"
    auditors = {pk for place in places for pk in auditors_of(place)} - {user.pk}
    notify(SEALING_KEYS, [(pk, str(user), trail) for pk in auditors], url=trail)
    above = {pk for place in places for pk in inspectors_above(place).values_list("pk", flat=True)}
    listed = reverse("warnings:signals")
    notify(SEALING_KEYS, [(pk, str(user), listed) for pk in above - auditors - {user.pk}], url=listed)


WARNING_LIFECYCLE.follow("issue", notify_of_issue)
WARNING_LIFECYCLE.follow("escalate", notify_of_escalation)
WARNING_LIFECYCLE.follow("answer", notify_of_answer)
WARNING_LIFECYCLE.follow("send_back", notify_of_sending_back)
WARNING_LIFECYCLE.follow("reopen", notify_of_sending_back)
SIGNAL_LIFECYCLE.follow("hand_on", notify_of_signal)
SIGNAL_LIFECYCLE.follow("assign", notify_of_signal)


@due
def answers() -> Iterator[tuple[int, NoticeKind, int, str]]:
    until = timezone.localdate() + timedelta(days=1)
    condition = "w.status = ANY(%(statuses)s) AND w.due_on <= %(until)s"
    statuses = [status.value for status in UNANSWERED]
    counts: dict[int, int] = {}
    for _pk, person in _people(ADDRESSED.format(condition=condition), statuses=statuses, until=until):
        counts[person] = counts.get(person, 0) + 1
    for person, count in counts.items():
        yield person, ANSWERS_DUE, count, f"{reverse('warnings:list')}?show=open"

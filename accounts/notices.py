"""Notices to a person: what came back, what was given to them, what is due; in the pages and as a daily mail.

A notice keeps its kind and figures, not its words: they are said in the language of whoever reads it. What happens to
many rows at once makes one notice a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import connection, models, transaction
from django.db.models import Case, Q, When
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.notice_kinds import NoticeKind

KEPT = timedelta(days=180)
SHOWN = 100  # of the newest
AT_ONCE = 500  # mails of one run between two commits


TEST = NoticeKind("test", _("test message"), _("This is a test of the channel."))


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at=None)

    def unread_first(self) -> NoticeQuerySet:
        """What nobody has looked at yet before the rest, each with the newest first."""
        return self.order_by(Case(When(read_at=None, then=0), default=1), "-created_at", "-pk")


class Notice(models.Model):
    """One thing a person should know. Read notices stay for half a year."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="notices", db_index=False)
    kind = models.CharField(max_length=12)  # the code of a NoticeKind
    count = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=100, blank=True)
    why = models.CharField(max_length=200, blank=True)
    url = models.CharField(max_length=200)
    day = models.DateField(null=True)  # on which it is due; none where it tells what happened
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)  # to the channels of its person, see accounts/deliveries.py

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_newest"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["id"], condition=Q(mailed_at=None), name="notice_unmailed"),
            models.Index(fields=["id"], condition=Q(handed_at=None), name="notice_new"),
        ]
        constraints = [
            # What is due is said once a day, however often the job runs.
            models.UniqueConstraint(
                fields=["user", "kind", "day"], condition=Q(day__isnull=False), name="notice_due_once"
            )
        ]

    def __str__(self) -> str:
        return NoticeKind.known[str(self.kind)].words(count=self.count, name=self.name, why=self.why)


def said_outside(notice: Notice) -> str:
    """The words of a notice for a channel that leaves the register: of signals and warnings they say no content."""
    kind = NoticeKind.known[str(notice.kind)]
    return kind.words(count=notice.count) if kind.is_discreet else str(notice)


def notify(
    kind: NoticeKind, about: Iterable[tuple[int, str, str]], *, url: str, why: str = "", at: datetime | None = None
) -> None:
    """Tell each person of what concerns them.

    about: (user id, name of a row, address of the row). Several rows of one person become one notice that leads to
    `url`.
    """
    from accounts.tasks import deliver

    by_person: dict[int, list[tuple[str, str]]] = {}
    for user, name, address in about:
        by_person.setdefault(user, []).append((name, address))
    Notice.objects.bulk_create(
        Notice(
            user_id=user,
            kind=kind.code,
            count=len(rows),
            name=rows[0][0] if len(rows) == 1 else "",
            why=why[:200],
            url=rows[0][1] if len(rows) == 1 else url,
            created_at=at or timezone.now(),
        )
        for user, rows in by_person.items()
    )
    # Where no broker answers now, the next minute's run finds them.
    transaction.on_commit(deliver.delay, robust=True)


def unread_notices(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: how many notices its reader has not read yet; counted once."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    if not hasattr(request, "unread"):
        request.unread = user.notices.unread().count()  # type: ignore[attr-defined]
    return {"unread": request.unread}  # type: ignore[attr-defined]


Effect = Callable[..., None]


def notifies(*kinds: NoticeKind) -> Callable[[Effect], Effect]:
    """Decorator: an effect of a step that tells people; its first line says whom. docs/lifecycles.md lists it."""

    def decorate(effect: Effect) -> Effect:
        effect.notifies = kinds  # type: ignore[attr-defined]
        return effect

    return decorate


# What is due, as functions that yield (user id, kind, count, address).
Due = Callable[[], Iterable[tuple[int, NoticeKind, int, str]]]
DUE_SOURCES: list[Due] = []


def due(source: Due) -> Due:
    """Decorator: something of an app that people are reminded of every day."""
    DUE_SOURCES.append(source)
    return source


# A role given in `accounts_rolegrant g` counts today.
GRANT_IN_FORCE = "grant_in_force(g.valid_from, g.valid_until, g.withdrawn_at, %(today)s)"
# Rows of a unit that are due, counted for each of its liaisons.
OF_LIAISONS = f"""
    SELECT g.user_id, count(*) FROM {{table}} r
    JOIN accounts_rolegrant g ON g.unit_id = r.unit_id AND g.role = 'liaison' AND {GRANT_IN_FORCE}
    JOIN accounts_user a ON a.id = g.user_id AND a.is_active
    WHERE {{condition}} GROUP BY 1"""


def due_of_liaisons(table: str, condition: str) -> list[tuple[int, int]]:
    """(liaison, how many rows of their unit fulfil `condition`, which may name %(until)s: tomorrow)."""
    today = timezone.localdate()
    with connection.cursor() as cursor:
        sql = OF_LIAISONS.format(table=table, condition=condition)
        cursor.execute(sql, {"today": today, "until": today + timedelta(days=1)})
        return cursor.fetchall()


def remind() -> int:
    """Tell everybody what is due by tomorrow; returns how many notices are new. Safe to repeat."""
    today = timezone.localdate()
    found = [
        Notice(user_id=user, kind=kind.code, count=count, url=url, day=today)
        for source in DUE_SOURCES
        for user, kind, count, url in source()
    ]
    with transaction.atomic():
        before = Notice.objects.filter(day=today).count()
        Notice.objects.bulk_create(found, ignore_conflicts=True)
        Notice.objects.filter(created_at__lt=timezone.now() - KEPT, read_at__isnull=False).delete()
        return Notice.objects.filter(day=today).count() - before


def digest() -> int:
    """Mail each person what they have not read yet and was not mailed; returns how many mails went out.

    A notice is marked before its mail is sent: a run that is killed sends a mail less, never one twice.
    """
    if not settings.EMAIL_URL:
        return 0
    sent = 0
    waiting = Notice.objects.unread().filter(mailed_at=None, user__is_active=True, user__wants_digest=True)
    waiting = waiting.exclude(user__email="").order_by()
    while True:
        people = list(waiting.values_list("user", flat=True).distinct()[:AT_ONCE])
        if not people:
            return sent
        for user in people:
            sent += _mail(user)


def _mail(user: int) -> int:
    with transaction.atomic():
        rows = Notice.objects.select_for_update(skip_locked=True, of=("self",)).unread().filter(mailed_at=None)
        notices = list(rows.filter(user=user).select_related("user").order_by("pk"))
        Notice.objects.filter(pk__in=[n.pk for n in notices]).update(mailed_at=timezone.now())
    if not notices:
        return 0
    with override(settings.LANGUAGE_CODE):
        context: dict[str, Any] = {"user": notices[0].user, "notices": notices, "address": settings.SITE_URL}
        subject = " ".join(render_to_string("account/email/digest_subject.txt", context).split())
        body = render_to_string("account/email/digest_message.txt", context)
        try:
            send_mail(subject, body, None, [context["user"].email])
        except (OSError, SMTPException) as error:
            _undelivered(notices[-1], str(error))
            return 0
    return 1


def _undelivered(notice: Notice, why: str) -> None:
    """Keep that a mail did not go out; `notice` is the newest of those in it."""
    from accounts.channels import Delivery, DeliveryState

    Delivery.objects.create(
        user_id=notice.user_id,
        notice=notice,
        status=DeliveryState.FAILED,
        attempted_at=timezone.now(),
        tries=1,
        error=why[:200],
    )

"""Notices on their way: handed to the channels of their person after the commit, sent, tried again, never twice.

A delivery is marked as being tried, and that is committed, before anything goes out. What then ends without an
answer, because the worker was killed or the other side was silent, may have arrived: it is shown, and only a person
sends it again.
"""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, timedelta
from typing import Any

import apprise
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.channels import Channel, ChannelWay, Delivery, DeliveryState, key_of
from accounts.notice_kinds import kinds_always_told
from accounts.notices import Notice, said_outside
from accounts.webhooks import Uncertain, Undelivered, post

TOGETHER = 20  # notices of one message
MOST_TRIES = 5
WAIT = timedelta(minutes=2)  # after the first failure; twice as long after each further one
SILENT = timedelta(minutes=10)  # after which an attempt that has not ended counts as perhaps delivered
AT_ONCE = 5_000
# Each notice is looked at once; where its person has channels for it, it becomes a delivery of each.
HAND_ON = """
    WITH taken AS (
        UPDATE accounts_notice SET handed_at = %(now)s WHERE id IN (
            SELECT id FROM accounts_notice WHERE handed_at IS NULL ORDER BY id LIMIT %(most)s FOR UPDATE SKIP LOCKED)
        RETURNING id, user_id, kind
    ), chosen AS (
        SELECT c.id AS channel_id, t.id AS notice_id, t.user_id FROM taken t
        JOIN accounts_channel c ON c.user_id = t.user_id AND c.is_active
            AND (c.kinds = '[]' OR jsonb_exists(c.kinds, t.kind) OR t.kind = ANY (%(always)s))
        JOIN accounts_user u ON u.id = t.user_id AND u.is_active
    )
    SELECT (SELECT count(*) FROM taken), channel_id, notice_id, user_id FROM chosen
    UNION ALL SELECT (SELECT count(*) FROM taken), NULL, NULL, NULL"""

log = logging.getLogger(__name__)


def deliver(now: datetime | None = None) -> int:
    """Hand on what is new and send what is due; returns how many notices went out. Safe to run twice at once."""
    now = now or timezone.now()
    hand_on(now)
    stale = Delivery.objects.filter(status=DeliveryState.TRYING, attempted_at__lt=now - SILENT)
    with override(settings.LANGUAGE_CODE):
        stale.update(status=DeliveryState.UNKNOWN, error=_("The attempt was broken off."))
        sent = 0
        while taken := _take(now):
            sent += _send(taken, now)
    return sent


def hand_on(now: datetime) -> None:
    """Make deliveries of the notices that are new."""
    always = [kind.code for kind in kinds_always_told()]
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(HAND_ON, {"now": now, "most": AT_ONCE, "always": always})
            rows = cursor.fetchall()
            channels = Channel.objects.in_bulk({channel for _n, channel, _notice, _user in rows if channel})
            Delivery.objects.bulk_create(
                [
                    Delivery(
                        channel=channels[channel],
                        notice_id=notice,
                        user_id=user,
                        not_before=channels[channel].next_time(now),
                    )
                    for _n, channel, notice, user in rows
                    if channel
                ],
                ignore_conflicts=True,
            )
        if rows[0][0] < AT_ONCE:
            return


def _take(now: datetime) -> list[Delivery]:
    """The notices of one message, marked as being tried and committed; none where nothing is due."""
    due = Delivery.objects.filter(status=DeliveryState.WAITING, not_before__lte=now, channel__isnull=False)
    with transaction.atomic():
        first = due.select_for_update(skip_locked=True).order_by("not_before", "pk").first()
        if first is None:
            return []
        rows = due.filter(channel=first.channel_id).select_for_update(skip_locked=True, of=("self",))
        taken = list(rows.select_related("channel__user", "notice").order_by("pk")[:TOGETHER])
        message = uuid.uuid4()
        for row in taken:
            row.status, row.message, row.attempted_at, row.tries = DeliveryState.TRYING, message, now, row.tries + 1
        Delivery.objects.bulk_update(taken, ["status", "message", "attempted_at", "tries"])
    return taken


def _send(taken: list[Delivery], now: datetime) -> int:
    """Send one message, and keep what came of it; returns how many notices went out."""
    channel: Any = taken[0].channel
    rows = Delivery.objects.filter(pk__in=[row.pk for row in taken], status=DeliveryState.TRYING)
    try:
        if not (channel.is_active and channel.user.is_active):
            raise Undelivered(_("The channel was switched off."))
        send_by(channel, str(taken[0].message), [row.notice for row in taken])
    except Uncertain as error:
        rows.update(status=DeliveryState.UNKNOWN, error=str(error)[:200])
    except Undelivered as error:
        for row in taken:
            row.error, row.status = str(error)[:200], DeliveryState.FAILED
            if error.again and row.tries < MOST_TRIES:
                row.status, row.not_before = (
                    DeliveryState.WAITING,
                    channel.next_time(now + WAIT * 2 ** (row.tries - 1)),
                )
        Delivery.objects.bulk_update(taken, ["status", "error", "not_before"])
    except Exception:
        log.exception("channel %s", channel.pk)
        rows.update(status=DeliveryState.UNKNOWN, error=_("Something went wrong while it was sent."))
    else:
        rows.update(status=DeliveryState.SENT, error="")
        return len(taken)
    return 0


def send_by(channel: Channel, key: str, notices: list[Notice]) -> None:
    """Send notices as one message. Raises Undelivered, Uncertain."""
    address, secret = channel.opened["address"], channel.opened["secret"]
    if channel.way == ChannelWay.WEBHOOK:
        entries = [
            {
                "id": n.pk,
                "kind": n.kind,
                "text": said_outside(n),
                "url": f"{settings.SITE_URL}{n.url}",
                "at": n.created_at.isoformat(),
            }
            for n in notices
        ]
        return post(address, secret, key, {"type": "riskcontrol.notices", "notices": entries})
    robot = key_of(channel.way, address)
    url = (
        f"wecombot://{robot}"
        if channel.way == ChannelWay.WECOM
        else f"dingtalk://{f'{secret}@' if secret else ''}{robot}"
    )
    lines = [f"{said_outside(n)} {settings.SITE_URL}{n.url}" for n in notices]
    return _by_apprise(url, _("Integrity risk register"), "\n".join(lines))


def _by_apprise(url: str, title: str, body: str) -> None:
    service = apprise.Apprise()
    if not service.add(url):
        raise Undelivered(_("The address of the robot is not complete."))
    with apprise.LogCapture(level=logging.DEBUG, fmt="%(message)s") as captured:
        arrived = service.notify(body=f"{title}\n{body}", body_format=apprise.NotifyFormat.TEXT)
        words = captured.getvalue()
    if arrived:
        return
    if "Socket Exception" not in words:
        raise Undelivered(_("The service refused the message."), again=True)
    if any(sign in words for sign in ("NewConnectionError", "ConnectTimeout", "NameResolution")):
        raise Undelivered(_("The server cannot be reached."), again=True)
    raise Uncertain(_("The server did not answer."))


def send_again(delivery: Delivery) -> None:
    """What could not be delivered is sent once more, as its person asked."""
    Delivery.objects.filter(pk=delivery.pk, status__in=(DeliveryState.FAILED, DeliveryState.UNKNOWN)).exclude(
        channel=None
    ).update(status=DeliveryState.WAITING, tries=0, not_before=timezone.now(), error="")

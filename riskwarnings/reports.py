"""How information comes in and how the person who told finds it again: by a receipt code, or by their own secret.

Codes and secrets are kept nowhere. A signal has the digest of its code, and a mark that only the secret of its
observer finds: neither the account nor the keys of the server lead from one to the other.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.changelog import recorded, recorded_of_nobody
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.refusals import NO_REASON
from ground.lifecycle.roles import Role
from ground.pages.days import start_of_day
from ground.pages.metadata import of_the_day, without_metadata
from riskwarnings.choices import SignalSource, SignalStatus
from riskwarnings.models import (
    RecoveryRequest,
    Reporter,
    ReporterLook,
    SealingKey,
    Signal,
    SignalFile,
    SignalMessage,
)
from riskwarnings.notices import notify_of_look, notify_of_recovery
from riskwarnings.sealing import (
    NO_KEY,
    NO_SHARE,
    can_be_sealed,
    disclose,
    give_shares,
    open_key_of,
    seal_reporter,
    share_with,
)
from riskwarnings.seals import secret_of_reports, tag_of_report
from riskwarnings.superiors import serves

if TYPE_CHECKING:
    from accounts.models import User

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 signs without those that look alike; 16 of them are 80 bits
GROUPS, GROUP = 4, 4
SALT = "riskwarnings.sender"
AT_ONCE = 50  # marks looked for in one query

NO_REPORTER = _("Nothing is known about the reporter.")
NOT_THE_HANDLER = _("Only the handler of the signal may see who told it.")
ENDED = _("The signal is concluded; nothing can be added any more.")


def new_code() -> str:
    """A receipt code as people write it down, e.g. 7KQ2-M9XA-…"""
    return "-".join("".join(secrets.choice(ALPHABET) for _n in range(GROUP)) for _m in range(GROUPS))


def digest_of_code(code: str) -> str:
    """What is kept of a receipt code; how it is typed does not matter."""
    plain = "".join(code.upper().split()).replace("-", "").replace("—", "")
    return hashlib.sha256(plain.encode()).hexdigest()


def _marks(secret: bytes) -> tuple[list[str], str]:
    """The marks of the reports that were sent with this secret, and the next one."""
    found: list[str] = []
    while True:
        batch = [tag_of_report(secret, n) for n in range(len(found), len(found) + AT_ONCE)]
        known = set(Signal.objects.filter(sender__in=batch).order_by().values_list("sender", flat=True))
        taken = list(takewhile(known.__contains__, batch))
        found += taken
        if len(taken) < AT_ONCE:
            return found, batch[len(taken)]


@transaction.atomic
def receive(
    signal: Signal, *, by: User | None, identity: dict[str, str], files: Iterable[Any] = (), secret: bytes = b""
) -> str:
    """Keep a direct report; returns its receipt code, which is told once and kept nowhere.

    by: the observer's account, None for a report from the open page. identity: what the reporter told of themselves;
    kept only where somebody has a key to whom it can be sealed. secret: by which the observer finds it again.
    """
    code = new_code()
    signal.source, signal.receipt = SignalSource.DIRECT, digest_of_code(code)
    identity = {name: text.strip() for name, text in identity.items() if text.strip()}
    if secret:
        signal.sender = _marks(secret)[1]
    if by is not None:
        identity |= {"account": by.username, "name": by.name}
    # A finer time, held against a sign-in or a log of the network, names who told.
    signal.received_at = start_of_day(signal.received_at)
    signal.is_anonymous = not identity or not can_be_sealed(signal)
    # The change log must not say who told: what a person sends here is logged without a person.
    with recorded_of_nobody("signal.create"):
        signal.save()
        if not signal.is_anonymous:
            seal_reporter(signal, identity)
        attach(signal, files)
    return code


def attach(signal: Signal, files: Iterable[Any]) -> None:
    for n, file in enumerate(files, signal.files.count() + 1):
        # Names of files often name people; the number will do.
        suffix = file.name.rpartition(".")[2].lower()
        row = SignalFile.objects.create(signal=signal, file=without_metadata(file, suffix), file_name=f"{n}.{suffix}")
        of_the_day(row.file, start_of_day(timezone.now()))


def sent_with(secret: bytes) -> Any:
    """The reports that were sent with the secret of an observer, newest first."""
    return Signal.objects.filter(sender__in=_marks(secret)[0]).order_by("-pk") if secret else Signal.objects.none()


def open_reports(user: User, passphrase: str) -> bytes:
    """The secret by which an observer finds their reports, from their passphrase. Raises NotAllowed.

    What was sent up to 0.1.0 has a mark that the server's key and the account give away; it gets one of the secret.
    """
    secret = secret_of_reports(open_key_of(user, passphrase)[1])
    for signal in Signal.objects.filter(sender__in=_marks_of_server(user)).order_by("pk"):
        with recorded(None, action="signal.edit"):
            Signal.objects.filter(pk=signal.pk).update(sender=_marks(secret)[1])
    return secret


def _marks_of_server(user: User) -> list[str]:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [salted_hmac(SALT, str(user.pk), secret=key, algorithm="sha256").hexdigest() for key in keys]


def find_by_code(code: str) -> Signal | None:
    return Signal.objects.filter(receipt=digest_of_code(code)).first() if code.strip() else None


def add_by_reporter(signal: Signal, text: str) -> None:
    """Raises NotAllowed once the signal is concluded."""
    if not signal.is_editable:
        raise NotAllowed(ENDED)
    with recorded_of_nobody("signalmessage.create"):
        today = start_of_day(timezone.now())
        SignalMessage.objects.create(signal=signal, from_reporter=True, text=text.strip(), at=today)


def answer_reporter(signal: Signal, text: str, *, by: User) -> None:
    """A question or a word to the reporter. Raises NotAllowed for all but the handler."""
    if signal.handler_id != by.pk:
        raise NotAllowed(NOT_THE_HANDLER)
    with recorded(by, action="signalmessage.create"):
        SignalMessage.objects.create(signal=signal, from_reporter=False, text=text.strip(), by=by)


def look_at_reporter(signal: Signal, *, by: User, reason: str, passphrase: str) -> dict[str, str]:
    """Who told the signal, for who handles it now; the look is recorded, and told. Raises NotAllowed."""
    reporter = _for_the_handler(signal, by, reason)
    identity = disclose(reporter, by, passphrase)
    with transaction.atomic(), recorded(by, reason, "reporterlook.create"):
        ReporterLook.objects.create(signal=signal, by=by, reason=reason.strip()[:200])
        notify_of_look(signal, by, reason.strip())
    return identity


def share_reporter(signal: Signal, colleague: User, *, by: User, reason: str, passphrase: str) -> None:
    """Seal who told it to the key of a colleague, to whom the signal shall be handed on. Raises NotAllowed."""
    reporter = _for_the_handler(signal, by, reason)
    share_with(reporter, colleague, by=by, passphrase=passphrase)


def ask_for_recovery(signal: Signal, *, by: User, reason: str) -> RecoveryRequest:
    """Ask two auditors for their shares, where it was not sealed to the handler. Raises NotAllowed."""
    _for_the_handler(signal, by, reason)
    if SealingKey.objects.of(by) is None:
        raise NotAllowed(NO_KEY)
    with transaction.atomic(), recorded(by, reason, "recoveryrequest.create"):
        request = RecoveryRequest.objects.create(signal=signal, by=by, reason=reason.strip()[:200])
        notify_of_recovery(signal, by, reason.strip())
        return request


def recover(request: RecoveryRequest, *, by: User, passphrase: str) -> None:
    """An auditor gives their share to the handler who asked, and to nobody else. Raises NotAllowed."""
    signal = request.signal
    _check_handler(signal, request.by_id)
    if not by.holds_at_path((Role.AUDITOR,), signal.path):
        raise NotAllowed(NO_SHARE)
    with transaction.atomic(), recorded(by, request.reason, "recoveryrequest.give"):
        give_shares(signal.reporter, request.by, by=by, passphrase=passphrase)


def _check_handler(signal: Signal, person: int) -> None:
    """Raises NotAllowed unless this account handles the signal now, and still may."""
    if signal.handler_id != person or signal.status != SignalStatus.HANDLING or not serves(signal):
        raise NotAllowed(NOT_THE_HANDLER)


def _for_the_handler(signal: Signal, by: User, reason: str) -> Reporter:
    """Raises NotAllowed for all but who handles it now, without a reason, and where nothing is known."""
    _check_handler(signal, by.pk)
    if not reason.strip():
        raise NotAllowed(NO_REASON)
    reporter = Reporter.objects.filter(signal=signal).first()
    if reporter is None:
        raise NotAllowed(NO_REPORTER)
    return reporter

"""How information comes in and how the person who told finds it again: by a receipt code, or by their account.

The register keeps digests of both, so that nobody can read off a signal who sent it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.changelog import recorded
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.refusals import NO_REASON
from riskwarnings.choices import SignalSource, SignalStatus
from riskwarnings.models import Reporter, ReporterLook, Signal, SignalFile, SignalMessage
from riskwarnings.notices import notify_of_look
from riskwarnings.seals import InvalidToken, seal, unseal
from riskwarnings.superiors import serves

if TYPE_CHECKING:
    from accounts.models import User

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 signs without those that look alike; 16 of them are 80 bits
GROUPS, GROUP = 4, 4
SALT = "riskwarnings.sender"

NO_REPORTER = _("Nothing is known of the reporter.")
NOT_THE_HANDLER = _("Only the handler of the signal may see who told it.")
LOST_KEY = _("The key by which this was sealed is not among the keys of the register. Ask the operator.")
ENDED = _("The signal is concluded; nothing can be added any more.")


def new_code() -> str:
    """A receipt code as people write it down, e.g. 7KQ2-M9XA-…"""
    return "-".join("".join(secrets.choice(ALPHABET) for _n in range(GROUP)) for _m in range(GROUPS))


def digest_of_code(code: str) -> str:
    """What is kept of a receipt code; how it is typed does not matter."""
    plain = "".join(code.upper().split()).replace("-", "").replace("—", "")
    return hashlib.sha256(plain.encode()).hexdigest()


def _senders(user: User) -> list[str]:
    """The digests of an account by the secret key in force and those before it."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [salted_hmac(SALT, str(user.pk), secret=key, algorithm="sha256").hexdigest() for key in keys]


@transaction.atomic
def receive(signal: Signal, *, by: User | None, identity: dict[str, str], files: Iterable[Any] = ()) -> str:
    """Keep a direct report; returns its receipt code, which is told once and kept nowhere.

    by: the observer's account, None for a report from the open page. identity: what the reporter told of themselves.
    """
    code = new_code()
    signal.source, signal.receipt = SignalSource.DIRECT, digest_of_code(code)
    identity = {name: text.strip() for name, text in identity.items() if text.strip()}
    if by is not None:
        signal.sender = _senders(by)[0]
        identity |= {"account": by.username, "name": by.name}
    signal.is_anonymous = not identity
    # The change log must not say who told: what a person sends here is logged without a person.
    with recorded(None, action="signal.create"):
        signal.save()
        if identity:
            Reporter.objects.create(signal=signal, sealed=seal(identity))
        attach(signal, files)
    return code


def attach(signal: Signal, files: Iterable[Any]) -> None:
    for n, file in enumerate(files, signal.files.count() + 1):
        # Names of files often name people; the number will do.
        suffix = file.name.rpartition(".")[2].lower()
        SignalFile.objects.create(signal=signal, file=file, file_name=f"{n}.{suffix}")


def sent_by(user: User) -> Any:
    """The reports that an account sent, newest first."""
    return Signal.objects.filter(sender__in=_senders(user)).order_by("-pk")


def find_by_code(code: str) -> Signal | None:
    return Signal.objects.filter(receipt=digest_of_code(code)).first() if code.strip() else None


def add_by_reporter(signal: Signal, text: str) -> None:
    """Raises NotAllowed once the signal is concluded."""
    if not signal.is_editable:
        raise NotAllowed(ENDED)
    with recorded(None, action="signalmessage.create"):
        SignalMessage.objects.create(signal=signal, from_reporter=True, text=text.strip())


def answer_reporter(signal: Signal, text: str, *, by: User) -> None:
    """A question or a word to the reporter. Raises NotAllowed for all but the handler."""
    if signal.handler_id != by.pk:
        raise NotAllowed(NOT_THE_HANDLER)
    with recorded(by, action="signalmessage.create"):
        SignalMessage.objects.create(signal=signal, from_reporter=False, text=text.strip(), by=by)


def look_at_reporter(signal: Signal, *, by: User, reason: str) -> dict[str, str]:
    """Who told the signal, for who handles it now; the look is recorded first, and told. Raises NotAllowed."""
    if signal.handler_id != by.pk or signal.status != SignalStatus.HANDLING or not serves(signal):
        raise NotAllowed(NOT_THE_HANDLER)
    if not reason.strip():
        raise NotAllowed(NO_REASON)
    reporter = Reporter.objects.filter(signal=signal).first()
    if reporter is None:
        raise NotAllowed(NO_REPORTER)
    with recorded(by, reason, "reporterlook.create"):
        ReporterLook.objects.create(signal=signal, by=by, reason=reason.strip()[:200])
        notify_of_look(signal, by, reason.strip())
    try:
        return unseal(reporter.sealed)
    except InvalidToken as error:
        raise NotAllowed(LOST_KEY) from error

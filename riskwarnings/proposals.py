"""How a person proposes a warning: on which signals it rests, frozen, and who keeps it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from ground.lifecycle.changelog import recorded
from ground.lifecycle.machine import NotAllowed
from riskwarnings.grounds import of_signal
from riskwarnings.lifecycle.warnings import SAME_GROUNDS
from riskwarnings.models import Signal, Warning, WarningSignal
from units.models import Unit
from units.subtrees import paths_above

if TYPE_CHECKING:
    from accounts.models import User


def keeper_of(unit: Unit) -> Unit:
    """The nearest area above a unit; its inspectors keep the warnings of the unit."""
    found: Unit = Unit.objects.filter(path__in=paths_above(unit.path), is_area=True).order_by("-path")[0]
    return found


def fingerprint_of(warning: Warning, signals: Iterable[Signal]) -> str:
    """The same for the same signals about the same subject; empty where a warning rests on no signal."""
    keys = ",".join(str(pk) for pk in sorted(signal.pk for signal in signals))
    if not keys:
        return ""
    about = f"{warning.unit_id}:{warning.post_id or ''}:{warning.official_id or ''}:{keys}"
    return f"signals:{hashlib.sha256(about.encode()).hexdigest()[:40]}"


def propose(warning: Warning, signals: Iterable[Signal], *, by: User) -> Warning:
    """Keep a new warning. Raises NotAllowed while another on the same grounds is open."""
    signals = list(signals)
    warning.keeper, warning.proposed_by = keeper_of(warning.unit), by
    warning.grounds = [of_signal(signal) for signal in signals]
    warning.fingerprint = fingerprint_of(warning, signals)
    try:
        with transaction.atomic(), recorded(by, action="warning.create"):
            warning.save()
            WarningSignal.objects.bulk_create(WarningSignal(warning=warning, signal=signal) for signal in signals)
    except IntegrityError as error:
        if "warning_open_once" not in str(error):
            raise
        raise NotAllowed(SAME_GROUNDS) from error
    return warning

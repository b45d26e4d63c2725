"""What auditors are asked for: their shares of reporters whom handlers cannot open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from ground.lifecycle.roles import Role
from riskwarnings.choices import SignalStatus
from riskwarnings.models import RecoveryRequest, SealedCopy, SealingKey

if TYPE_CHECKING:
    from accounts.models import User


def asked_of(user: User, *, only_open: bool = False) -> QuerySet[RecoveryRequest]:
    """Requests of handlers who still handle the signal, of which the auditor holds a share. `is_given`: gave it."""
    key = SealingKey.objects.of(user)
    if key is None:
        return RecoveryRequest.objects.none()
    requests = RecoveryRequest.objects.filter(user.where_holds((Role.AUDITOR,), "signal__path"))
    requests = requests.filter(signal__status=SignalStatus.HANDLING).select_related("by")
    held = SealedCopy.objects.filter(reporter__signal=OuterRef("signal"))
    # A pair names the keys of its two auditors in the order of their shares.
    own = Q(pair__startswith=f"{key.pk}-", share=1) | Q(pair__endswith=f"-{key.pk}", share=2)
    given = held.filter(own, key__user=OuterRef("by"), key__ended_at=None)
    if only_open:
        requests = requests.exclude(Exists(given))
    return requests.filter(Exists(held.filter(key=key).exclude(share=0))).annotate(is_given=Exists(given))

"""What auditors are asked for: their shares of reporters whom handlers cannot open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from ground.lifecycle.roles import Role
from riskwarnings.choices import SignalStatus
from riskwarnings.models import RecoveryRequest, SealedCopy, SealingKey

if TYPE_CHECKING:
    from accounts.models import User


def asked_of(user: User, *, only_open: bool = False) -> QuerySet[RecoveryRequest]:
    """Requests of handlers who still handle the signal, of which the auditor holds a share. `is_given`: gave it."""
    keys = SealingKey.objects.in_use().filter(user=user).order_by().values("pk")
    number = Cast(Subquery(keys), CharField())
    requests = RecoveryRequest.objects.filter(user.where_holds((Role.AUDITOR,), "signal__path"))
    requests = requests.filter(signal__status=SignalStatus.HANDLING).select_related("by")
    held = SealedCopy.objects.filter(reporter__signal=OuterRef("signal"))
    # A pair names the keys of its two auditors in the order of their shares.
    first, second = Concat(number, Value("-")), Concat(Value("-"), number)
    own = Q(pair__startswith=first, share=1) | Q(pair__endswith=second, share=2)
    given = held.filter(own, key__user=OuterRef("by"), key__ended_at=None)
    if only_open:
        requests = requests.exclude(Exists(given))
    return requests.filter(Exists(held.filter(key__in=keys).exclude(share=0))).annotate(is_given=Exists(given))

"""The life cycle of an index period: figures are collected, a worker computes, people publish or take back."""

from __future__ import annotations

from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.machine import Lifecycle, Transition
from ground.lifecycle.roles import Role
from oversight.index.choices import PeriodStatus

INSPECTORS = (Role.INSPECTOR,)


def _begin(rows: Any, *, by: Any, at: Any) -> None:
    """A computation for each period, which a worker takes up once this is committed."""
    from oversight.index.computations import COMPUTATIONS
    from oversight.index.models import Computation

    for period in rows.annotate(last=Max("computations__number")):
        made = Computation.objects.create(period=period, number=(period.last or 0) + 1, by=by, asked_at=at)
        COMPUTATIONS.hand_on(made.pk)


def _publish(rows: Any, *, by: Any, at: Any) -> None:
    """The newest computation is the one that is shown."""
    for period in rows:
        period.computations.filter(pk=period.newest.pk).update(published_at=at, published_by=by)


def _take_back(rows: Any, *, by: Any, at: Any) -> None:
    """What was shown is withdrawn, with the reason, and kept."""
    for period in rows:
        withdrawal = {"withdrawn_at": at, "withdrawn_by": by, "withdrawal": period.withdrawal}
        period.computations.filter(published_at__isnull=False, withdrawn_at=None).update(**withdrawal)


PERIOD_LIFECYCLE = Lifecycle(
    "period",
    PeriodStatus,
    [
        Transition(
            "compute",
            _("Compute"),
            (PeriodStatus.COLLECTING, PeriodStatus.COMPUTED),
            PeriodStatus.COMPUTING,
            INSPECTORS,
            then=(_begin,),
        ),
        Transition("finish", _("Finish the computation"), (PeriodStatus.COMPUTING,), PeriodStatus.COMPUTED, ()),
        Transition(
            "publish",
            _("Publish"),
            (PeriodStatus.COMPUTED,),
            PeriodStatus.PUBLISHED,
            INSPECTORS,
            then=(_publish,),
        ),
        # A computation that is under way is dropped by this: it finds the period in another state and writes nothing.
        Transition(
            "collect",
            _("Reopen for figures"),
            (PeriodStatus.COMPUTING, PeriodStatus.COMPUTED),
            PeriodStatus.COLLECTING,
            INSPECTORS,
            tone="secondary",
        ),
        Transition(
            "take_back",
            _("Take back"),
            (PeriodStatus.PUBLISHED,),
            PeriodStatus.COLLECTING,
            INSPECTORS,
            needs_reason=True,
            reason_field="withdrawal",
            then=(_take_back,),
            tone="danger",
        ),
    ],
)

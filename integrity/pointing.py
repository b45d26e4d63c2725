"""The life of a points entry: recorded, answered by the official, defused once mended, or withdrawn as wrong."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.machine import Lifecycle, Transition
from integrity.choices import COUNTING, PointsStatus
from integrity.declaring import INSPECTORS, OFFICIALS, by_a_colleague, by_the_official

S = PointsStatus

POINTS_LIFECYCLE = Lifecycle(
    "pointsentry",
    PointsStatus,
    [
        Transition(
            "answer",
            _("Give my view"),
            COUNTING,
            S.ANSWERED,
            OFFICIALS,
            requires=(by_the_official,),
            stamp="answered",
            needs_reason=True,
            reason_field="answer",
        ),
        Transition(
            "defuse",
            _("Defuse"),
            COUNTING,
            S.DEFUSED,
            INSPECTORS,
            requires=(by_a_colleague,),
            stamp="settled",
            needs_reason=True,
            reason_field="settlement",
        ),
        Transition(
            "withdraw",
            _("Withdraw"),
            (*COUNTING, S.DEFUSED),
            S.WITHDRAWN,
            INSPECTORS,
            requires=(by_a_colleague,),
            stamp="settled",
            needs_reason=True,
            reason_field="settlement",
            tone="danger",
        ),
    ],
)

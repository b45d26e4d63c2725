"""The life of a unit: active, closed, reopened; what else becomes of units is a reorganisation."""

from django.utils.translation import gettext_lazy as _

from ground.lifecycle.machine import Lifecycle, Transition
from ground.lifecycle.roles import Role
from units.choices import UnitStatus

UNIT_LIFECYCLE = Lifecycle(
    "unit",
    UnitStatus,
    [
        Transition(
            "close",
            _("Close unit"),
            (UnitStatus.ACTIVE,),
            UnitStatus.CLOSED,
            (Role.ADMINISTRATOR,),
            needs_reason=True,
            tone="danger",
        ),
        Transition(
            "reopen",
            _("Reopen unit"),
            (UnitStatus.CLOSED,),
            UnitStatus.ACTIVE,
            (Role.ADMINISTRATOR,),
            needs_reason=True,
            tone="secondary",
        ),
    ],
    unit="",
)

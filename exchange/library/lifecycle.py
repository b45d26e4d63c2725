"""How an entry of the library comes to be offered to units, and is taken out again."""

from django.utils.translation import gettext_lazy as _

from exchange.library.choices import EntryStatus
from ground.lifecycle.machine import Lifecycle, Transition
from ground.lifecycle.roles import Role

ENTRY_LIFECYCLE = Lifecycle(
    "libraryentry",
    EntryStatus,
    [
        Transition(
            "offer",
            _("Offer to units"),
            (EntryStatus.PROPOSED, EntryStatus.WITHDRAWN),
            EntryStatus.OFFERED,
            (Role.INSPECTOR,),
        ),
        Transition(
            "take_out",
            _("Remove from the library"),
            (EntryStatus.PROPOSED, EntryStatus.OFFERED),
            EntryStatus.WITHDRAWN,
            (Role.INSPECTOR,),
            needs_reason=True,
            tone="danger",
        ),
    ],
)

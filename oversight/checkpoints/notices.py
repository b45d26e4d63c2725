"""What the auditors are told of the log: the checkpoint of the day, and that the log is not whole."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import RoleGrant
from accounts.notice_kinds import NoticeKind
from accounts.notices import notify
from ground.lifecycle.roles import Role
from oversight.checkpoints.models import Checkpoint, Verification

CHECKPOINT = NoticeKind(
    "checkpoint",
    _("checkpoint of the change log"),
    ngettext_lazy("%(count)d checkpoint of the change log.", "%(count)d checkpoints of the change log.", "count"),
    _("Checkpoint %(name)s of the change log, signed %(why)s. Keep this message."),
    place=130,
)
BREACH = NoticeKind(
    "log_breach",
    _("the change log is not whole"),
    ngettext_lazy(
        "The change log is not whole: %(count)d finding.", "The change log is not whole: %(count)d findings.", "count"
    ),
    _("The change log is not whole: %(name)s."),
    is_always=True,
)


def _auditors() -> list[int]:
    return sorted(set(RoleGrant.objects.of_active(Role.AUDITOR).values_list("user", flat=True)))


def tell_of_checkpoint(checkpoint: Checkpoint) -> None:
    """Each auditor gets number, digest and signature, and the address of the file."""
    listed = reverse("checkpoints:list")
    name = f"{checkpoint.number} {checkpoint.digest}"
    notify(CHECKPOINT, [(user, name, listed) for user in _auditors()], url=listed, why=checkpoint.signature)


def tell_of_breach(found: Verification) -> None:
    """Each auditor learns which entry is not as it was."""
    listed = reverse("checkpoints:list")
    name = f"{found.table} {found.entry or found.checkpoint} · {found.get_breach_display()}"
    notify(BREACH, [(user, name[:100], listed) for user in _auditors()], url=listed)

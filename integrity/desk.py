"""What of integrity files waits for a person. Nothing of a file is told here: opening it leaves a look."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.inbox_sources import Rows, View, what_waits
from ground.lifecycle.roles import Role
from integrity.choices import DeclarationStatus, DemeritStatus
from integrity.models import Declaration, Demerit


@what_waits
def to_declare(user: Any) -> Iterator[Rows]:
    """An official's own declarations that are not declared yet, or came back; points without their view."""
    role = Role.OFFICIAL
    if not user.holds((role,)) or not user.official_id:
        return
    yield Rows(
        "declare",
        role,
        _("declare"),
        _("declarations to finish"),
        "file-pencil",
        Declaration.objects.filter(official=user.official_id, status=DeclarationStatus.DRAFT),
        f"{reverse('integrity:declarations')}?status=draft",
    )
    yield Rows(
        "points",
        role,
        _("points"),
        _("points entries without your view"),
        "message-2",
        Demerit.objects.filter(official=user.official_id, status=DemeritStatus.RECORDED).recent(),
        f"{reverse('integrity:points')}?status=recorded",
        since="at",
        view=View.KNOWN,
    )


@what_waits
def to_assess(user: Any) -> Iterator[Rows]:
    """Declarations to assess. Which of them meet a power the list tells: for a province that takes half a second."""
    role = Role.INSPECTOR
    if not user.holds((role,)):
        return
    yield Rows(
        "assess",
        role,
        _("assess"),
        _("declarations to assess"),
        "file-check",
        Declaration.objects.inspected_by(user).to_assess(),
        f"{reverse('integrity:declarations')}?status=declared",
        shows=("aspect", "relation", "unit__name"),
        since="declared_at",
    )

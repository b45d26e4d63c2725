"""What of integrity files waits for a person."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ground.lifecycle.roles import Role
from ground.pages.desk import Waiting, what_waits
from integrity.choices import DeclarationStatus, DemeritStatus
from integrity.models import Declaration, Demerit


@what_waits
def to_declare(user: Any) -> Iterator[Waiting]:
    """An official's own declarations that are not declared yet, or came back."""
    if not user.holds((Role.OFFICIAL,)) or not user.official_id:
        return
    own = Declaration.objects.filter(official=user.official_id, status=DeclarationStatus.DRAFT)
    listed = f"{reverse('integrity:declarations')}?status=draft"
    yield Waiting(Role.OFFICIAL, _("declarations to finish"), own.count(), listed, "file-pencil")
    entries = Demerit.objects.filter(official=user.official_id, status=DemeritStatus.RECORDED).recent().count()
    listed = f"{reverse('integrity:points')}?status=recorded"
    yield Waiting(Role.OFFICIAL, _("points entries without your view"), entries, listed, "message-2", is_passive=True)


@what_waits
def to_assess(user: Any) -> Iterator[Waiting]:
    """Declarations to assess. Which of them meet a power the list tells: for a province that takes half a second."""
    role = Role.INSPECTOR
    if not user.holds((role,)):
        return
    n = Declaration.objects.inspected_by(user).to_assess().count()
    listed = f"{reverse('integrity:declarations')}?status=declared"
    yield Waiting(role, _("declarations to assess"), n, listed, "file-check")

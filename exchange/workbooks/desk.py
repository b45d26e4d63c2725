"""What of imports waits for a person."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from exchange.workbooks.choices import ImportStatus
from exchange.workbooks.models import Import
from ground.lifecycle.roles import Role
from ground.pages.desk import Waiting, what_waits


@what_waits
def files_to_look_at(user: Any) -> Iterator[Waiting]:
    role = next((role for role in (Role.LIAISON, Role.ADMINISTRATOR) if user.holds((role,))), None)
    if role is None:
        return
    n = Import.objects.visible_to(user).filter(status=ImportStatus.READY).count()
    address = f"{reverse('workbooks:imports')}?status={ImportStatus.READY}"
    yield Waiting(role, _("spreadsheets to look at"), n, address, "file-spreadsheet")

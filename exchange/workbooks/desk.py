"""What of imports waits for a person."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.inbox_sources import Rows, what_waits
from exchange.workbooks.choices import ImportStatus
from exchange.workbooks.incoming.requests import WHO
from exchange.workbooks.models import Import


@what_waits
def files_to_look_at(user: Any) -> Iterator[Rows]:
    role = next((role for role in WHO if user.holds((role,))), None)
    if role is None:
        return
    yield Rows(
        "import",
        role,
        _("import"),
        _("spreadsheets to look at"),
        "file-spreadsheet",
        Import.objects.visible_to(user).filter(status=ImportStatus.READY),
        f"{reverse('workbooks:imports')}?status={ImportStatus.READY}",
        since="at",
        related=("unit",),
    )

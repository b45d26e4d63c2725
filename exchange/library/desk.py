"""What of the library waits for a person."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from exchange.library.choices import EntryStatus
from exchange.library.models import Adoption, LibraryEntry
from ground.lifecycle.roles import Role
from ground.pages.desk import Waiting, what_waits


@what_waits
def changes_and_proposals(user: Any) -> Iterator[Waiting]:
    if user.holds((Role.LIAISON,)):
        outrun = Adoption.objects.filter(user.where_holds((Role.LIAISON,), "point__path")).outrun()
        address = f"{reverse('library:adoptions')}?outrun=true"
        yield Waiting(Role.LIAISON, _("changes of the library to decide on"), outrun.count(), address, "books")
    if user.holds((Role.INSPECTOR,)):
        proposed = LibraryEntry.objects.filter(user.where_holds((Role.INSPECTOR,), "unit__path"))
        n = proposed.filter(status=EntryStatus.PROPOSED).count()
        address = f"{reverse('library:powers')}?proposed=true"
        yield Waiting(Role.INSPECTOR, _("proposals for the library"), n, address, "books")

"""What of the library waits for a person."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.inbox_lines import Entry
from accounts.inbox_sources import Rows, what_waits
from exchange.library.choices import EntryStatus
from exchange.library.models import Adoption, LibraryEntry
from ground.lifecycle.roles import Role
from riskpoints.templatetags.grades import grade_mark


def _adoption(adoption: Adoption) -> Entry:
    point = adoption.point
    about = f"{point.unit} · {point.place}"
    return Entry(point.name, adoption.get_absolute_url(), about, grade_mark(point.grade), unit=str(point.unit))


def _proposal(proposal: LibraryEntry) -> Entry:
    about = f"{proposal.unit} · {proposal.power} › {proposal.step_name}"
    return Entry(proposal.name, proposal.get_absolute_url(), about, grade_mark(proposal.grade))


@what_waits
def changes_and_proposals(user: Any) -> Iterator[Rows]:
    if user.holds((Role.LIAISON,)):
        yield Rows(
            "outrun",
            Role.LIAISON,
            _("library"),
            _("changes of the library to decide on"),
            "books",
            Adoption.objects.filter(user.where_holds((Role.LIAISON,), "point__path")).outrun(),
            f"{reverse('library:adoptions')}?outrun=true",
            _adoption,
            unit="point__unit",
        )
    if user.holds((Role.INSPECTOR,)):
        proposed = LibraryEntry.objects.filter(user.where_holds((Role.INSPECTOR,), "unit__path"))
        yield Rows(
            "proposal",
            Role.INSPECTOR,
            _("library"),
            _("proposals for the library"),
            "books",
            proposed.filter(status=EntryStatus.PROPOSED),
            f"{reverse('library:powers')}?proposed=true",
            _proposal,
        )

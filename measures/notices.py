"""Who is told that measures are due."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.notice_kinds import NoticeKind
from accounts.notices import due, due_of_liaisons

MEASURES_DUE = NoticeKind(
    "measures",
    _("due: measures"),
    ngettext_lazy(
        "%(count)d measure is to be in force by tomorrow.",
        "%(count)d measures are to be in force by tomorrow.",
        "count",
    ),
    place=50,
)


@due
def measures() -> Iterator[tuple[int, NoticeKind, int, str]]:
    listed = f"{reverse('measures:list')}?overdue=true"
    for person, count in due_of_liaisons("measures_measure", "r.status = 'planned' AND r.due_on <= %(until)s"):
        yield person, MEASURES_DUE, count, listed

"""Who is told that measures are due."""

from collections.abc import Iterator

from django.urls import reverse

from accounts.notices import Kind, due, due_of_liaisons


@due
def measures() -> Iterator[tuple[int, Kind, int, str]]:
    listed = f"{reverse('measures:list')}?overdue=true"
    for person, count in due_of_liaisons("measures_measure", "r.status = 'planned' AND r.due_on <= %(until)s"):
        yield person, Kind.MEASURES, count, listed

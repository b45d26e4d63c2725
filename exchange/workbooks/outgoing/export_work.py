"""A large file written by a worker, with progress; again from the start where one was killed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import IO, TYPE_CHECKING

from django.core.files.base import File
from django.http import QueryDict
from django.utils.functional import Promise

from exchange.workbooks.models import Export
from exchange.workbooks.outgoing.files import as_workbook
from exchange.workbooks.outgoing.forms import OUTGOING_FORMS, OutgoingForm
from ground.work import progress
from ground.work.runners import Runner

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Writer:
    """Something that a worker writes. title: of the file. write(user, query, file, say) returns how many rows; say is
    called with the percentage that is done.
    """

    title: str | Promise
    suffix: str
    write: Callable[[User, QueryDict, IO[bytes], Callable[[int], None]], int]


def _form(form: OutgoingForm) -> Writer:
    def write(user: User, query: QueryDict, file: IO[bytes], say: Callable[[int], None]) -> int:
        rows = form.rows(user, query)
        total = max(rows.count(), 1)
        return as_workbook(form, file, rows, few=False, say=lambda n: say(100 * n // total))

    return Writer(form.title, "xlsx", write)


# By the name that the export carries; apps above add theirs.
WRITERS: dict[str, Writer] = {name: _form(form) for name, form in OUTGOING_FORMS.items() if not form.is_blank_only}


def ask(form: str, query: str, *, by: User) -> Export:
    """Have a worker write it. form: one of WRITERS."""
    export = Export.objects.create(by=by, form=form, query=query)
    EXPORTS.hand_on(export.pk)
    return export


def write(export: Export) -> None:
    writer = WRITERS[export.form]

    with tempfile.TemporaryFile() as file:
        export.rows = writer.write(export.by, QueryDict(export.query), file, partial(progress.say, export))
        file.seek(0)
        export.file.save(name_of(export), File(file), save=False)
    export.finish("file", "rows")


def name_of(export: Export) -> str:
    """The name under which its person fetches it."""
    writer = WRITERS[export.form]
    return f"{writer.title}-{export.at:%Y%m%d}.{writer.suffix}"


EXPORTS = Runner("export", Export.objects.select_related("by"), write)
go_on = EXPORTS.go_on

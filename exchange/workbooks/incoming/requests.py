"""What a person does with a file: bring it, have it written, cancel it, mend a row, say what a column is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from exchange.workbooks.choices import ImportStatus
from exchange.workbooks.incoming.cells import plain
from exchange.workbooks.incoming.import_work import IMPORTS, judge_rows
from exchange.workbooks.incoming.staging import home_of, reparse
from exchange.workbooks.models import HeadingWord, Import, ImportRow
from ground.lifecycle.changelog import recorded
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from units.models import Unit

if TYPE_CHECKING:
    from accounts.models import User

WHO = (Role.LIAISON, Role.ADMINISTRATOR)
AT_ONCE = 20_000  # rows that are looked at again while the person waits

NOT_YOURS = _("Only liaisons and administrators can import spreadsheets.")
NOT_READY = _("This import is no longer waiting for you. Reload its page.")
TOO_LATE = _("This import has ended already.")


def bring(
    content: Any, name: str, *, by: User, unit: Unit | None = None, send: bool = True, **options: bool
) -> Import:
    """Keep the file and have it read, by a worker unless `send` is off. Raises NotAllowed.

    options: whole, file_at_once, make_missing.
    """
    if not by.holds(WHO, at=unit):
        raise NotAllowed(NOT_YOURS)
    with transaction.atomic(), recorded(by, action="import.create"):
        source = Import(unit=unit, by=by, file_name=name[-150:], **options)
        source.file.save(name, File(content), save=False)
        source.save()
    if send:
        hand_on(source)
    return source


def hand_on(source: Import) -> None:
    """Give the import to a worker, once what was said here is kept."""
    IMPORTS.hand_on(source.pk)


def write(source: Import, *, whole: bool | None = None, file_at_once: bool | None = None, send: bool = True) -> None:
    """Have the rows brought in. Raises NotAllowed."""
    with transaction.atomic(), recorded(source.by, action="import.confirm"):
        _lock(source, (ImportStatus.READY,), NOT_READY)
        if whole is not None:
            source.whole = whole
        if file_at_once is not None:
            source.file_at_once = file_at_once
        source.wait(ImportStatus.WRITING)
        source.obstacle = {}
        source.save(update_fields=["whole", "file_at_once", "obstacle", *source.STATE])
    if send:
        hand_on(source)


def cancel(source: Import) -> None:
    """Stop it: at once where it waits for its person, else as soon as the worker looks up. Raises NotAllowed."""
    open_ = (ImportStatus.WAITING, ImportStatus.READING, ImportStatus.READY, ImportStatus.WRITING)
    with transaction.atomic(), recorded(source.by, action="import.cancel"):
        _lock(source, open_, TOO_LATE)
        source.cancel_asked = True
        if source.status in (ImportStatus.READY, ImportStatus.WAITING):
            source.status = ImportStatus.CANCELLED
        source.save(update_fields=["cancel_asked", "status"])


def mend(row: ImportRow, values: dict[str, str]) -> None:
    """Give a row other words and look at the import again. Raises NotAllowed."""
    source = row.source
    with transaction.atomic():
        _lock(source, (ImportStatus.READY,), NOT_READY)
        row.values = {name: text.strip() for name, text in values.items() if text.strip()}
        reparse(row)
        judge_again(source)


def place(source: Import, form: str, assigned: dict[str, str]) -> None:
    """Remember what these headings mean, and read the file anew. assigned: heading → field. Raises NotAllowed."""
    home = home_of(source)
    with transaction.atomic(), recorded(source.by, action="import.place"):
        _lock(source, (ImportStatus.READY, ImportStatus.REFUSED), NOT_READY)
        for words, field in assigned.items():
            HeadingWord.objects.update_or_create(
                unit=home, form=form, words=plain(words)[:60], defaults={"field": field}
            )
        source.rows.all().delete()
        source.wait()
        source.obstacle = {}
        source.save(update_fields=["obstacle", *source.STATE])
    hand_on(source)


def judge_again(source: Import) -> None:
    """Judge the rows anew: here where they are few, else by a worker."""
    if source.total <= AT_ONCE:
        judge_rows(source)
        return
    source.wait()
    source.save(update_fields=source.STATE)
    hand_on(source)


def _lock(source: Import, states: tuple[ImportStatus, ...], sentence: Any) -> None:
    now = Import.objects.select_for_update().get(pk=source.pk)
    source.status, source.cancel_asked = now.status, now.cancel_asked
    if source.status not in states:
        raise NotAllowed(sentence)

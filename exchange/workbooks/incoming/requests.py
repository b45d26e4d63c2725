"""What a person does with a file: bring it, have it written, cancel it, mend a row, say what a column is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from exchange.workbooks.choices import ImportStatus, Way
from exchange.workbooks.incoming import answers
from exchange.workbooks.incoming.import_work import IMPORTS, judge_rows
from exchange.workbooks.incoming.questions import Question
from exchange.workbooks.incoming.staging import home_of, read_again
from exchange.workbooks.models import HeadingWord, Import, ImportRow, SheetLayout
from ground.lifecycle.changelog import recorded
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.names import plain
from ground.lifecycle.roles import Role
from units.models import Unit

if TYPE_CHECKING:
    from accounts.models import User

# What inspectors bring in for a unit that they oversee are drafts of that unit; its liaison files them.
WHO = (Role.LIAISON, Role.INSPECTOR, Role.ADMINISTRATOR)
AT_ONCE = 20_000  # rows that are looked at again while the person waits

NOT_YOURS = _("Only liaisons, inspectors and administrators can import spreadsheets.")
NOT_READY = _("This import is no longer waiting for you. Reload its page.")
NOTHING_ASKED = _("No row asks this any more. Reload the page.")
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
        before = row.values
        cleaned = {name: text.replace("\r\n", "\n").strip() for name, text in values.items()}
        row.values = {name: text for name, text in cleaned.items() if text}
        read_again(row, {name for name in {*before, *row.values} if before.get(name) != row.values.get(name)})
        row.save(update_fields=["values", "parsed", "misread", "problems"])
        judge_again(source)


@dataclass(frozen=True)
class Arrangement:
    """What a person says of a sheet of a file.

    sheet: its number in the file. assigned: heading → field of the form, an empty one leaves the column out. said:
    what else holds for this sheet, see incoming.recognition.Said. headings: its row of headings, by which the layout
    is known again; empty where there is nothing to remember but what the headings mean.
    """

    form: str
    assigned: dict[str, str] = field(default_factory=dict)
    sheet: int | None = None
    said: dict[str, Any] = field(default_factory=dict)
    headings: str = ""


def place(source: Import, form: str, assigned: dict[str, str]) -> None:
    """Remember what these headings mean, and read the file anew. assigned: heading → field. Raises NotAllowed."""
    arrange(source, [Arrangement(form, assigned)])


def arrange(source: Import, arrangements: Iterable[Arrangement], *, remember: bool = True, send: bool = True) -> None:
    """Read the file anew as its person says, by a worker unless `send` is off. Raises NotAllowed.

    remember: the next file of the unit with the same headings is read the same way.
    """
    home = home_of(source) if remember else None
    with transaction.atomic(), recorded(source.by, action="import.place"):
        _lock(source, (ImportStatus.READY, ImportStatus.REFUSED), NOT_READY)
        for one in arrangements:
            for words, name in one.assigned.items() if remember else ():
                HeadingWord.objects.update_or_create(
                    unit=home, form=one.form, words=plain(words)[:60], defaults={"field": name}
                )
            if one.sheet is not None:
                source.said[str(one.sheet)] = one.said
            if home and one.headings and one.form:
                layout = {"form": one.form, "height": one.said.get("height") or 1}
                SheetLayout.objects.update_or_create(
                    unit=home,
                    headings=one.headings,
                    defaults=layout | {"is_turned": bool(one.said.get("is_turned"))},
                )
        source.rows.all().delete()
        source.wait()
        source.obstacle = {}
        source.save(update_fields=["obstacle", "said", *source.STATE])
    if send:
        hand_on(source)


def answer(
    source: Import, question: Question, words: str, way: Way = Way.WORDS, *, remember: bool = True, send: bool = True
) -> int:
    """Read all refused rows alike in which the same stands at the same place; returns how many. Raises NotAllowed.

    words: what is read in its place, where `way` is words. What can be meant again is remembered for the unit.
    """
    told = answers.Answer(way, words.strip())
    with transaction.atomic(), recorded(source.by, action="import.answer"):
        _lock(source, (ImportStatus.READY,), NOT_READY)
        read = answers.apply(source, question, told)
        if not read:
            raise NotAllowed(NOTHING_ASKED)
        if remember:
            answers.remember(source, question, told)
        judge_again(source, send=send)
    return read


def ask_again(source: Import, question: Question) -> int:
    """Take back what was answered, in this file and for the next ones; returns how many rows. Raises NotAllowed."""
    with transaction.atomic(), recorded(source.by, action="import.ask_again"):
        _lock(source, (ImportStatus.READY,), NOT_READY)
        restored = answers.take_back(source, question)
        if not restored:
            raise NotAllowed(NOTHING_ASKED)
        judge_again(source)
    return restored


def judge_again(source: Import, *, send: bool = True) -> None:
    """Judge the rows anew: here where they are few, else by a worker unless `send` is off."""
    if source.total <= AT_ONCE:
        judge_rows(source)
        return
    source.wait()
    source.save(update_fields=source.STATE)
    if send:
        hand_on(source)


def _lock(source: Import, states: tuple[ImportStatus, ...], sentence: Any) -> None:
    now = Import.objects.select_for_update().get(pk=source.pk)
    source.status, source.cancel_asked = now.status, now.cancel_asked
    if source.status not in states:
        raise NotAllowed(sentence)

"""Files that were brought in, the rows as they were read, and the words that offices use for the columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchange.workbooks.choices import ExportStatus, ImportStatus, RowOutcome
from exchange.workbooks.fields import label
from exchange.workbooks.remembered import HeadingWord, RememberedAnswer, SheetLayout, SheetWords
from exchange.workbooks.sentences import sentence
from ground.lifecycle.addresses import row_address
from ground.lifecycle.changelog import recorded, tracked
from ground.pages.attachments import unguessable
from ground.work.models import Work, WorkQuerySet
from units.models import Unit

if TYPE_CHECKING:
    from accounts.models import User

KEPT_FORMS = 3  # days that a form which a worker gave out can be fetched
KEPT = 30  # days that the rows and the file of an import are kept after it has ended


def _stored_as(row: models.Model, filename: str) -> str:
    return unguessable("import", filename)


class ImportQuerySet(WorkQuerySet["Import"]):
    def visible_to(self, user: User) -> ImportQuerySet:
        """Everybody sees the files that they brought themselves: they hold drafts of their own units."""
        return self.filter(by=user.pk)


# What an import is once a worker has taken it up, by what it was before.
TAKEN_UP: dict[str, str] = {
    ImportStatus.WAITING: ImportStatus.READING,
    ImportStatus.READING: ImportStatus.READING,
    ImportStatus.WRITING: ImportStatus.WRITING,
}


@tracked(
    exclude=("sheets", "said", "new", "changed", "unchanged", "refused", "tries", "error"),
    technical=("file", "cancel_asked"),
    words={"obstacle": sentence},
    named_by=("file_name",),
)
class Import(Work):
    """A spreadsheet brought in by a person: read into rows, judged, and then written into the register.

    unit: for which unit; empty where the rows name their units themselves. whole: all rows or none. file_at_once:
    what comes in is filed, not left as a draft. make_missing: posts and steps that the unit lacks are added. sheets:
    what was understood of each table, see incoming.staging. said: number of a sheet → what its person said of it, as
    incoming.recognition.Said has it.
    """

    TAKEN_UP = TAKEN_UP
    DONE, FAILED = ImportStatus.DONE, ImportStatus.FAILED

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="imports", verbose_name=_("brought by"))
    at = models.DateTimeField(_("brought on"), default=timezone.now)
    file = models.FileField(_("file"), upload_to=_stored_as, max_length=120)
    file_name = models.CharField(_("file name"), max_length=150)
    whole = models.BooleanField(_("all rows or none"), default=False)
    file_at_once = models.BooleanField(_("file at once"), default=False)
    make_missing = models.BooleanField(_("add what is missing"), default=True)
    status = models.CharField(_("state"), max_length=10, choices=ImportStatus, default=ImportStatus.WAITING)
    obstacle = models.JSONField(_("why it went no further"), default=dict)  # {"code": …, and what its sentence names}
    sheets = models.JSONField(_("sheets"), default=list)
    said = models.JSONField(default=dict, db_default={})
    new = models.IntegerField(_("added"), default=0)
    changed = models.IntegerField(_("changed"), default=0)
    unchanged = models.IntegerField(_("unchanged"), default=0)
    refused = models.IntegerField(_("refused"), default=0)
    filed = models.IntegerField(_("filed"), default=0)
    cancel_asked = models.BooleanField(default=False)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["by", "-id"], name="import_mine"),
            models.Index(fields=["status"], condition=Q(status__in=tuple(TAKEN_UP)), name="import_at_work"),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return row_address("workbooks:import", self.pk)

    @property
    def progress_url(self) -> str:
        return row_address("workbooks:progress", self.pk)

    @property
    def is_ready(self) -> bool:
        return self.status == ImportStatus.READY

    def fail(self, error: str) -> None:
        self.error = error
        self.end(ImportStatus.FAILED, code="broken")

    def end(self, status: ImportStatus, **obstacle: Any) -> None:
        """It came to an end at which nothing was brought in; obstacle: why, as workbooks.sentences has it."""
        self.status, self.obstacle, self.finished_at = status, obstacle, timezone.now()
        with recorded(self.by, action=f"import.{status.value}"):
            self.save(update_fields=[*self.STATE, "obstacle"])

    @property
    def total(self) -> int:
        return self.new + self.changed + self.unchanged + self.refused

    @property
    def sentence(self) -> str | Promise:
        """Why it went no further, in words; empty where it did."""
        return sentence(self.obstacle) if self.obstacle else ""

    @property
    def contradictions(self) -> list[dict[str, Any]]:
        """What a sheet claims of itself and its rows do not bear out: sheet, row, text, sentence."""
        return [
            claim | {"sheet": sheet["name"], "sentence": sentence(claim)}
            for sheet in self.sheets
            for claim in sheet["claims"]
            if claim.get("code")
        ]


@dataclass(frozen=True)
class Problem:
    """What is wrong with a cell, or worth a look, and whether its row is refused for it."""

    field: str
    code: str
    label: str | Promise
    value: str
    sentence: str | Promise
    refuses: bool


class ImportRow(models.Model):
    """A row of a sheet as it was read: what stands in its cells, what that means, and what is to become of it.

    values: field → text. parsed: what the words mean, as incoming.forms reads them. misread: problems of the words
    alone; problems: these and those that the register has with the row, see incoming.judgement.
    """

    source = models.ForeignKey(Import, models.CASCADE, related_name="rows", db_index=False)
    sheet = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField(_("row"))
    form = models.CharField(max_length=20)
    values = models.JSONField()
    parsed = models.JSONField()
    misread = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    outcome = models.CharField(_("outcome"), max_length=10, choices=RowOutcome, blank=True)
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+", db_index=False)
    target = models.BigIntegerField(null=True)
    is_written = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("row of an import")
        ordering = ["sheet", "number"]
        indexes = [
            models.Index(fields=["source", "sheet", "number"], name="import_row"),
            models.Index(fields=["source", "outcome", "sheet", "number"], name="import_row_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.number}"

    @property
    def sheet_name(self) -> str:
        return str(self.source.sheets[self.sheet]["name"])

    @property
    def remarks(self) -> list[Problem]:
        return [
            Problem(
                p["field"],
                p["code"],
                label(p["field"], self.form),
                p.get("value", ""),
                sentence(p),
                p.get("refuses", True),
            )
            for p in self.problems
        ]


class ExportQuerySet(WorkQuerySet["Export"]):
    def visible_to(self, user: User) -> ExportQuerySet:
        return self.filter(by=user.pk)


class Export(Work):
    """A large form that a worker gives out; what it holds is what its person saw when it was written."""

    TAKEN_UP = dict.fromkeys((ExportStatus.WAITING, ExportStatus.WRITING), ExportStatus.WRITING)
    DONE, FAILED = ExportStatus.DONE, ExportStatus.FAILED

    by = models.ForeignKey("accounts.User", models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField(_("asked for"), default=timezone.now)
    form = models.CharField(_("form"), max_length=20)
    query = models.TextField(blank=True)  # the filters of the list, as in its address
    status = models.CharField(_("state"), max_length=10, choices=ExportStatus, default=ExportStatus.WAITING)
    file = models.FileField(upload_to=_stored_as, max_length=120)
    rows = models.IntegerField(_("rows"), default=0)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["by", "-id"], name="export_mine")]

    def __str__(self) -> str:
        return self.form

    def get_absolute_url(self) -> str:
        return row_address("workbooks:export", self.pk)

    @property
    def progress_url(self) -> str:
        return row_address("workbooks:export_progress", self.pk)


__all__ = [
    "Export",
    "HeadingWord",
    "Import",
    "ImportRow",
    "Problem",
    "RememberedAnswer",
    "SheetLayout",
    "SheetWords",
]

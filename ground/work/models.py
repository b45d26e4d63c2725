"""Rows of work in the background: what a worker does because somebody asked, and the runs of the periodic jobs."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ground.work import progress


class WorkStatus(models.TextChoices):
    WAITING = "waiting", _("waiting")
    WORKING = "working", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


AT_WORK = (WorkStatus.WAITING, WorkStatus.WORKING)
AnyWork = TypeVar("AnyWork", bound="Work")


class WorkQuerySet(models.QuerySet[AnyWork]):
    def at_work(self) -> WorkQuerySet[AnyWork]:
        """Those that a worker has to go on with."""
        return self.filter(status__in=self.model.TAKEN_UP)

    def done(self) -> WorkQuerySet[AnyWork]:
        return self.filter(status=self.model.DONE)


class Work(models.Model):
    """A row that a worker works through, alone and again after a kill (ground/work/runners.py); a mixin.

    status: a model may have statuses of its own, with FAILED among them; TAKEN_UP says in which of them a worker has
    to act, and what they become once one has begun. tries: how often one began what it waits for now. error: of the
    last try, for whoever keeps the server; people are told in other words. finished_at: when it ended, well or not.
    How far it is stands in the cache, see ground/work/progress.py.
    """

    TAKEN_UP: ClassVar[dict[str, str]] = dict.fromkeys(AT_WORK, WorkStatus.WORKING)
    DONE: ClassVar[str] = WorkStatus.DONE
    FAILED: ClassVar[str] = WorkStatus.FAILED
    STATE: ClassVar[tuple[str, ...]] = ("status", "tries", "error", "finished_at")

    status = models.CharField(_("state"), max_length=10, choices=WorkStatus, default=WorkStatus.WAITING)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    error = models.TextField(blank=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_at_work(self) -> bool:
        return self.status in self.TAKEN_UP

    @property
    def is_done(self) -> bool:
        return self.status == self.DONE

    @property
    def has_failed(self) -> bool:
        return self.status == self.FAILED

    @property
    def percent(self) -> int:
        """How much of its step is done."""
        return progress.percent_of(self)

    def wait(self, status: str = WorkStatus.WAITING) -> None:
        """Begin anew in a status, mostly to wait for a worker; not saved yet."""
        self.status, self.tries, self.error, self.finished_at = status, 0, "", None

    def begin(self, *columns: str) -> None:
        """A worker takes it up; columns: what else is to be saved."""
        self.status, self.tries = self.TAKEN_UP[self.status], self.tries + 1
        self.save(update_fields=["status", "tries", *columns])

    def finish(self, *columns: str) -> None:
        """It was done; columns: likewise."""
        self.status, self.error, self.finished_at = self.DONE, "", timezone.now()
        self.save(update_fields=[*self.STATE, *columns])

    def fail(self, error: str) -> None:
        """It ends without having been done, which its person sees."""
        self.status, self.error, self.finished_at = self.FAILED, error, timezone.now()
        self.save(update_fields=self.STATE)


class JobRun(models.Model):
    """One run of a periodic job, with what came out."""

    class Outcome(models.TextChoices):
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        SKIPPED = "skipped", _("skipped")

    name = models.CharField(_("job"), max_length=40)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True)
    outcome = models.CharField(_("result"), max_length=10, choices=Outcome, default=Outcome.RUNNING)
    detail = models.JSONField(_("details"), default=dict)

    class Meta:
        ordering = ["-started_at"]
        verbose_name = _("job run")
        indexes = [models.Index(fields=["name", "-started_at"], name="job_newest")]

    def __str__(self) -> str:
        return f"{self.name} {self.started_at:%Y-%m-%d %H:%M}"

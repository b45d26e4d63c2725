"""What runs by itself, the one list of it: periodic jobs, and work in the background that goes on after a kill.

The settings give JOBS to Celery's beat; `ground.work` runs them and takes up WORK; locks are named after both
(riskcontrol/locks.py). docs/deploy.md says what there is, and tests/test_work.py holds it to these lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from celery.schedules import crontab
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Job:
    """A periodic job. task: the path of its Celery task. explained: what it does.

    label: its name on the page “Jobs”; such a job leaves a row of JobRun each time, and never runs twice at once.
    Those without one run too often for that, or tell people themselves. at_start: also as soon as a worker is ready.
    """

    task: str
    schedule: Any  # a crontab, whose fields its stubs lack
    explained: str | Promise
    label: str | Promise = ""
    at_start: bool = False

    @property
    def at(self) -> str:
        """The time of day of a daily job."""
        return f"{min(self.schedule.hour):02d}:{min(self.schedule.minute):02d}"

    @property
    def when(self) -> str:
        """In English words."""
        if len(self.schedule.hour) == 1:
            return f"daily, {self.at}"
        if len(self.schedule.minute) == 1:
            return f"hourly, minute {min(self.schedule.minute)}"
        minutes = 60 // len(self.schedule.minute)
        return "every minute" if minutes == 1 else f"every {minutes} minutes"


@dataclass(frozen=True)
class Work:
    """A kind of work in the background. runner: the path of the ground.work.runners.Runner that does its rows."""

    runner: str
    explained: str


JOBS: dict[str, Job] = {
    "recount": Job(
        "oversight.coverage.tasks.recount",
        crontab(hour="2", minute="30"),
        _("Recounts the coverage of every unit, corrects differences and lists them."),
        _("Recount of coverage"),
    ),
    "snapshot": Job(
        "oversight.coverage.tasks.snapshot",
        crontab(hour="3", minute="0"),
        _("Stores the day's coverage of every area for the trend."),
        _("Daily snapshot of coverage"),
    ),
    "escalate": Job(
        "riskwarnings.tasks.escalate",
        crontab(hour="0", minute="30"),
        _("Takes warnings that were not answered by their day one level up, to the level above."),
        _("Escalation of warnings"),
    ),
    "assess": Job(
        "riskwarnings.tasks.assess",
        crontab(hour="1", minute="0"),
        _("Runs every indicator rule over every unit, city by city, and proposes warnings."),
        _("Assessment of the register"),
    ),
    "assess_changed": Job(
        "riskwarnings.tasks.assess_changed",
        crontab(),
        "Runs every indicator rule over the units about which something changed.",
        at_start=True,
    ),
    "resume": Job(
        "ground.work.tasks.resume",
        crontab(),
        "Goes on with the work in the background that no worker is at, such as one that was killed left it.",
        at_start=True,
    ),
    "fold": Job(
        "oversight.coverage.tasks.fold",
        crontab(minute="*/5"),
        "Adds up the ledgers behind the figures of coverage, so that they stay short.",
    ),
    "deliver": Job(
        "accounts.tasks.deliver",
        crontab(),
        "Sends what is new to the people by mail and by the channels that they chose.",
    ),
    "remind": Job(
        "accounts.tasks.remind",
        crontab(hour="7", minute="30"),
        "Tells everybody what is due.",
    ),
    "digest": Job(
        "accounts.tasks.digest",
        crontab(hour="8", minute="0"),
        "Mails what was not read.",
    ),
    "forget": Job(
        "ground.pages.tasks.forget",
        crontab(hour="3", minute="30"),
        "Drops the answers kept for repeated requests of the API, once nobody repeats them any more.",
    ),
    "forget_unsaved": Job(
        "riskpoints.tasks.forget_unsaved",
        crontab(hour="3", minute="40"),
        "Drops what was typed into the workspace of a filing and left lying (UNSAVED_FILING_DAYS).",
    ),
    "hourly_checkpoint": Job(
        "oversight.checkpoints.tasks.hourly_checkpoint",
        crontab(minute="7"),
        "Seals what the change log has gained by a signed checkpoint.",
    ),
    "daily_checkpoint": Job(
        "oversight.checkpoints.tasks.daily_checkpoint",
        crontab(hour="0", minute="10"),
        "Seals the day, hands the checkpoint to the auditors, and verifies the whole change log.",
    ),
    "forget_imports": Job(
        "exchange.workbooks.tasks.forget",
        crontab(hour="3", minute="45"),
        "Drops the files and rows of old imports, and the files that were written for people to fetch.",
    ),
}

# In the order in which what was left behind is taken up: what a person waits for comes first.
WORK: dict[str, Work] = {
    "import": Work(
        "exchange.workbooks.incoming.import_work.IMPORTS",
        "Reads a file that a person brought, and brings its rows in.",
    ),
    "export": Work(
        "exchange.workbooks.outgoing.export_work.EXPORTS",
        "Writes a large file for a person to fetch.",
    ),
    "control_plan": Work(
        "measures.control_plans.CHANGES",
        "Puts a changed control plan in force, with the coverage that follows.",
    ),
    "dry_run": Work(
        "riskwarnings.dry_runs.DRY_RUNS",
        "Reckons what an indicator rule with other parameters would have proposed.",
    ),
    "index": Work(
        "oversight.index.computations.COMPUTATIONS",
        "Computes the index of a period.",
    ),
    "verification": Work(
        "oversight.checkpoints.requests.VERIFICATIONS",
        "Verifies the whole change log against its checkpoints.",
    ),
    "assessment": Work(
        "riskwarnings.assessments.PARTS",
        "Runs the indicator rules over one part of the register.",
    ),
}

"""Celery tasks of the checkpoints; when they run stands in riskcontrol/schedule.py."""

from celery import shared_task

from oversight.checkpoints.choices import CheckpointKind
from oversight.checkpoints.notices import tell_of_checkpoint
from oversight.checkpoints.requests import VERIFICATIONS, ask
from oversight.checkpoints.taking import take_checkpoint


@shared_task
def hourly_checkpoint() -> None:
    """Take the checkpoint of the hour."""
    take_checkpoint(CheckpointKind.HOUR)


@shared_task
def daily_checkpoint() -> None:
    """Take the checkpoint of the day, hand it to the auditors, and verify the whole log."""
    checkpoint = take_checkpoint(CheckpointKind.DAY)
    if checkpoint:
        tell_of_checkpoint(checkpoint)
    verify_log()


@shared_task
def verify_log() -> None:
    """Verify the whole log now; should this worker be killed, the next one goes on with it."""
    VERIFICATIONS.go_on(ask().pk)

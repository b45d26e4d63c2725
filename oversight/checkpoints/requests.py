"""A verification of the log as work: somebody asks for it, a worker does it, and again after a kill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from ground.work import progress
from ground.work.runners import Runner
from oversight.checkpoints.models import VerificationRequest
from oversight.checkpoints.notices import tell_of_breach
from oversight.checkpoints.verification import keep, verify

if TYPE_CHECKING:
    from accounts.models import User


def ask(by: User | None = None) -> VerificationRequest:
    """The request that waits or is being done; a new one where there is none. by: None for the register itself."""
    return VerificationRequest.objects.at_work().first() or VerificationRequest.objects.create(by=by)


def _verify(request: VerificationRequest) -> None:
    """Keep what was found; the auditors are told of a breach."""
    report = verify(watch=lambda percent: progress.say(request, percent))
    with transaction.atomic():
        request.found = keep(report)
        request.finish("found")
        if not request.found.is_whole:
            tell_of_breach(request.found)


VERIFICATIONS = Runner("verification", VerificationRequest.objects.all(), _verify)

"""The auditor's page of the log: is it whole, from when to when, and the checkpoints to keep."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from ground.lifecycle.roles import Role
from ground.pages.requests import SignedInRequest
from ground.pages.views import Page, RolePage
from oversight.checkpoints import tasks
from oversight.checkpoints.models import Checkpoint, Verification
from oversight.checkpoints.verification import handed_over

SHOWN_CHECKPOINTS, SHOWN_VERIFICATIONS = 50, 10


class Checkpoints(Page):
    """What the last verifications found, and the newest checkpoints; a verification can be asked for."""

    roles = (Role.AUDITOR,)
    template_name = "checkpoints/list.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            checkpoints=Checkpoint.objects.visible_to(self.request.user).defer("document")[:SHOWN_CHECKPOINTS],
            verifications=Verification.objects.all()[:SHOWN_VERIFICATIONS],
            **context,
        )

    def post(self, request: SignedInRequest) -> HttpResponse:
        tasks.verify_log.delay()
        messages.success(request, _("The verification was handed to the worker; reload to see what it found."))
        return redirect("checkpoints:list")


class CheckpointFile(RolePage):
    """A checkpoint as a file, to be kept outside the register."""

    roles = (Role.AUDITOR,)

    def get(self, request: SignedInRequest, pk: int) -> JsonResponse:
        checkpoint = get_object_or_404(Checkpoint.objects.visible_to(request.user), pk=pk)
        answer = JsonResponse(handed_over(checkpoint), json_dumps_params={"ensure_ascii": False, "indent": 1})
        answer["Content-Disposition"] = f'attachment; filename="checkpoint-{checkpoint.number}.json"'
        return answer

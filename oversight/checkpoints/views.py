"""The auditor's page of the log: is it whole, from when to when, and the checkpoints to keep."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render

from ground.lifecycle.roles import Role
from ground.pages.requests import SignedInRequest
from ground.pages.views import Page, RolePage
from oversight.checkpoints.models import Checkpoint, Verification, VerificationRequest
from oversight.checkpoints.requests import VERIFICATIONS, ask
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
            asked=VerificationRequest.objects.first(),
            **context,
        )

    def post(self, request: SignedInRequest) -> HttpResponse:
        VERIFICATIONS.hand_on(ask(request.user).pk)
        return redirect("checkpoints:list")


class Progress(RolePage):
    """How far the verification is; tells the page to come again when it is over."""

    roles = (Role.AUDITOR,)

    def get(self, request: SignedInRequest) -> HttpResponse:
        row = VerificationRequest.objects.at_work().first()
        answer = render(request, "checkpoints/_progress.html", {"row": row})
        if row is None:
            answer["HX-Refresh"] = "true"
        return answer


class CheckpointFile(RolePage):
    """A checkpoint as a file, to be kept outside the register."""

    roles = (Role.AUDITOR,)

    def get(self, request: SignedInRequest, pk: int) -> JsonResponse:
        checkpoint = get_object_or_404(Checkpoint.objects.visible_to(request.user), pk=pk)
        answer = JsonResponse(handed_over(checkpoint), json_dumps_params={"ensure_ascii": False, "indent": 1})
        answer["Content-Disposition"] = f'attachment; filename="checkpoint-{checkpoint.number}.json"'
        return answer

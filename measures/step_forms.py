"""What bears on a step of a filing, in the form in which it is decided: what its plan asks, what it lacks, and a day.

Filing below the plan takes a reason, which goes along; registering a high point below it an opinion and a day.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from ground.lifecycle.changelog import recorded
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from ground.pages.decisions import NOTHING, Beside, bears_on
from ground.pages.requests import SignedInRequest
from ground.pages.views import RolePage, safe_next, say_state
from measures.decisions import PHRASES, SHORTEST_REASON
from measures.let_through import usual_day
from measures.plan_gaps import asked_of_point, undated
from riskpoints.grading import Grade
from riskpoints.models import RiskPoint

LONGEST = RiskPoint._meta.get_field("plan_gap_reason").max_length or 0
NEEDS_GAP_REASON = gettext_lazy("Say why it is filed below its control plan, or add what the plan asks for.")
TOO_LONG = gettext_lazy("The reason has more than %(n)d characters.")


@bears_on("riskpoint")
def _of_filing(point: RiskPoint, verb: str, user: Any) -> Beside:
    if verb == "return":
        return Beside(phrases=PHRASES, shortest=SHORTEST_REASON)
    if verb not in ("file", "endorse", "register"):
        return NOTHING
    asked, missing = asked_of_point(point), undated(point)
    told: dict[str, Any] = {"point": point, "asked": asked, "undated": missing, "verb": verb}
    if not asked.gaps and (verb == "file" or not missing):
        return NOTHING
    if verb == "file":
        told |= {"longest": LONGEST, "is_filing": True}
        return Beside("measures/_of_step.html", told, reverse("measures:file", args=[point.pk]), asks=True)
    if verb == "register" and asked.gaps and point.grade == Grade.HIGH:
        told |= {"usual_day": usual_day(timezone.localdate())}
        return Beside("measures/_of_step.html", told, reverse("measures:decision", args=[point.pk]), asks=True)
    return Beside("measures/_of_step.html", told, asks=True)


class File(RolePage):
    """File a point from its own page; one below its control plan with the reason, as in the workspace."""

    roles = (Role.LIAISON,)

    def post(self, request: SignedInRequest, pk: int) -> HttpResponse:
        point = get_object_or_404(RiskPoint.objects.visible_to(request.user), pk=pk)
        reason = request.POST.get("plan_gap_reason", "").strip()
        if len(reason) > LONGEST:
            raise NotAllowed(TOO_LONG % {"n": LONGEST})
        if not reason and asked_of_point(point).gaps:
            raise NotAllowed(NEEDS_GAP_REASON)
        with transaction.atomic(), recorded(request.user, action="riskpoint.file"):
            point.perform("file", by=request.user, seen=request.POST.get("version", ""))
            if reason and reason != point.plan_gap_reason:
                point.plan_gap_reason = reason
                point.save(update_fields=["plan_gap_reason"])
        say_state(request, point)
        return redirect(safe_next(request) or point)

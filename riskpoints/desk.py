"""What of the risk points waits for a person."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ground.lifecycle.roles import Role
from ground.pages.desk import Waiting, what_waits
from riskpoints.choices import WAITING, RiskPointStatus
from riskpoints.models import RiskPoint, review_passed


@what_waits
def filings(user: Any) -> Iterator[Waiting]:
    late = Q(act_by__lt=timezone.localdate())
    if user.holds((Role.LIAISON,)):
        work, register = reverse("riskpoints:worklist"), reverse("riskpoints:list")
        own = RiskPoint.objects.filter(user.where_holds((Role.LIAISON,), "path"))
        n = own.aggregate(
            returned=Count("pk", filter=Q(status=RiskPointStatus.RETURNED)),
            late=Count("pk", filter=Q(status=RiskPointStatus.RETURNED) & late),
            drafts=Count("pk", filter=Q(status=RiskPointStatus.DRAFT)),
            review=Count("pk", filter=review_passed()),
            waiting=Count("pk", filter=Q(status__in=WAITING)),
        )
        role = Role.LIAISON
        yield Waiting(role, _("returned filings to mend"), n["returned"], work, "arrow-back-up", n["late"], work)
        yield Waiting(role, _("drafts to finish and file"), n["drafts"], work, "pencil")
        yield Waiting(
            role,
            _("risk points whose review date has passed"),
            n["review"],
            f"{register}?overdue=true",
            "calendar-due",
        )
        yield Waiting(role, _("filings that wait for others"), n["waiting"], work, "hourglass", is_passive=True)
    for role, label in (
        (Role.UNIT_HEAD, _("filings to endorse")),
        (Role.INSPECTOR, _("filings to register")),
    ):
        if not user.holds((role,)):
            continue
        queue = reverse("riskpoints:queue")
        state = RiskPointStatus.FILED if role == Role.UNIT_HEAD else RiskPointStatus.ENDORSED
        rows = RiskPoint.objects.filter(user.where_holds((role,), "path"), status=state).exclude(filed_by=user)
        n = rows.aggregate(
            all=Count("pk"), late=Count("pk", filter=late), mine=Count("pk", filter=Q(assigned_to=user))
        )
        yield Waiting(role, label, n["all"], queue, "inbox", n["late"], f"{queue}?late=true")
        yield Waiting(role, _("of them given to you"), n["mine"], f"{queue}?assigned=me", "user-check")

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
from riskpoints.models import IN_QUEUE, RiskPoint, review_passed


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
    labels = {"endorse": _("filings to endorse"), "register": _("filings to register")}
    for state, role, verb in IN_QUEUE:
        if not user.holds((role,)):
            continue
        queue = reverse("riskpoints:queue")
        rows = RiskPoint.objects.filter(user.where_holds((role,), "path"), status=state)
        taken = RiskPoint.lifecycle.where_taken(RiskPoint, verb, user) | Q(filed_by=user)
        n = rows.aggregate(
            all=Count("pk", filter=~taken),
            late=Count("pk", filter=~taken & late),
            mine=Count("pk", filter=~taken & Q(assigned_to=user)),
            others=Count("pk", filter=taken),
        )
        yield Waiting(role, labels[verb], n["all"], queue, "inbox", n["late"], f"{queue}?late=true")
        yield Waiting(role, _("of them given to you"), n["mine"], f"{queue}?assigned=me", "user-check")
        left = _("filings that someone else must deal with, because you had a part in them")
        yield Waiting(role, left, n["others"], f"{queue}?whose=others", "hourglass", is_passive=True)

"""Tabs of the page of a power that hold risk points: its drawing with what is missing, and its points by step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from ground.lifecycle.roles import Role
from ground.pages.rails import Due, Lack, Milestone, newest, soonest
from ground.pages.tabs import Figure, Summary, Tab, enter
from powers.choices import FlowStatus
from powers.drawing import draw
from powers.models import Flow, PowerItem
from powers.tabs import POWER
from riskpoints.assessed_steps import HOW_TO_ASSESS
from riskpoints.choices import OPEN, WAITS_FOR, RiskPointStatus
from riskpoints.flow_views import found_on, marks_of
from riskpoints.models import RiskPoint

NAMED = 3  # steps that nobody assessed and that are named


def shown_flow(item: PowerItem) -> Flow | None:
    """The flow of a power that its page shows: the one in force, before there is one the newest."""
    return item.flows.current().first() or item.flows.order_by("-version").first()


def _points(item: PowerItem) -> Any:
    return RiskPoint.objects.filter(step__flow__power_item=item)


def drawing(item: PowerItem, request: Any) -> dict[str, Any]:
    flow = shown_flow(item)
    coming = soonest(
        [
            Due.of(WAITS_FOR[RiskPointStatus(point.status)], point, point.act_by)
            for point in _points(item).filter(status__in=OPEN).exclude(act_by=None).order_by("act_by")[:NAMED]
        ]
        + [
            Due.of(_("Review of a risk point"), point, point.review_on)
            for point in _points(item).in_force().exclude(review_on=None).order_by("review_on")[:NAMED]
        ]
    )
    found: dict[str, Any] = {"flow": flow, "coming": coming, "milestones": _milestones(item)}
    if flow is None:
        return found | {"lacks": list(_lacks(item, None, [], request.user))}
    points, findings = found_on(flow)
    steps = [step for step in flow.steps.order_by("number") if not points.get(step.pk) and step.pk not in findings]
    return found | {
        "drawing": draw(flow, marks=marks_of(points, findings)),
        "lacks": list(_lacks(item, flow, steps, request.user)),
    }


def _lacks(item: PowerItem, flow: Flow | None, steps: list[Any], user: Any) -> Iterator[Lack]:
    """What the power lacks, in the order in which it is mended. steps: those that nobody assessed."""
    files = user.holds((Role.LIAISON,), at=item.unit) and item.is_editable
    edit = reverse("powers:edit", args=[item.pk]) if files else ""
    if not item.legal_basis:
        yield Lack(_("Enter the legal basis"), _("Without it the power cannot be confirmed."), edit, _("Enter it"))
    if not item.exercising_post_id:
        why = _("Without it the power cannot be confirmed.")
        yield Lack(_("Name the exercising post"), why, edit, _("Name it"))
    versions = f"{item.get_absolute_url()}versions/"
    if flow is None:
        why = _("Draw the steps by which this power is exercised.")
        yield Lack(_("Draw the flow"), why, versions, _("Go to the versions"))
        return
    if flow.status == FlowStatus.DRAFT:
        yield Lack(_("Confirm the flow"), str(flow), flow.get_absolute_url(), _("Go to the flow"))
    elif flow.status == FlowStatus.CONFIRMED and item.is_public:
        yield Lack(_("Publish the flow"), str(flow), flow.get_absolute_url(), _("Go to the flow"))
    for step in steps[:NAMED]:
        title = _("Assess the step “%(step)s”") % {"step": step.name}
        yield Lack(title, HOW_TO_ASSESS, f"{flow.get_absolute_url()}#step-{step.pk}", _("Go to the step"))
    n = len(steps) - NAMED
    if n > 0:
        title = ngettext("Assess %(n)s more step", "Assess %(n)s more steps", n) % {"n": n}
        yield Lack(title, "", f"{item.get_absolute_url()}points/", _("Go to the steps"))


def _milestones(item: PowerItem) -> list[Milestone]:
    found = [Milestone(pgettext("power", "power confirmed"), item.confirmed_at)] if item.confirmed_at else []
    for flow in item.flows.all():
        version = _("Version %(n)s") % {"n": flow.version}
        for at, words in ((flow.confirmed_at, _("flow confirmed")), (flow.published_at, _("flow published"))):
            if at:
                found.append(Milestone(words, at, version, flow.get_absolute_url()))
    return newest(found)


def points(item: PowerItem, request: Any) -> dict[str, Any]:
    """The steps of the flow that is shown, each with its points in force or the finding; and what is on its way."""
    flow, rows = shown_flow(item), []
    if flow:
        found, findings = found_on(flow)
        steps = flow.steps.select_related("handler", "monitor").order_by("number")
        rows = [{"step": s, "points": found.get(s.pk, []), "finding": findings.get(s.pk)} for s in steps]
    return {
        "flow": flow,
        "rows": rows,
        "on_the_way": _points(item).filter(status__in=OPEN).select_related("step").order_by("-pk"),
        "may_file": request.user.holds((Role.LIAISON,), at=item.unit),
    }


def points_summary(item: PowerItem, user: Any) -> Summary:
    n = _points(item).in_force().count()
    return Summary(n, (Figure(gettext_lazy("registered risk points"), n, "points/"),))


def steps_summary(item: PowerItem, user: Any) -> Summary:
    flow = shown_flow(item)
    n = flow.steps.count() if flow else 0
    return Summary(None, (Figure(gettext_lazy("steps"), n, "points/"),))


enter(
    Tab(POWER, 10, "", gettext_lazy("Drawing"), "riskpoints/_power_drawing.html", drawing, steps_summary),
    Tab(POWER, 20, "points", gettext_lazy("Points by step"), "riskpoints/_power_points.html", points, points_summary),
)

"""Tabs of the page of a warning: what it says and on what grounds, the answer with its evidence, the change log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ground.lifecycle.roles import REGISTER_READERS, Role
from ground.pages.rails import Due, Lack
from ground.pages.tabs import Summary, Tab, enter
from riskwarnings.choices import UNANSWERED, WarningStatus
from riskwarnings.grounds import shown
from riskwarnings.lifecycle.warnings import INSPECTORS
from riskwarnings.models import Signal, Warning
from riskwarnings.timeline import way_of

WARNING = "riskwarnings.warning"
ANSWER = "answer"


def may_attach(warning: Warning, user: Any) -> bool:
    """Who answers may show what was done, until the answer is given."""
    if warning.status not in UNANSWERED:
        return False
    if warning.official_id:
        return bool(warning.official_id == user.official_id)
    return bool(user.holds((Role.LIAISON, Role.UNIT_HEAD), at=warning.unit))


def overview(warning: Warning, request: Any) -> dict[str, Any]:
    user = request.user
    return {
        "way": way_of(warning),
        # A reader who does not inspect learns of a signal only that there was one.
        "grounds": shown(
            warning.grounds,
            signals=set(Signal.objects.visible_to(user).filter(warnings=warning).values_list("pk", flat=True)),
            reads_register=user.holds(REGISTER_READERS, at=warning.unit),
        ),
        "lacks": list(lacks(warning, user)),
        "coming": list(_coming(warning)),
    }


def lacks(warning: Warning, user: Any) -> Iterator[Lack]:
    """What it lacks to be closed, the next first; one query for the evidence."""
    status, answers = warning.status, reverse("warnings:tab", args=[warning.pk, ANSWER])
    if status == WarningStatus.PROPOSED:
        yield Lack(
            _("Issue by a person"), _("It reaches nobody before a discipline inspection officer issues it."), "", ""
        )
        return
    if status in (WarningStatus.CLOSED, WarningStatus.WITHDRAWN):
        return
    if warning.acknowledged_at is None:
        yield Lack(_("Acknowledgement"), _("Whoever is warned takes note of it."), "", "")
    if status in UNANSWERED:
        if not warning.files.exists():
            attaches = may_attach(warning, user)
            why = _("What shows what was done is attached before the answer.")
            yield Lack(_("Evidence"), why, answers if attaches else "", _("Attach it"))
        yield Lack(_("Answer"), _("What was found and what was done about it."), "", "")
    if warning.awaits_signature:
        yield Lack(_("Signature of the unit head"), _("Before it the answer cannot be verified."), "", "")
    if status == WarningStatus.ANSWERED:
        yield Lack(_("Verification"), _("Whether it was mended as answered."), "", "")
    if status == WarningStatus.VERIFIED:
        yield Lack(_("Closing"), "", "", "")


def _coming(warning: Warning) -> Iterator[Due]:
    if warning.status in UNANSWERED and warning.due_on:
        yield Due(_("answer due"), warning.kept_by, "", warning.due_on)


def answer(warning: Warning, request: Any) -> dict[str, Any]:
    return {
        "files": warning.files.select_related("uploaded_by"),
        "may_attach": may_attach(warning, request.user),
    }


def answer_summary(warning: Warning, user: Any) -> Summary:
    return Summary(warning.files.count())


def may_read_log(warning: Warning, user: Any) -> bool:
    """Of a warning about an official the log names who dealt with it, for the inspectors alone."""
    return warning.official_id is None or bool(user.holds(INSPECTORS, at=warning.unit))


enter(
    Tab(WARNING, 10, "", gettext_lazy("Overview"), "warnings/_overview.html", overview),
    Tab(WARNING, 20, ANSWER, gettext_lazy("Answer and evidence"), "warnings/_answer.html", answer, answer_summary),
    Tab(WARNING, 50, "log", gettext_lazy("Change log"), "pages/_tab_log.html", may_see=may_read_log),
)

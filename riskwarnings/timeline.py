"""The way of a warning: what happened when, by whom, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from riskwarnings.choices import UNANSWERED, WarningLevel, WarningStatus
from riskwarnings.models import Warning
from riskwarnings.models.warnings import inspection_of


@dataclass(frozen=True)
class Stop:
    """One stop on the way. at: None where it is still to come. due: its day, where it has one."""

    label: Any
    at: datetime | None
    who: Any = ""
    words: Any = ""
    tone: str = ""
    due: date | None = None


def way_of(warning: Warning) -> list[Stop]:
    """What happened in the order of time, then what is to come; one query for the escalations."""
    by_job = _("the assessment") if warning.rule else ""
    reached = [
        Stop(pgettext("warning", "proposed"), warning.proposed_at, warning.proposed_by or by_job),
        Stop(_("issued"), warning.issued_at, warning.issued_by, warning.get_handling_display()),
        Stop(_("acknowledged"), warning.acknowledged_at, warning.acknowledged_by),
        Stop(_("answered"), warning.answered_at, warning.answered_by, warning.answer),
        Stop(_("signed"), warning.signed_at, warning.signed_by),
        Stop(_("verified"), warning.verified_at, warning.verified_by, warning.verification),
        Stop(pgettext("warning", "closed"), warning.closed_at, warning.closed_by),
        Stop(pgettext("warning", "withdrawn"), warning.withdrawn_at, warning.withdrawn_by, warning.withdrawal),
    ]
    for step in warning.steps_up.select_related("to_keeper"):
        words = _("not answered by %(day)s; now %(level)s, kept by %(keeper)s") % {
            "day": step.due_on.isoformat(),
            "level": WarningLevel(step.to_level).label,
            "keeper": inspection_of(step.to_keeper),
        }
        reached.append(Stop(_("escalated"), step.at, "", words, "red"))
    past = sorted((stop for stop in reached if stop.at), key=lambda stop: stop.at or datetime.max)
    return past + [Stop(label, None, due=due) for label, due in _to_come(warning)]


def _to_come(warning: Warning) -> list[tuple[Any, date | None]]:
    if warning.status == WarningStatus.PROPOSED:
        return [(_("to be issued by a person"), None)]
    if warning.status in UNANSWERED:
        return [(_("answer due"), warning.due_on), (_("to be verified"), None), (_("to be closed"), None)]
    if warning.status == WarningStatus.ANSWERED:
        signing = (
            [(_("to be signed by the unit head"), None)] if not warning.signed_at and not warning.official_id else []
        )
        return [*signing, (_("to be verified"), None), (_("to be closed"), None)]
    return [(_("to be closed"), None)] if warning.status == WarningStatus.VERIFIED else []

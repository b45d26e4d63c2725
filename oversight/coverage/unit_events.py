"""What comes next at a unit and what has happened there, as far as `user` may see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Aggregate, Max, Min, Subquery, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ground.pages.rails import Due, Milestone, newest, soonest
from measures.choices import MeasureStatus
from measures.models import Measure
from powers.models import Flow, PowerItem
from riskpoints.choices import OPEN, WAITS_FOR, RiskPointStatus
from riskpoints.models import RiskPoint
from riskwarnings.choices import WarningLevel
from riskwarnings.models import Warning
from units.models import Unit

EACH = 8  # of each kind of thing that comes next
LATEST = 6  # events on the page
WARNINGS = 3  # that stand as milestones
# What names whom a warning was given to.
NAMES_OF_WARNINGS = ("unit__name", "post__name", "post__department", "official__name")


@dataclass(frozen=True)
class Event:
    """That `who` did something with `row` at a time; words: what, as a verb."""

    at: datetime
    who: Any
    words: Any
    row: Any
    url: str


def coming(unit: Unit, user: Any) -> list[Due]:
    """What has a day, the overdue first; four queries."""
    points = RiskPoint.objects.filter(unit=unit)
    found = [
        Due.of(_("Answer to a warning"), warning, warning.due_on)
        for warning in Warning.objects.visible_to(user)
        .filter(unit=unit)
        .unanswered()
        .exclude(due_on=None)
        .select_related("unit", "post", "official")
        .order_by("due_on")[:EACH]
    ]
    for point in points.filter(status__in=OPEN).exclude(act_by=None).order_by("act_by")[:EACH]:
        found.append(Due.of(WAITS_FOR[RiskPointStatus(point.status)], point, point.act_by))
    planned = Measure.objects.filter(unit=unit, status=MeasureStatus.PLANNED).exclude(due_on=None)
    for measure in planned.order_by("due_on")[:EACH]:
        found.append(Due.of(_("Measure due"), measure, measure.due_on))
    for point in points.in_force().exclude(review_on=None).order_by("review_on")[:EACH]:
        found.append(Due.of(_("Review of a risk point"), point, point.review_on))
    return soonest(found)


def _one(rows: Any, value: Aggregate) -> Subquery:
    """A value over all rows, as a part of one statement with others."""
    return Subquery(rows.order_by().values(everything=Value(1)).annotate(value=value).values("value"))


def milestones(unit: Unit, user: Any) -> list[Milestone]:
    """What was reached, and the last planned measure as what is to come; two queries."""
    top, flows = unit.get_absolute_url(), Flow.objects.filter(power_item__unit=unit)
    planned, published, confirmed, powers, points = Unit.objects.values_list(
        _one(Measure.objects.filter(unit=unit, status=MeasureStatus.PLANNED), Max("due_on")),
        _one(flows, Max("published_at")),
        _one(flows, Max("confirmed_at")),
        _one(PowerItem.objects.filter(unit=unit), Max("confirmed_at")),
        _one(RiskPoint.objects.filter(unit=unit).in_force(), Min("registered_at")),
    ).get(pk=unit.pk)
    reached = [
        (_("all planned measures in force"), planned, f"{top}measures/?status=planned", True),
        (_("last flow published"), published, f"{top}boards/", False),
        (_("last flow confirmed"), confirmed, f"{top}powers/", False),
        (_("last power confirmed"), powers, f"{top}powers/?status=confirmed", False),
        (_("first risk point registered"), points, f"{top}points/?status=registered", False),
    ]
    found = [
        Milestone(label, at, url=url, is_to_come=is_to_come, note=_("by plan") if is_to_come else "")
        for label, at, url, is_to_come in reached
        if at
    ]
    warned = Warning.objects.visible_to(user).filter(unit=unit).exclude(issued_at=None)
    for warning in warned.order_by("-issued_at")[:WARNINGS]:
        label = _("warning received: %(level)s") % {"level": WarningLevel(warning.level).label}
        assert warning.issued_at
        found.append(Milestone(label, warning.issued_at, url=warning.get_absolute_url()))
    return newest(found)


def latest(unit: Unit, user: Any) -> list[Event]:
    """The newest events of the unit's points, measures, flows and warnings; four queries."""
    found = [*_of_points(unit), *_of_measures(unit), *_of_flows(unit), *_of_warnings(unit, user)]
    return sorted(found, key=lambda event: event.at, reverse=True)[:LATEST]


def _newest(rows: Any, stamps: Iterable[str], *names: str) -> Any:
    """The rows that were last stamped, the newest first, with what names them (`names`) and their people."""
    times, people = [f"{stamp}_at" for stamp in stamps], [f"{stamp}_by" for stamp in stamps]
    words = [f"{who}__{name}" for who in people for name in ("name", "username")]
    stamped = rows.annotate(last=Greatest(*times)).exclude(last=None).order_by("-last")
    return stamped.select_related(*people, *(name.rpartition("__")[0] for name in names if "__" in name)).only(
        *names, *times, *people, *words
    )[:LATEST]


def _events(row: Any, name: Any, stamps: dict[str, Any]) -> Iterator[Event]:
    """What the stamps of a row (`confirmed` for `confirmed_at` and `confirmed_by`) tell of it."""
    for stamp, words in stamps.items():
        at = getattr(row, f"{stamp}_at")
        if at:
            yield Event(at, getattr(row, f"{stamp}_by") or "", words, name, row.get_absolute_url())


def _of_points(unit: Unit) -> Iterator[Event]:
    stamps = {
        "filed": _("filed the risk point"),
        "endorsed": _("endorsed the risk point"),
        "registered": _("registered the risk point"),
        "returned": _("returned the risk point"),
    }
    for point in _newest(RiskPoint.objects.filter(unit=unit), stamps, "name"):
        yield from _events(point, point.name, stamps)


def _of_measures(unit: Unit) -> Iterator[Event]:
    stamps = {"in_force": _("put in force the measure"), "verified": _("verified the measure")}
    for measure in _newest(Measure.objects.filter(unit=unit), stamps, "text"):
        yield from _events(measure, str(measure), stamps)


def _of_flows(unit: Unit) -> Iterator[Event]:
    stamps = {"confirmed": _("confirmed the flow"), "published": _("published the flow")}
    for flow in _newest(Flow.objects.filter(power_item__unit=unit), stamps, "version", "power_item__name"):
        yield from _events(flow, str(flow), stamps)


def _of_warnings(unit: Unit, user: Any) -> Iterator[Event]:
    stamps = {
        "issued": _("issued the warning"),
        "answered": _("answered the warning"),
        "verified": _("verified the answer to the warning"),
        "closed": pgettext("event", "closed the warning"),
    }
    rows = Warning.objects.visible_to(user).filter(unit=unit)
    for warning in _newest(rows, stamps, "text", *NAMES_OF_WARNINGS):
        yield from _events(warning, str(warning), stamps)

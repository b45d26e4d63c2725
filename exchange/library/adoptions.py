"""What a unit takes over from the library: a power item with its flow, or single points; and how it stays in step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchange.library.models import CONTENT, ENTRY_THERE, Adoption, LibraryEntry, LibraryPower, PowerAdoption
from ground.lifecycle.changelog import recorded
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from measures.choices import MeasureStatus
from measures.models import Measure, MeasureLink
from powers.models import Flow, PowerItem, Step
from powers.outlines import Outline, StepOutline, WayOutline, replace_flow
from riskpoints.choices import FoundBy, RiskPointStatus
from riskpoints.grading import Grade
from riskpoints.key_marks import REVIEW_AFTER, date_key_points
from riskpoints.models import RiskPoint
from riskpoints.refusals import STEP_ELSEWHERE
from riskpoints.revisions import revise
from units.models import Post, Unit

if TYPE_CHECKING:
    from accounts.models import User

LIAISON = (Role.LIAISON,)

NOT_YOURS = _("Only the liaison of the unit adopts from the library.")
HAS_CODE = _("“%(unit)s” has a power item with the code %(code)s already. Adopt single risk points onto its steps.")
ADOPTED = _("“%(unit)s” has adopted “%(entry)s” already.")
NOT_OFFERED = _("“%(entry)s” is not offered to this unit.")
ON_ITS_WAY = _("“%(point)s” is on its way into the register. Decide on the library's change when it is registered.")


class Posts:
    """The posts of a unit by the names that the library uses."""

    def __init__(self, unit: Unit) -> None:
        posts = list(unit.posts.filter(is_abolished=False).order_by("pk"))
        self.named = {post.name: post for post in reversed(posts)}
        self.leader = next((post for post in posts if post.is_main_leader), None)

    def of(self, name: str) -> Post | None:
        return self.named.get(name) or (self.leader if name == "主要领导" else None)


def adopt_power(power: LibraryPower, unit: Unit, *, by: User) -> PowerItem:
    """The power item with its flow, all risk points offered on its steps, and their measures; all as drafts.

    Raises NotAllowed.
    """
    if not by.holds(LIAISON, at=unit):
        raise NotAllowed(NOT_YOURS)
    if not LibraryPower.objects.for_unit(unit).filter(pk=power.pk).exists():
        raise NotAllowed(NOT_OFFERED % {"entry": power})
    with transaction.atomic(), recorded(by, action="library.adopt"):
        Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
        if unit.powers.filter(code=power.code).exists():
            raise NotAllowed(HAS_CODE % {"unit": unit, "code": power.code})
        posts = Posts(unit)
        item = PowerItem.objects.create(
            unit=unit,
            code=power.code,
            name=power.name,
            kind=power.kind,
            legal_basis=power.legal_basis,
            domain=power.domain,
            is_public=power.is_public,
            exercising_post=posts.of(power.flow[0]["handler"]) if power.flow else None,
        )
        flow = Flow.objects.create(power_item=item)
        replace_flow(flow, _outline(power, posts), by=by)
        steps = list(flow.steps.order_by("number"))
        offered = power.entries.for_unit(unit).offered().order_by("step", "pk")
        _adopt([(entry, steps[entry.step]) for entry in offered if entry.step < len(steps)], unit, posts, by)
        PowerAdoption.objects.create(library_power=power, power_item=item, by=by)
    return item


def adopt_entry(entry: LibraryEntry, unit: Unit, step: Step | None, *, by: User) -> RiskPoint:
    """A single risk point onto a step of the unit, or onto the unit itself; a draft. Raises NotAllowed."""
    if not by.holds(LIAISON, at=unit):
        raise NotAllowed(NOT_YOURS)
    if not LibraryEntry.objects.for_unit(unit).offered().filter(pk=entry.pk).exists():
        raise NotAllowed(NOT_OFFERED % {"entry": entry})
    if step and step.flow.power_item.unit_id != unit.pk:
        raise NotAllowed(STEP_ELSEWHERE)
    with transaction.atomic(), recorded(by, action="library.adopt"):
        Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
        if adopted_by(unit).filter(entry=entry).exists():
            raise NotAllowed(ADOPTED % {"unit": unit, "entry": entry})
        return _adopt([(entry, step)], unit, Posts(unit), by)[0]


def adopted_by(unit: Unit) -> Any:
    """What `unit` took over and still has."""
    gone = (RiskPointStatus.DISCARDED, RiskPointStatus.RETIRED)
    return Adoption.objects.filter(point__unit=unit).exclude(point__status__in=gone)


def _outline(power: LibraryPower, posts: Posts) -> Outline:
    def post(name: str) -> int | None:
        found = posts.of(name)
        return found.pk if found else None

    return Outline(
        tuple(
            StepOutline(
                key=str(number),
                name=step["name"],
                handler=post(step["handler"]),
                monitor=post(step["monitor"]),
                time_limit=step["time_limit"],
                is_end=step["is_end"],
                is_key=step["is_key"],
                ways=tuple(WayOutline(str(way["to"]), way["kind"], way["condition"]) for way in step["ways"]),
            )
            for number, step in enumerate(power.flow)
        )
    )


def _adopt(pairs: list[tuple[LibraryEntry, Step | None]], unit: Unit, posts: Posts, by: User) -> list[RiskPoint]:
    """Drafts of these entries with their measures and the trace of each; a fixed number of queries."""
    points = []
    for entry, step in pairs:
        point = RiskPoint(unit=unit, step=step, found_by=FoundBy.SELF, created_by=by)
        _fill(point, entry)
        points.append(point)
    RiskPoint.objects.bulk_create(points)
    date_key_points(RiskPoint.objects.filter(pk__in=[point.pk for point in points]))
    Adoption.objects.bulk_create(
        Adoption(entry=entry, point=point, taken=entry.content(), version=entry.version, by=by)
        for (entry, _step), point in zip(pairs, points, strict=True)
    )
    _hold([(point, entry.measures) for (entry, _step), point in zip(pairs, points, strict=True)], posts)
    return points


def _fill(point: RiskPoint, entry: LibraryEntry) -> None:
    """Give `point` the content of `entry`; a grade that a person set gives way."""
    for name in CONTENT:
        setattr(point, name, getattr(entry, name))
    point.grade, point.grade_reason = "", ""
    point.regrade()
    if point.grade == Grade.HIGH and point.review_on is None:
        point.review_on = timezone.localdate() + REVIEW_AFTER


def _hold(wanted: list[tuple[RiskPoint, list[dict[str, str]]]], posts: Posts) -> None:
    """Planned measures for these points, in the care of who handles the step."""
    links = []
    usual = posts.of("经办岗")
    for point, measures in wanted:
        handler = point.step.handler_id if point.step else None
        for measure in measures:
            row = Measure(
                unit_id=point.unit_id,
                text=measure["text"],
                method=measure["method"],
                responsible_post_id=handler or (usual.pk if usual else None),
                accountable_post=posts.leader if point.grade == Grade.HIGH else None,
            )
            links.append((row, point.root_id))
    Measure.objects.bulk_create([row for row, _root in links])
    MeasureLink.objects.bulk_create(MeasureLink(measure=row, point_id=root) for row, root in links)


@dataclass(frozen=True)
class Row:
    """One line of the comparison: what was taken, what the library says now, what the unit has now; each as texts."""

    label: Any
    taken: list[Any]
    library: list[Any]
    unit: list[Any]

    @property
    def has_library_changed(self) -> bool:
        return bool(self.taken != self.library)

    @property
    def has_unit_changed(self) -> bool:
        return bool(self.taken != self.unit)


def comparison(adoption: Adoption) -> list[Row]:
    """What was taken, what the library says now, and what the unit has now, column by column; one query."""
    point, entry = adoption.point, adoption.entry
    rows = []
    for name in CONTENT:
        field = RiskPoint._meta.get_field(name)
        words: dict[Any, Any] = dict(field.flatchoices)  # type: ignore[union-attr]
        if isinstance(field, models.BooleanField):
            words = {True: _("yes"), False: _("no")}
        values = (adoption.taken.get(name), getattr(entry, name), getattr(point, name))
        rows.append(Row(field.verbose_name, *([words.get(value, value)] for value in values)))  # type: ignore[union-attr]
    own = measures_of(point)
    taken, now = _texts(adoption.taken.get("measures", [])), _texts(entry.measures)
    rows.append(Row(_("measures"), taken, now, sorted(own)))
    return rows


def measures_of(point: RiskPoint) -> list[str]:
    """The texts of the measures that hold a point, those that have ended left out."""
    live = Measure.objects.filter(points=point.root).exclude(status=MeasureStatus.ENDED)
    return list(live.order_by("pk").values_list("text", flat=True))


def _texts(measures: list[dict[str, str]]) -> list[str]:
    return sorted(measure["text"] for measure in measures)


def accept(adoption: Adoption, *, by: User) -> RiskPoint:
    """Take over what the library says now: into the draft, or for a registered point into a revision of it.

    Measures that the library has and the unit has not are added as planned ones; none is taken away. Returns the row
    that holds the new content. Raises NotAllowed for a point that is on its way.
    """
    with _deciding(adoption, by, "library.accept"):
        entry = adoption.entry
        point = RiskPoint.objects.select_for_update(of=("self",)).get(pk=adoption.point_id)
        if point.status == RiskPointStatus.REGISTERED:
            point = revise(point, by=by)
        if not point.is_editable:
            raise NotAllowed(ON_ITS_WAY % {"point": point})
        _fill(point, entry)
        point.save()
        known = set(measures_of(point))
        missing = [measure for measure in entry.measures if measure["text"] not in known]
        _hold([(point, missing)], Posts(point.unit))
        _settle(adoption)
        return point


def keep(adoption: Adoption, *, by: User) -> None:
    """Leave the unit's own as it is; the library's change counts as seen."""
    with _deciding(adoption, by, "library.keep"):
        _settle(adoption)


@contextmanager
def _deciding(adoption: Adoption, by: User, action: str) -> Iterator[None]:
    if not by.holds(LIAISON, at=adoption.point.unit):
        raise NotAllowed(NOT_YOURS)
    with transaction.atomic(), recorded(by, action=action):
        yield


def _settle(adoption: Adoption) -> None:
    adoption.taken, adoption.version = adoption.entry.content(), adoption.entry.version
    adoption.save(update_fields=["taken", "version"])


def propose(point: RiskPoint, area: Unit, *, by: User) -> LibraryEntry:
    """Propose a registered point for the library of `area`, on the step of the same name. Raises NotAllowed."""
    if not by.holds((Role.INSPECTOR,), at=point.unit):
        raise NotAllowed(_("Only inspectors of the unit propose its risk points for the library."))
    if not point.is_in_force or point.step is None:
        raise NotAllowed(_("Only a registered risk point on a flow step can be proposed."))
    name, item = point.step.name, point.step.flow.power_item
    for power in LibraryPower.objects.visible_to(by).filter(name=item.name).order_by("unit__path"):
        steps = [number for number, step in enumerate(power.flow) if step["name"] == name]
        if steps:
            break
    else:
        raise NotAllowed(
            _("The library has no power item “%(power)s” with the step “%(step)s”.") % {"power": item, "step": name}
        )
    methods = Measure.objects.filter(points=point).exclude(status=MeasureStatus.ENDED).order_by("pk")
    facts = {column: getattr(point, column) for column in CONTENT}
    with transaction.atomic(), recorded(by, action="library.propose"):
        if LibraryEntry.objects.filter(power=power, step=steps[0], name=point.name).exists():
            raise NotAllowed(ENTRY_THERE)
        return LibraryEntry.objects.create(
            unit=area,
            power=power,
            step=steps[0],
            measures=list(methods.values("method", "text")),
            proposed_from=point,
            **facts,
        )

"""A filing as it stands in the workspace: the point, what apps above add to it, and what it lacks on its way.

What it lacks is asked of the requirements of the life cycle themselves: what is in the form is saved as far as it
goes, judged, and rolled back. So the workspace says at once what filing, endorsing and registering will ask for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ground.lifecycle.machine import Requirement
from riskpoints.explanations import GradeExplanation, explain_grade
from riskpoints.forms import SCALES, RiskPointForm
from riskpoints.lifecycle import RISK_POINT_LIFECYCLE, review_date
from riskpoints.models import RiskPoint

VERBS = ("file", "endorse", "register")


class State(StrEnum):
    MISSING = "missing"  # keeps it from being filed
    GAP = "gap"  # is let through with a reason
    MET = "met"


@dataclass(frozen=True)
class Item:
    """A line of the checklist. at: the field where it is mended, empty where there is none."""

    state: State
    sentence: Any
    at: str = ""


@dataclass
class Judgement:
    """What was found of a filing: the checklist, the grade where it can be told, and what the parts show."""

    items: list[Item] = field(default_factory=list)
    explanation: GradeExplanation | None = None
    point: RiskPoint | None = None
    shown: dict[str, Any] = field(default_factory=dict)

    def of(self, state: State) -> list[Item]:
        return [item for item in self.items if item.state == state]

    @property
    def missing(self) -> list[Item]:
        return self.of(State.MISSING)

    @property
    def gaps(self) -> list[Item]:
        return self.of(State.GAP)

    @property
    def met(self) -> list[Item]:
        return self.of(State.MET)


class Part:
    """A part of the workspace that an app above adds (`PARTS`): fields of its own, saved with the point.

    template: shown in the form, as `part`. fragment: shown again whenever the filing is judged. data: what was sent;
    kept: what was typed before, to be shown without being judged.
    """

    name: ClassVar[str] = ""
    template: ClassVar[str] = ""
    fragment: ClassVar[str] = ""

    def __init__(self, point: RiskPoint, user: Any, data: Any = None, kept: Any = None) -> None:
        self.point, self.user, self.data, self.kept = point, user, data, kept

    def is_valid(self) -> bool:
        return True

    def save(self, point: RiskPoint) -> None:
        """Save what belongs to `point`, for good."""

    def save_tentatively(self, point: RiskPoint) -> None:
        """Save what is filled in as far as it goes; it is rolled back."""

    def judge(self, point: RiskPoint, found: Judgement) -> None:
        """Add to the checklist, and to what is shown, what this part knows of `point` as it was saved."""


PARTS: list[type[Part]] = []


def works_in_workspace(part: type[Part]) -> type[Part]:
    """Class decorator: an app above adds this part to the workspace."""
    PARTS.append(part)
    return part


@dataclass(frozen=True)
class Told:
    """How the checklist speaks of a requirement: where it is mended, and what it says once it is met, if anything."""

    at: str
    met: Promise | None = None


TOLD: dict[Requirement, Told] = {review_date: Told("review_on", _("The review date fits the grade"))}

# Of the point's own fields: what is said while they are missing, and after.
FIELDS: tuple[tuple[tuple[str, ...], Promise, Promise], ...] = (
    (("name",), _("Name the risk point"), _("The risk point has a name")),
    (("manifestation",), _("Say how the risk shows"), _("How the risk shows is said")),
    (("risk_class",), _("Choose the risk class"), _("The risk class is chosen")),
    (SCALES, _("Choose likelihood, harm, importance and frequency"), _("The grade has its grounds")),
)


class Filing:
    """The form of a point with its parts. kept: typed before and to be shown; data: sent and to be judged."""

    def __init__(self, form: RiskPointForm, user: Any, data: Any = None, kept: Any = None) -> None:
        self.form, self.user = form, user
        if kept is not None:
            form.fill(kept)
        self.parts = [part(form.instance, user, data, kept) for part in PARTS]

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(part.is_valid() for part in self.parts)])

    def save(self) -> RiskPoint:
        point = self.form.save()
        for part in self.parts:
            part.save(point)
        return point

    def judged(self) -> Judgement:
        """What filing, endorsing and registering will ask of it that it does not have; nothing stays saved."""
        if not self.form.is_bound:
            found = Judgement([Item(State.MET, met, names[0]) for names, _lacks, met in FIELDS])
            return self._judged(self.form.instance, found)
        self.is_valid()
        found = Judgement(list(_of_fields(self.form)))
        with self._as_if_saved() as point:
            return self._judged(point, found)

    @contextmanager
    def _as_if_saved(self) -> Iterator[RiskPoint]:
        with transaction.atomic():
            point = self.form.tentative()
            point.save()
            for part in self.parts:
                part.save_tentatively(point)
            try:
                yield point
            finally:
                transaction.set_rollback(True)

    def _judged(self, point: RiskPoint, found: Judgement) -> Judgement:
        found.point = point
        if not (self.form.is_bound and self.form.lacks_scales()):
            found.explanation = explain_grade(point)
        found.items += _of_requirements(point, self.user)
        for part in self.parts:
            part.judge(point, found)
        return found


def judged_as_it_stands(point: RiskPoint, user: Any) -> Judgement:
    """What the saved filing lacks; asked once for a page."""
    kept: Judgement | None = getattr(point, "judged_now", None)
    if kept is None:
        form = RiskPointForm(instance=point, unit=point.unit, user=user)
        kept = point.judged_now = Filing(form, user).judged()  # type: ignore[attr-defined]
    return kept


def _of_fields(form: RiskPointForm) -> Iterable[Item]:
    wrong = form.errors.as_data()
    for names, lacks, met in FIELDS:
        errors = [(name, wrong.pop(name)[0]) for name in names if name in wrong]
        if not errors:
            yield Item(State.MET, met, names[0])
        for name, error in errors[:1]:
            yield Item(State.MISSING, lacks if error.code == "required" else _said(form, name, error), name)
    for name, others in wrong.items():
        yield Item(State.MISSING, _said(form, name, others[0]), name)


def _said(form: RiskPointForm, name: str, error: Any) -> str:
    said = "".join(error.messages)
    return f"{form.fields[name].label}：{said}" if name in form.fields else said


def _of_requirements(point: RiskPoint, user: Any) -> Iterable[Item]:
    """Each requirement on the way into the register, once; of later steps as if somebody without a part asked."""
    asked: dict[Requirement, Any] = {}
    for verb in VERBS:
        for requirement in RISK_POINT_LIFECYCLE.requirements(verb):
            asked.setdefault(requirement, user if verb == VERBS[0] else User(pk=0))
    rows = RiskPoint._base_manager.filter(pk=point.pk)
    for requirement, person in asked.items():
        told = TOLD.get(requirement)
        problems = [sentence for _pk, sentence in requirement(rows, by=person)]
        if problems:
            yield Item(State.MISSING, problems[0], told.at if told else "")
        elif told and told.met:
            yield Item(State.MET, told.met, told.at)

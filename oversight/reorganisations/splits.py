"""A part of a unit goes to a new unit, or to one that exists (拆分、划转).

The powers that go take their flows and the risk points of their steps along, the posts their officials and the points
found at the post. A measure goes where all its points go. What both halves need they both have afterwards: where it
did not go, it is made anew: a post of the same name that nobody holds yet, the same measure for the points of the
other half, the same rule where measures of both rest on it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from measures.models import Measure, MeasureLink, MeasureRule, Rule
from oversight.reorganisations.belongings import (
    NAMES_POST,
    ONCE,
    Preview,
    are_torn,
    give_roles,
    marked,
    pass_on,
    take_roles,
)
from oversight.reorganisations.undo_log import OVERTAKEN, UndoLog
from powers.models import Flow, PowerItem, Step
from riskpoints.assignments import ACTS
from riskpoints.choices import OPEN, WAITING, RiskPointStatus
from riskpoints.models import RiskPoint
from riskwarnings.models import Signal, Warning
from units.models import Official, Post, Unit

if TYPE_CHECKING:
    from accounts.models import User

POWER = "flow__power_item"  # from a step
NOTHING_CHOSEN = gettext_lazy("Choose at least one power item, post or rule that goes.")
CODE_TAKEN = gettext_lazy("Another unit has the code “%(code)s” already.")
TORN_REVISION = gettext_lazy(
    "The open revision of “%(point)s” places it in the other half. Register or discard the revision first."
)


@dataclass
class Chosen:
    """What goes: primary keys of rows of the unit; and how the new unit is named, where there is none yet."""

    powers: list[int]
    posts: list[int]
    rules: list[int]
    name: str = ""
    code: str = ""
    with_roles: bool = True

    def __bool__(self) -> bool:
        return bool(self.powers or self.posts or self.rules)


def points_that_go(unit: Unit, chosen: Chosen) -> Any:
    """The risk points on the steps of the powers, and at the posts, that go."""
    at = Q(step__flow__power_item__in=chosen.powers) | Q(post__in=chosen.posts)
    return RiskPoint.objects.filter(at, unit=unit)


def posts_used_only_by(unit: Unit, powers: list[int]) -> list[int]:
    """The posts of `unit` that these of its power items and their flows name, and no other one; primary keys."""
    inside: set[int] = set()
    outside: set[int] = set()
    for model, column, power in (
        (PowerItem, "exercising_post", "pk"),
        (Step, "handler", POWER),
        (Step, "monitor", POWER),
    ):
        named = model._base_manager.filter(**{f"{column}__unit": unit}).order_by()
        inside.update(named.filter(**{f"{power}__in": powers}).values_list(column, flat=True))
        outside.update(named.exclude(**{f"{power}__in": powers}).values_list(column, flat=True))
    return sorted(inside - outside)


def check(unit: Unit, target: Unit | None, chosen: Chosen) -> None:
    """Raises NotAllowed with the sentence where the rows cannot be parted."""
    if not chosen:
        raise NotAllowed(NOTHING_CHOSEN)
    if target is None and Unit.objects.filter(code=chosen.code).exists():
        raise NotAllowed(CODE_TAKEN % {"code": chosen.code})
    going = points_that_go(unit, chosen).order_by().values("pk")
    revisions = RiskPoint.objects.filter(unit=unit, status__in=OPEN, revises__isnull=False)
    leaves, stays = Q(pk__in=going), Q(revises__in=going)
    torn = revisions.filter((leaves & ~stays) | (stays & ~leaves)).select_related("revises").first()
    if torn:
        raise NotAllowed(TORN_REVISION % {"point": torn.revises})


def split(unit: Unit, target: Unit | None, chosen: Chosen, by: User, reason: str) -> tuple[Unit, dict[str, Any]]:
    """Give what was chosen to `target`, which is made beside `unit` where it is None; inside a transaction.

    Returns the unit that has it now, and what `undo` needs.
    """
    is_new = target is None
    if target is None:
        target = _made_beside(unit, chosen)
    trail = UndoLog()
    if unit.warning_contact_id in chosen.posts:
        trail.put(Unit, [unit.pk], "warning_contact_id", None)
    going = list(points_that_go(unit, chosen).order_by("pk").values_list("pk", flat=True))
    links = MeasureLink.objects.filter(measure=OuterRef("pk"))
    held = Measure.objects.filter(Exists(links.filter(point__in=going)), unit=unit)
    shared = list(held.filter(Exists(links.exclude(point__in=going))).order_by("pk"))
    whole = held.exclude(pk__in=[m.pk for m in shared]).values_list("pk", flat=True)
    signals = Signal.objects.filter(Q(point__in=going) | Q(point=None, post__in=chosen.posts), unit=unit)
    warned = Warning.objects.filter(post__in=chosen.posts, unit=unit)
    for model, keys in (
        (Post, chosen.posts),
        (PowerItem, chosen.powers),
        (RiskPoint, going),
        (Measure, whole),
        (Rule, chosen.rules),
        (Signal, list(signals.values_list("pk", flat=True))),
        (Warning, list(warned.values_list("pk", flat=True))),
    ):
        pass_on(trail, model, keys, unit, target)
    measures = _measures_anew(trail, shared, going, target)
    rules = _anew_for_both(trail, Rule, ((MeasureRule, "rule", "measure__unit"),), unit, target, replaces_id=None)
    posts = _anew_for_both(trail, Post, NAMES_POST, unit, target)
    # In this order, so that nothing is taken back before what stands on it.
    for made in (posts, rules, measures):
        trail.note_made(made)
    grants = unit.grants.in_force().select_related("user", "unit")
    roles = give_roles(grants, target, by, reason) if chosen.with_roles else []
    _free_of_others(trail, going)
    return target, {"trail": trail.details, "is_new": is_new, "roles": roles}


def undo(unit: Unit, target: Unit, details: dict[str, Any], by: User, reason: str) -> None:
    """All back, and the unit that was made closed; its code is free again. Raises NotAllowed."""
    UndoLog(details["trail"]).take_back()
    take_roles(details["roles"], by, reason)
    if are_torn(unit, target):
        raise NotAllowed(OVERTAKEN)
    if details["is_new"]:
        if Unit.objects.get_children(target).exists() or target.grants.in_force().exists() or _has_rows(target):
            raise NotAllowed(OVERTAKEN)
        Unit.objects.filter(pk=target.pk).update(code=f"{target.code[:18]}-{target.pk}")
        target.perform("close", by=by, reason=reason)


def _has_rows(unit: Unit) -> bool:
    owned = (unit.posts, unit.powers, unit.risk_points, unit.measures, unit.rules, unit.signals, unit.warnings)
    return any(rows.exists() for rows in owned)


def _made_beside(unit: Unit, chosen: Chosen) -> Unit:
    copied = ("kind", "level", "division_id", "industry", "must_be_covered")
    facts = {column: getattr(unit, column) for column in copied}
    return Unit.objects.add_child(Unit.objects.get_parent(unit), facts | {"name": chosen.name, "code": chosen.code})


def _anew(row: Any, **changed: Any) -> Any:
    """An unsaved copy of a row."""
    columns = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key}
    return type(row)(**columns | changed)


def _measures_anew(trail: UndoLog, shared: list[Measure], going: list[int], target: Unit) -> list[Measure]:
    """Measures that hold points of both halves stay; the points that went are held by the same measure there."""
    made = Measure.objects.bulk_create(_anew(measure, unit_id=target.pk) for measure in shared)
    for old, new in zip(shared, made, strict=True):
        links = old.links.filter(point__in=going).values_list("pk", flat=True)
        trail.put(MeasureLink, links, "measure_id", new.pk)
    twin = {old.pk: new.pk for old, new in zip(shared, made, strict=True)}
    rest = MeasureRule.objects.filter(measure__in=twin).order_by("pk")
    MeasureRule.objects.bulk_create(MeasureRule(measure_id=twin[r.measure_id], rule_id=r.rule_id) for r in rest)
    return made


def _anew_for_both(
    trail: UndoLog, model: Any, naming: tuple[tuple[Any, str, str], ...], unit: Unit, target: Unit, **cleared: Any
) -> list[Any]:
    """A row of one half that rows of the other name is a row of both: the one of the same name there, else a copy.

    naming: as NAMES_POST. cleared: columns that a copy does not take along.
    """
    once, _changed = ONCE[model]
    made = []
    for here, there in ((unit, target), (target, unit)):
        known = {tuple(key): pk for pk, *key in model.objects.filter(unit=there).values_list("pk", *once)}
        for user, column, owner in naming:
            using: dict[int, list[int]] = defaultdict(list)
            across = user._base_manager.filter(**{owner: there, f"{column}__unit": here}).order_by("pk")
            for pk, named in across.values_list("pk", column):
                using[named].append(pk)
            for row in model.objects.filter(pk__in=using).order_by("pk"):
                key = tuple(getattr(row, name) for name in once)
                if key not in known:
                    twin = _anew(row, unit_id=there.pk, **cleared)
                    twin.save()
                    made.append(twin)
                    known[key] = twin.pk
                trail.put(user, using[row.pk], f"{column}_id", known[key])
    return made


def _free_of_others(trail: UndoLog, points: list[int]) -> None:
    """Filings that were given to somebody who may not act at their new place wait for all again."""
    assigned = RiskPoint.objects.filter(pk__in=points, status__in=ACTS, assigned_to__isnull=False)
    lost = [
        point.pk
        for point in assigned.select_related("assigned_to")
        if point.assigned_to
        and not point.assigned_to.holds_at_path((ACTS[RiskPointStatus(point.status)],), point.path)
    ]
    trail.put(RiskPoint, lost, "assigned_to_id", None)


def preview(unit: Unit, target: Unit | None, chosen: Chosen, by: User) -> Preview:
    """What would happen, found by letting it happen and taking the transaction back."""
    with transaction.atomic():
        contact = unit.warning_contact_id in chosen.posts
        there, details = split(unit, target, chosen, by, _("preview"))
        trail = UndoLog(details["trail"])
        seen = Preview(_counts(trail, details), _warnings(trail, unit, there, contact))
        transaction.set_rollback(True)
    return seen


def _counts(trail: UndoLog, details: dict[str, Any]) -> list[tuple[str | Promise, int]]:
    posts, powers = trail.set_in(Post, "unit_id"), trail.set_in(PowerItem, "unit_id")
    points = trail.set_in(RiskPoint, "unit_id")
    return [
        (_("posts"), len(posts)),
        (_("officials with a post"), Official.objects.filter(periods__post__in=posts).distinct().count()),
        (_("power items"), len(powers)),
        (_("flows"), Flow.objects.filter(power_item__in=powers).count()),
        (_("risk points"), len(points)),
        (_("of them waiting for somebody"), RiskPoint.objects.filter(pk__in=points, status__in=WAITING).count()),
        (_("measures"), len(trail.set_in(Measure, "unit_id"))),
        (_("rules and regulations"), len(trail.set_in(Rule, "unit_id"))),
        (_("roles given there too"), len(details["roles"])),
    ]


def _warnings(trail: UndoLog, unit: Unit, there: Unit, contact: bool) -> list[str]:
    sentences = []
    for here in (unit, there):
        made = [str(post) for post in here.posts.filter(pk__in=trail.made_in(Post))]
        if made:
            sentences.append(
                _("Both halves need these posts, so “%(unit)s” gets them anew, with nobody on them yet: %(posts)s.")
                % {"unit": here, "posts": _(", ").join(made)}
            )
    for model, sentence in (
        (Measure, _("%(n)d measures hold risk points of both halves; each half has them afterwards.")),
        (Rule, _("Measures of both halves rest on %(n)d rules; each half has them afterwards.")),
    ):
        if n := len(trail.made_in(model)):
            sentences.append(sentence % {"n": n})
    for model, (_columns, column) in ONCE.items():
        if n := len(trail.set_in(model, column)):
            sentences.append(marked(model, n))
    if contact:
        sentences.append(_("The warning contact of “%(unit)s” goes; name another one.") % {"unit": unit})
    if not there.grants.in_force().filter(role=Role.LIAISON).exists():
        sentences.append(_("“%(unit)s” has no liaison; give the role to somebody.") % {"unit": there})
    return sentences

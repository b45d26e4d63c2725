"""What pages and API show of the index: which editions a person sees, and a figure opened to its inputs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from oversight.index.choices import IndexGrade, PartSource
from oversight.index.models import Figure, GroupPart, SheetPart
from units.choices import UnitKind, UnitLevel
from units.models import Unit

if TYPE_CHECKING:
    from accounts.models import User

MOST = 24  # periods in a trend


def editions(unit: Unit, user: User | None) -> list[Figure]:
    """The figures of `unit` that may be seen, the newest period first: of each period what is published, else the
    newest computation. user: None for everybody. One query."""
    rows = Figure.objects.filter(unit=unit, computation__finished_at__isnull=False).seen_by(user)
    rows = rows.select_related("computation__period__unit", "computation__period__sheet").order_by(
        "-computation__period__ends_on", "-computation__period_id", "-computation__number"
    )
    found: dict[int, Figure] = {}
    for figure in rows[: 3 * MOST]:
        kept = found.get(figure.computation.period_id)
        if kept is None or (figure.computation.is_public and not kept.computation.is_public):
            found[figure.computation.period_id] = figure
    return list(found.values())


def chosen(figures: list[Figure], wanted: str) -> Figure | None:
    """The figure of the period that the address asks for, else the newest; None where there is none."""
    if wanted:
        return next((f for f in figures if str(f.computation.period_id) == wanted), None)
    return figures[0] if figures else None


def trend(figures: list[Figure], figure: Figure) -> list[Figure]:
    """The same area's measuring over time, the oldest first; only editions that are published, and this one."""
    of = figure.computation.period.unit_id
    rows = [f for f in figures if f.computation.period.unit_id == of and (f.computation.is_public or f is figure)]
    return rows[:MOST][::-1]


@dataclass(frozen=True)
class PartShown:
    """A part of an index: the inputs, and how they became its value. Shares are in hundredths."""

    part: SheetPart
    x: Decimal | None
    n: Decimal | None
    mean: Decimal | None
    trust: Decimal | None
    value: Decimal
    weight: Decimal  # of a hundred, after the parts without figures gave theirs to the others
    likeness: Decimal | None = None
    units: int | None = None

    @property
    def own(self) -> Decimal | None:
        return 100 * self.x / self.n if self.x is not None and self.n else None

    @property
    def points(self) -> Decimal:
        return self.value * self.weight / 100

    @property
    def is_survey(self) -> bool:
        return self.part.source == PartSource.SURVEY


def parts_of(figure: Figure) -> tuple[list[PartShown], list[SheetPart]]:
    """(the parts of an index in the order of its sheet, those that nobody in the group has figures for)."""
    sheet = {part.pk: part for part in figure.computation.period.sheet.parts.all()}
    groups = {}
    if not figure.is_area:
        groups = {
            g.part_id: g for g in GroupPart.objects.filter(computation=figure.computation_id, group=figure.group)
        }
    whole = sum((sheet[row["part"]].weight for row in figure.parts), Decimal(0))
    shown = []
    for row in figure.parts:
        part, group = sheet.pop(row["part"]), groups.get(row["part"])
        numbers = {name: _decimal(row.get(name)) for name in ("x", "n", "mean", "trust")}
        shown.append(
            PartShown(
                part=part,
                value=Decimal(str(row["value"])),
                weight=100 * part.weight / whole,
                likeness=group.likeness if group else None,
                units=group.units if group else None,
                **numbers,
            )
        )
    return shown, list(sheet.values())


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def below(figure: Figure, user: User | None) -> Any:
    """The figures of the same computation for the units of an area, as far as `user` sees them; the area's place is
    that of the computation."""
    rows = Figure.objects.filter(computation=figure.computation_id, is_area=False, path__startswith=figure.path)
    return rows.seen_by(user).select_related("unit", "computation")


def grades(figure: Figure, user: User | None) -> list[tuple[IndexGrade, int]]:
    """How many units of an area have each grade; none where the reader does not see the units."""
    found = dict(below(figure, user).order_by().values_list("grade").annotate(n=Count("pk")))
    return [(grade, found.get(grade.value, 0)) for grade in IndexGrade] if found else []


def areas_of(figure: Figure, user: User | None) -> list[Figure]:
    """The figures of the areas directly below that `user` sees, the best first."""
    rows = Figure.objects.filter(
        computation=figure.computation_id, is_area=True, path__startswith=figure.path, score__isnull=False
    ).seen_by(user)
    deeper = rows.extra(where=["length(index_figure.path) = %s"], params=[len(figure.path) + Unit.steplen])
    return list(deeper.select_related("unit__division").order_by("-score", "path"))


def previous(figure: Figure, figures: list[Figure]) -> Figure | None:
    """The published figure of the period before."""
    rows = trend(figures, figure)
    place = rows.index(figure)
    return rows[place - 1] if place else None


def changes(areas: list[Figure], earlier: Figure | None, user: User | None) -> list[tuple[Figure, Decimal | None]]:
    """Each area with how its index differs from that in the earlier edition, None where it had none."""
    before = {f.unit_id: f.score for f in areas_of(earlier, user)} if earlier else {}
    rows = []
    for figure in areas:
        then, now = before.get(figure.unit_id), figure.score
        rows.append((figure, now - then if now is not None and then is not None else None))
    return rows


def group_label(group: str) -> str:
    """The words for a group, e.g. of county units that are party and state organs."""
    level, _colon, kind = group.partition(":")
    if level == "area":
        return str(UnitLevel(kind).label)
    return f"{UnitLevel(level).label} · {UnitKind(kind).label}"

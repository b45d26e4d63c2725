"""How indicator sheets come about: each a new version with all its parts, never a changed one."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.changelog import recorded
from ground.lifecycle.machine import NotAllowed
from oversight.index.choices import SHIPPED
from oversight.index.lifecycle import INSPECTORS
from oversight.index.models import Sheet, SheetPart
from units.models import Unit

if TYPE_CHECKING:
    from accounts.models import User

WHOLE = Decimal(100)
NOT_YOURS = _("You are no discipline inspection officer for this area.")


def new_sheet(unit: Unit, *, by: User, parts: list[dict[str, Any]], **facts: Any) -> Sheet:
    """A sheet of an area. parts: name, source and weight of each, in order; facts: the other columns.

    Raises NotAllowed, and ValidationError where the weights do not make a hundred.
    """
    if not by.holds(INSPECTORS, at=unit):
        raise NotAllowed(NOT_YOURS)
    with transaction.atomic(), recorded(by, facts.get("reason", ""), "sheet.create"):
        Unit.objects.select_for_update().get(pk=unit.pk)  # two people at once must not both make version 3
        last = Sheet.objects.filter(unit=unit).aggregate(last=Max("version"))["last"] or 0
        sheet = Sheet(unit=unit, version=last + 1, by=by, **facts)
        sheet.full_clean()
        sheet.save()
        rows = [SheetPart(sheet=sheet, number=number, **part) for number, part in enumerate(parts, 1)]
        check_parts(rows)
        for row in rows:
            row.full_clean(exclude=["sheet"])
        SheetPart.objects.bulk_create(rows)
    return sheet


def check_parts(parts: list[SheetPart]) -> None:
    """Raises ValidationError with the sentence for the person."""
    if len({part.name for part in parts}) < len(parts):
        raise ValidationError(_("Two parts have the same name."))
    total = sum((part.weight for part in parts), Decimal(0))
    if total != WHOLE:
        raise ValidationError(_("The weights make %(total)s, not 100.") % {"total": f"{total:f}"})


def parts_to_start_from(area: Unit) -> list[dict[str, Any]]:
    """The parts of the newest sheet that holds for an area, those shipped where there is none."""
    newest = Sheet.objects.for_area(area).first()
    if newest is None:
        return [{"name": name, "source": source, "weight": weight} for name, source, weight in SHIPPED]
    return [{"name": part.name, "source": part.source, "weight": part.weight} for part in newest.parts.all()]

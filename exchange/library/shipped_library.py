"""The library that the product ships, brought into a register: exchange/library/data, for the whole province."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from exchange.library.catalogue import POST_NAMES, PowerText, RiskText, StepText, powers
from exchange.library.choices import EntryStatus
from exchange.library.models import CONTENT, LibraryEntry, LibraryPower
from ground.lifecycle.changelog import recorded
from powers.choices import WayKind
from powers.models import Domain
from units.models import Unit


@dataclass
class Loaded:
    """How many rows were made, changed and left as they were."""

    made: int = 0
    changed: int = 0
    same: int = 0


def load(area: Unit) -> Loaded:
    """Make the library of `area` hold what is shipped. What is there by the same code and name is brought up to date;
    entries that inspectors added or took out stay as they are."""
    domains = {domain.code: domain for domain in Domain.objects.all()}
    done = Loaded()
    with transaction.atomic(), recorded(None, action="library.load"):
        for text in powers():
            power = _power(area, text, domains[text.domain] if text.domain else None, done)
            for step, step_text in enumerate(text.steps):
                if step_text.risk:
                    _entry(area, power, step, step_text.risk, done)
    return done


def _power(area: Unit, text: PowerText, domain: Domain | None, done: Loaded) -> LibraryPower:
    facts = {
        "industries": text.industries,
        "domain": domain,
        "name": text.name,
        "kind": text.kind,
        "legal_basis": text.basis,
        "is_public": text.is_public,
        "flow": [_step(step) for step in text.steps],
    }
    row = LibraryPower.objects.filter(unit=area, code=text.code).first()
    return _kept(row or LibraryPower(unit=area, code=text.code), facts, done)


def _step(text: StepText) -> dict[str, Any]:
    onwards = [{"to": to - 1, "kind": WayKind.FORWARD.value, "condition": why} for to, why in text.onwards]
    back = [{"to": to - 1, "kind": WayKind.BACK.value, "condition": why} for to, why in text.back]
    return {
        "name": text.name,
        "handler": POST_NAMES[text.handler],
        "monitor": POST_NAMES[text.monitor],
        "time_limit": text.days,
        "is_end": text.is_end,
        "is_key": text.is_key,
        "ways": onwards + back,
    }


def _entry(area: Unit, power: LibraryPower, step: int, text: RiskText, done: Loaded) -> None:
    values = (text.risk_class.value, text.name, text.manifestation, *text.values, text.three_majors)
    facts: dict[str, Any] = dict(zip(CONTENT, values, strict=True))
    facts["measures"] = [{"method": method.value, "text": measure} for method, measure in text.measures]
    row = LibraryEntry.objects.filter(unit=area, power=power, step=step, name=text.name).first()
    _kept(row or LibraryEntry(unit=area, power=power, step=step, status=EntryStatus.OFFERED), facts, done)


def _kept(row: Any, facts: dict[str, Any], done: Loaded) -> Any:
    is_new = row.pk is None
    if not is_new and all(getattr(row, name) == value for name, value in facts.items()):
        done.same += 1
        return row
    for name, value in facts.items():
        setattr(row, name, value)
    if not is_new and isinstance(row, LibraryEntry):
        row.version += 1
    row.save()
    done.made += is_new
    done.changed += not is_new
    return row

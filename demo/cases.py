"""What is told of units in the demo, what its handlers found, what was warned of and how units answered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from riskwarnings.choices import SignalSource
from units.choices import UnitKind
from units.models import Unit

DATA = Path(__file__).resolve().parent / "cases.yaml"
# Source → series of its papers, after the first character of the place; complaints are numbered by the province.
SERIES = {
    SignalSource.COMPLAINT: "浙信",
    SignalSource.AUDIT: "{place}审经责报",
    SignalSource.CASE: "{place}纪案析",
    SignalSource.REVIEW: "{place}组考",
    SignalSource.ACCOUNT: "{place}纪述评",
}


@dataclass(frozen=True)
class Case:
    """One of the cases; warned and answered are empty where it gave no warning. place: where an observer saw it."""

    source: SignalSource
    domain: str
    level: str
    industries: frozenset[str]
    place: str
    told: str
    found: str
    warned: str
    answered: str

    def fits(self, unit: Unit) -> bool:
        if self.domain == "law_enforcement" and unit.kind != UnitKind.PARTY_STATE:
            return False  # a hospital punishes nobody
        return not self.industries or unit.industry in self.industries


@lru_cache
def cases() -> list[Case]:
    """All of them, in the order of the file."""
    with DATA.open(encoding="utf-8") as file:
        return [_case(row) for row in yaml.safe_load(file)]


def reference(case: Case, unit: Unit, year: int, number: int) -> str:
    """The file number of a paper that told of `unit`, such as 黄审经责报〔2026〕12号."""
    return f"{SERIES[case.source].format(place=unit.name.removeprefix('国家税务总局')[0])}〔{year}〕{number}号"


def _case(row: dict[str, Any]) -> Case:
    source, domain, level = (part.strip() for part in row["case"].split("|"))
    return Case(
        SignalSource(source),
        domain,
        level,
        frozenset(row.get("units", ())),
        row.get("place", ""),
        row["told"],
        row["found"],
        row.get("warned", ""),
        row.get("answered", ""),
    )

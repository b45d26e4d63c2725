"""The risk library that the product ships (分行业廉政风险库), read from exchange/library/data."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from measures.choices import METHOD_WORDS, Method
from riskpoints.choices import RiskClass

DATA = Path(__file__).resolve().parent / "data"
CLASSES = {
    "思想道德": RiskClass.IDEOLOGY,
    "岗位职责": RiskClass.DUTY,
    "业务流程": RiskClass.PROCESS,
    "制度机制": RiskClass.SYSTEM,
    "外部环境": RiskClass.ENVIRONMENT,
}
# Short name of a post in the file → the post.
POST_NAMES = {
    "领导": "主要领导",
    "分管": "分管领导",
    "监察": "派驻纪检监察组组长",
    "科长": "科长",
    "复核": "复核岗",
    "经办": "经办岗",
    "财务": "财务岗",
    "办公室": "办公室主任",
}
WAY = re.compile(r"(\d+)(?:（([^）]*)）)?")


@dataclass(frozen=True)
class RiskText:
    """A risk point of the catalogue, with its four values and measures as (method, text)."""

    risk_class: RiskClass
    name: str
    manifestation: str
    values: tuple[int, int, int, int]
    three_majors: bool
    measures: list[tuple[Method, str]]


@dataclass(frozen=True)
class StepText:
    """A step: handler and monitor by their short names, ways as (number, condition)."""

    name: str
    handler: str
    monitor: str
    days: int
    is_end: bool
    is_key: bool
    onwards: list[tuple[int, str]]
    back: list[tuple[int, str]]
    risk: RiskText | None
    no_risk: str


@dataclass(frozen=True)
class PowerText:
    """A power item of the catalogue with its flow, and which industries exercise it at which levels."""

    code: str
    name: str
    kind: str
    domain: str
    basis: str
    industries: list[str]
    levels: list[str]
    is_public: bool
    steps: list[StepText] = field(default_factory=list)


@lru_cache
def powers() -> list[PowerText]:
    """The catalogue, in the order of the file."""
    with (DATA / "powers.yaml").open(encoding="utf-8") as file:
        return [_power(row) for row in yaml.safe_load(file)]


def _columns(text: str) -> list[str]:
    return [part.strip() for part in str(text).split("|")]


def _power(row: dict[str, Any]) -> PowerText:
    code, name, kind, domain = _columns(row["item"])
    steps = [_step(step, number, len(row["steps"])) for number, step in enumerate(row["steps"], 1)]
    return PowerText(
        code,
        name,
        kind,
        domain,
        row["basis"],
        row["units"],
        row.get("levels", []),
        row.get("public", True),
        steps,
    )


def _step(row: dict[str, Any], number: int, last: int) -> StepText:
    name, handler, monitor, days, *marks = _columns(row["step"])
    is_end = "终" in marks
    onwards = _ways(row.get("to", "")) or ([] if is_end or number == last else [(number + 1, "")])
    return StepText(
        name,
        handler,
        monitor,
        int(days),
        is_end,
        "重" in marks,
        onwards,
        _ways(row.get("back", "")),
        _risk(row) if "risk" in row else None,
        row.get("none", ""),
    )


def _ways(text: Any) -> list[tuple[int, str]]:
    return [(int(number), condition) for number, condition in WAY.findall(str(text))]


def _risk(row: dict[str, Any]) -> RiskText:
    risk_class, name, manifestation, values, *marks = _columns(row["risk"])
    likelihood, harm, importance, frequency = map(int, values.split())
    measures = [(METHOD_WORDS[method], text) for method, text in map(_columns, row["hold"])]
    return RiskText(
        CLASSES[risk_class],
        name,
        manifestation,
        (likelihood, harm, importance, frequency),
        "三重" in marks,
        measures,
    )

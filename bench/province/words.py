"""Invented Chinese text for 1.3 million risk points: parts put together, so that hardly two are the same."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import yaml

TEXT: dict[str, Any] = yaml.safe_load((Path(__file__).with_name("words.yaml")).read_text())


def _list(name: str) -> list[str]:
    return TEXT[name].split()


FAULTS, WHO, CAUSES, ACTS, HARMS = (_list(name) for name in ("faults", "who", "causes", "acts", "harms"))
SELDOM, STEP_NAMES, RULES, PLACES = (_list(name) for name in ("seldom", "steps", "rules", "places"))
OBJECTS = {domain: words.split() for domain, words in TEXT["objects"].items()}
MEASURES, TWO, BASES = TEXT["measures"], TEXT["two"], TEXT["bases"]
SELDOM_SHARE = 0.004


class Words:
    """Text by domain, drawn with `random`."""

    def __init__(self, random: Random) -> None:
        self.pick, self.random = random.choice, random.random

    def object_of(self, domain: str) -> str:
        """What a power of this domain is about."""
        return self.pick(SELDOM) if self.random() < SELDOM_SHARE else self.pick(OBJECTS[domain])

    def point(self, thing: str) -> tuple[str, str]:
        """(name, manifestation) of a risk in `thing`; the word 环节 is in every one."""
        pick = self.pick
        return (
            thing + pick(FAULTS),
            f"{pick(WHO)}在{thing}环节{pick(CAUSES)}，{pick(ACTS)}，{pick(HARMS)}。",
        )

    def measure(self, thing: str, method: str) -> str:
        text = self.pick(MEASURES[method])
        return text.format(object=thing, who=self.pick(WHO), two=self.pick(TWO))

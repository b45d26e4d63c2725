"""Pure: what is wrong with a flow before it may be confirmed or published.

Works on plain numbers so that the form, the life cycle and an import ask the same question.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

UNREACHABLE = _("Step “%(step)s” cannot be reached from the first step. Add a transition to it.")
NO_END = _("From step “%(step)s” no end can be reached. Add a transition, or mark it as an end.")
NO_HANDLER = _("Step “%(step)s” has no handler. Choose the post that handles it.")
NO_MONITOR = _("Step “%(step)s” has no monitor. Choose the post that watches it.")
SAME_POST = _("Step “%(step)s” has the same post as handler and monitor. Choose another monitor.")
NO_STEPS = _("The flow has no steps yet.")


@dataclass(frozen=True)
class StepFacts:
    """What the rules need of a step: its key, name, the keys of its posts, and whether it ends the flow."""

    key: int
    name: str
    handler: int | None
    monitor: int | None
    is_end: bool


@dataclass(frozen=True)
class Fault:
    """One breach: the step's key (None for the whole flow) and the sentence that names it."""

    step: int | None
    sentence: str | Promise


def faults(steps: Collection[StepFacts], ways: Iterable[tuple[int, int]]) -> list[Fault]:
    """All faults of a flow, step by step; empty when it may be confirmed.

    steps: in their order, the first one is where the flow starts. ways: (from key, to key), returns included.
    """
    if not steps:
        return [Fault(None, NO_STEPS)]
    onwards: dict[int, set[int]] = {}
    backwards: dict[int, set[int]] = {}
    for source, target in ways:
        onwards.setdefault(source, set()).add(target)
        backwards.setdefault(target, set()).add(source)
    reachable = _closure({next(iter(steps)).key}, onwards)
    ending = _closure({step.key for step in steps if step.is_end}, backwards)
    found = []
    for step in steps:
        checks = (
            (step.key not in reachable, UNREACHABLE),
            (step.key not in ending, NO_END),
            (step.handler is None, NO_HANDLER),
            (step.monitor is None, NO_MONITOR),
            (step.handler is not None and step.handler == step.monitor, SAME_POST),
        )
        found += [Fault(step.key, sentence % {"step": step.name}) for broken, sentence in checks if broken]
    return found


def _closure(start: set[int], ways: dict[int, set[int]]) -> set[int]:
    seen, waiting = set(start), list(start)
    while waiting:
        for following in ways.get(waiting.pop(), ()):
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return seen

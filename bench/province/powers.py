"""Power items with their flows, steps and transitions."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from bench.province.maker import Maker, Row, row
from bench.province.plan import Place, Plan
from bench.province.words import BASES, STEP_NAMES
from powers.choices import PowerKind

STEPS_A_FLOW = (3, 4, 5, 5, 6, 8)  # on the average the 5.2 of the report
HANDLERS, MONITORS = ("经办", "复核", "科长", "分管"), ("监察", "办公室")
TIME_LIMITS = (1, 2, 3, 5, 7, 10, 15)
KINDS = [kind.value for kind in PowerKind]
SECOND_VERSION = 0.05
ASIDE = 9  # every ninth power is not published


def of_unit(m: Maker, plan: Plan) -> Iterator[Row]:
    """Also fills `plan.places` with the steps of the newest versions."""
    left, number = plan.flows, 0
    yield m.context(plan.pk, "confirm", plan.head, "", "flow.confirm")
    yield m.context(plan.pk, "publish", plan.head, "", "flow.publish")
    while left > 0:
        number += 1
        versions = 2 if left > 1 and m.random.random() < SECOND_VERSION else 1
        left -= versions
        yield from _power(m, plan, number, versions)


def _power(m: Maker, plan: Plan, number: int, versions: int) -> Iterator[Row]:
    random = m.random
    domain = random.choice(m.codes)
    thing = m.words.object_of(domain)
    item, is_public, confirmed = m.take("powers_poweritem"), number % ASIDE != 0, plan.stage != "started"
    yield row(
        "powers_poweritem",
        item,
        f"ZQ-{number:04d}",
        f"{thing}权",
        random.choice(KINDS),
        random.choice(BASES),
        is_public,
        "confirmed" if confirmed else "draft",
        m.ago(plan.started) if confirmed else None,
        plan.head if confirmed else None,
        m.domains[domain],
        plan.posts["科长"],
        plan.pk,
    )
    size = random.choice(STEPS_A_FLOW)
    start = random.randrange(len(STEP_NAMES) - size + 1)
    # Steps keep their lineage from version to version.
    names = [(name, UUID(int=random.getrandbits(128), version=4)) for name in STEP_NAMES[start : start + size]]
    for version in range(1, versions + 1):
        last = version == versions
        status = _status(plan, number, is_public) if last else "superseded"
        flow = m.take("powers_flow")
        drafted, out = status == "draft", status in ("published", "superseded")
        yield row(
            "powers_flow",
            flow,
            version,
            status,
            None if drafted else m.ago(plan.started - 12),
            m.ago(plan.started - 30) if out else None,
            None if drafted else plan.head,
            plan.head if out else None,
            item,
        )
        yield from _steps(m, plan, flow, names)
        if last:
            first = m.next["powers_step"] - size
            plan.places += [Place(pk, m.domains[domain], thing, not drafted) for pk in range(first, first + size)]


def _status(plan: Plan, number: int, is_public: bool) -> str:
    if plan.stage == "started" or (plan.stage == "half" and number % 2 == 0):
        return "draft"
    held_back = plan.stage == "nearly" and plan.gap == "published" and number == 1
    return "confirmed" if plan.stage == "half" or held_back or not is_public else "published"


def _steps(m: Maker, plan: Plan, flow: int, names: list[tuple[str, UUID]]) -> Iterator[Row]:
    random, first, size = m.random, m.next["powers_step"], len(names)

    def way(kind: str, condition: str, source: int, target: int) -> Row:
        return row("powers_way", m.take("powers_way"), kind, condition, source, target)

    for n, (name, lineage) in enumerate(names):
        pk, ends = m.take("powers_step"), n == size - 1
        handler, monitor = plan.posts[HANDLERS[n % 4]], plan.posts[MONITORS[n % 2]]
        limit, key = random.choice(TIME_LIMITS), random.random() < 0.15
        yield row("powers_step", pk, lineage, n + 1, name, limit, ends, key, flow, handler, monitor)
        if not ends:
            yield way("forward", "", pk, pk + 1)
    if size > 3 and random.random() < 0.5:
        back = first + random.randrange(1, size)
        yield way("back", "资料不全", back, back - 1)
    if size > 4 and random.random() < 0.3:
        yield way("forward", "无异议", first + 1, first + 3)

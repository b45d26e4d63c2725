"""Signals and warnings of a unit over the past year, in every state."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

from bench.province.alarm_texts import ANSWERS, FEEDBACK, TOLD, VERIFIED
from bench.province.maker import Maker, Row, row
from bench.province.plan import Plan
from ground.lifecycle.workdays import working_days_after
from riskwarnings.choices import DAYS_TO_ANSWER, Handling

# The size of the report: 26,000 warnings; and 200,000 signals, about seven a unit and year.
SIGNALS_A_UNIT, WARNINGS_A_UNIT = 200_000 / 30_000, 26_000 / 30_000
STAGES = {
    "proposed": 2,
    "issued": 2,
    "acknowledged": 2,
    "escalated": 1,
    "answered": 2,
    "verified": 1,
    "closed": 87,
    "withdrawn": 3,
}
# What has happened to a warning in each state, beside its proposal.
REACHED = {
    "proposed": (),
    "issued": ("issued",),
    "acknowledged": ("issued", "acknowledged"),
    "escalated": ("issued",),
    "answered": ("issued", "acknowledged", "answered"),
    "verified": ("issued", "acknowledged", "answered", "verified"),
    "closed": ("issued", "acknowledged", "answered", "verified", "closed"),
    "withdrawn": ("issued", "withdrawn"),
}
HANDLINGS = {"blue": Handling.REMINDER, "yellow": Handling.CORRECTION, "red": Handling.WARNING}
AFTER = {"issued": 0.1, "acknowledged": 1, "answered": 3, "verified": 5, "closed": 6, "withdrawn": 1}


def _share(m: Maker, mean: float) -> int:
    """A whole number that is `mean` in the mean."""
    return int(mean) + (m.random.random() < mean - int(mean))


def of_unit(m: Maker, plan: Plan) -> Iterator[Row]:
    signals = [_signal(m, plan) for _n in range(_share(m, SIGNALS_A_UNIT))]
    for line, _pk, _told, _days in signals:
        yield line
    for n in range(_share(m, WARNINGS_A_UNIT)):
        yield from _warning(m, plan, signals[n] if n < len(signals) else None)


def _signal(m: Maker, plan: Plan) -> tuple[Row, int, tuple[str, ...], int]:
    """(its row, its id, what was told, how many days ago)."""
    case = m.random.choice(TOLD)
    pk, days = m.take("warnings_signal"), m.random.randrange(1, 364)
    concluded = days > 14
    finding = ("not" if not case[4] else m.random.choice(("true", "true", "partly", "open"))) if concluded else ""
    at, by = m.ago(days), plan.inspector
    taken = m.ago(days - 1) if days > 3 else None
    text = f"{case[2].format(unit=plan.name)}涉及{m.thing()}。"
    line = row(
        "warnings_signal",
        pk,
        case[0].value,
        f"浙信〔{at.year}〕{pk}号",
        (at - timedelta(days=5)).date(),
        at,
        "",
        m.domains.get(case[1]),
        text,
        "internal",
        False,
        "concluded" if concluded else "handling" if taken else "received",
        by if taken else None,
        taken,
        by if taken else None,
        by if concluded else None,
        m.ago(days - 10) if concluded else None,
        finding,
        case[3] if concluded else "",
        FEEDBACK.get(finding, ""),
        "",
        "",
        plan.path,
        plan.pk,
    )
    return line, pk, case, days


def _warning(m: Maker, plan: Plan, signal: tuple[Row, int, tuple[str, ...], int] | None) -> Iterator[Row]:
    stage = m.random.choices(list(STAGES), list(STAGES.values()))[0]
    pk, level = m.take("warnings_warning"), m.random.choice(("blue", "blue", "yellow", "red"))
    days = 20 if stage == "escalated" else m.random.randrange(3, 6)
    if stage in ("closed", "withdrawn"):
        days = m.random.randrange(15, 360)
    when = {name: m.ago(days - AFTER[name]) for name in REACHED[stage]}
    who = {
        "issued": plan.inspector,
        "acknowledged": plan.liaison,
        "answered": plan.liaison,
        "verified": plan.inspector,
        "closed": plan.inspector,
        "withdrawn": plan.inspector,
    }
    stamps = [value for name in AFTER for value in (who[name] if name in when else None, when.get(name))]
    handling = HANDLINGS[level]
    due_on = working_days_after(m.ago(days).date(), DAYS_TO_ANSWER[handling]) if when else None
    if stage == "escalated":
        due_on = m.today + timedelta(days=5)
    text = (signal[2][4] if signal else "") or "近期多次反映同类问题，请自查并说明情况。"
    day = m.ago(days).date().isoformat()
    grounds = []
    if signal:
        grounds = [{"kind": "signal", "id": signal[1], "day": day, "source": str(signal[2][0]), "text": ""}]
    answered, verified = "answered" in when, "verified" in when
    yield row(
        "warnings_warning",
        pk,
        level,
        text,
        handling.value if when else "",
        json.dumps(grounds, ensure_ascii=False),
        "",
        f"signals:{signal[1]}" if signal else "",
        stage,
        due_on,
        plan.inspector,
        m.ago(days),
        *stamps,
        int(stage == "escalated"),
        m.ago(2) if stage == "escalated" else None,
        m.random.choice(ANSWERS) if answered else "",
        plan.head if answered else None,
        when.get("answered"),
        VERIFIED if verified else "",
        "经复核，所涉事项已在发出前整改完毕。" if stage == "withdrawn" else "",
        plan.path,
        plan.pk,
        m.areas[plan.division],
    )
    if signal:
        yield row("warnings_warningsignal", m.take("warnings_warningsignal"), pk, signal[1])

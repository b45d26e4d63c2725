"""Domain control plans: what they ask, how a change of it comes into force, and the plans that the product ships."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypedDict

import yaml
from django.db import transaction

from ground.lifecycle.changelog import recorded
from ground.work.models import WorkStatus
from ground.work.runners import Runner
from measures.choices import METHOD_WORDS
from measures.models import ControlPlan, PlanRequirement
from powers.models import Domain
from riskpoints.grading import Grade

DATA = Path(__file__).resolve().parent / "data" / "control_plans.yaml"


class Least(TypedDict):
    """The least that the points of a grade need: how many live measures, and which methods among them."""

    least: int
    methods: list[str]


def in_force(plan: ControlPlan) -> dict[str, Least]:
    """What `plan` asks today, by grade."""
    rows = plan.requirements.all()
    return {row.grade: {"least": row.least, "methods": row.methods} for row in rows}


def newest(plan: ControlPlan) -> dict[str, Least]:
    """What `plan` is to ask, where somebody has set that, else what it asks today."""
    return in_force(plan) if plan.wanted is None else plan.wanted


def want(plan: ControlPlan, asked: dict[str, Least], by: Any) -> bool:
    """Set what `plan` is to ask; True where that differs from what is in force, so that a worker has to act."""
    asked = {grade: least for grade, least in asked.items() if least["least"]}
    plan.wanted = asked if plan.pk is None or asked != in_force(plan) else None
    plan.wanted_by = by
    plan.wait(WorkStatus.DONE if plan.wanted is None else WorkStatus.WAITING)
    return plan.is_at_work


def _put_in_force(plan: ControlPlan) -> None:
    """What is wanted, with the coverage of all units of the plan, in one transaction."""
    with transaction.atomic():
        plan = ControlPlan.objects.select_for_update(of=("self",)).select_related("wanted_by").get(pk=plan.pk)
        with recorded(plan.wanted_by, action="controlplan.in_force"):
            if plan.wanted is not None:
                _replace(plan, plan.wanted)
            plan.wanted = None
            plan.finish("wanted")


def _replace(plan: ControlPlan, asked: dict[str, Least]) -> None:
    had = in_force(plan)
    plan.requirements.exclude(grade__in=asked).delete()
    for grade, least in asked.items():
        if had.get(grade) != least:
            plan.requirements.update_or_create(grade=grade, defaults=dict(least))


CHANGES = Runner("control_plan", ControlPlan.objects.all(), _put_in_force, is_tried_again=True)
put_in_force = CHANGES.resume


def shipped() -> list[dict[str, Any]]:
    """The plans of measures/data: domain, title, number, text, and `asks` by grade."""
    with DATA.open(encoding="utf-8") as file:
        rows = yaml.safe_load(file)
    return [{**row, "text": row["text"].strip(), "asks": _asked(row["asks"])} for row in rows]


def _asked(text: dict[str, str]) -> dict[str, Least]:
    """From “2 程序 公开” by grade."""
    asked: dict[str, Least] = {}
    for grade, words in text.items():
        least, *methods = str(words).split()
        asked[Grade(grade).value] = {"least": int(least), "methods": [METHOD_WORDS[word].value for word in methods]}
    return asked


def load() -> int:
    """Make the shipped plans of the domains that have none yet; plans that are there stay as they are. Returns how
    many were made."""
    domains = Domain.objects.filter(control_plan=None).in_bulk(field_name="code")
    made = 0
    with transaction.atomic(), recorded(None, action="controlplan.load"):
        for row in shipped():
            if domain := domains.get(row["domain"]):
                plan = ControlPlan(domain=domain, title=row["title"], number=row.get("number", ""), text=row["text"])
                plan.save()
                rows = [PlanRequirement(plan=plan, grade=grade, **least) for grade, least in row["asks"].items()]
                PlanRequirement.objects.bulk_create(rows)
                made += 1
    return made

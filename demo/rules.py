"""Rules and regulations of the demo's units: by industry, in the unit's own series, revised and abolished."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from pathlib import Path

import yaml

from demo.builder import Province, UnitPlan, confirm
from demo.papers import paper
from ground.lifecycle.changelog import recorded
from measures.models import Rule

DATA = Path(__file__).resolve().parent / "rules.yaml"
WITH_FILE, REVISED, ABOLISHED = 12, 9, 25  # one unit of so many
YEARS_OF_REVISIONS = (7, 3)  # so many years ago the rules stood that were revised since
CHAPTERS = (
    "第一条　为规范权力运行，防控廉政风险，结合本单位实际，制定本制度。",
    "第二条　经办、审核、审批由不同岗位办理，每个环节的依据、过程和结果逐笔登记。",
    "第三条　涉及重大事项的，提交领导班子集体研究，主要负责人末位表态，会议记录随卷归档。",
    "第四条　与办理事项有利害关系的，应当回避；过问、干预的，逐件登记。",
    "第五条　办理结果在单位公开栏和网站公开，接受监督。本制度自印发之日起施行。",
)


@lru_cache
def titles() -> dict[str, list[tuple[str, str]]]:
    """Title and domain of the rules of each industry; those of `all` are every unit's."""
    with DATA.open(encoding="utf-8") as file:
        rows = yaml.safe_load(file)
    return {
        key: [(title.strip(), domain.strip()) for title, domain in (row.split("|") for row in found)]
        for key, found in rows.items()
    }


def make_rules(province: Province) -> dict[int, list[Rule]]:
    """The rules in force of each unit that has come so far, by the unit's key."""
    found: dict[int, list[Rule]] = {}
    plans = []
    for plan in province.plans:
        if plan.stage in ("none", "started") or (plan.stage == "nearly" and plan.gap == "rules"):
            continue
        plans.append(plan)
        found[plan.unit.pk] = _of_unit(province, plan)
    with recorded(None, "建章立制", "demo.load"):
        Rule.objects.bulk_create(rule for rules in found.values() for rule in rules)
    for n, plan in enumerate(plans):
        rules = found[plan.unit.pk]
        if n % REVISED == 4 or plan.is_shown:
            _revise(province, plan, rules[0])
        if n % WITH_FILE == 0 or plan.is_shown:
            _with_file(plan, rules[0])
        if n % ABOLISHED == 7 and len(rules) > 2:
            confirm(Rule, [rules[-1]], "abolish", plan.head, plan.started, "已被上级新制度替代。")
    return found


def _of_unit(province: Province, plan: UnitPlan) -> list[Rule]:
    """Two or three rules of its industry and as many that every unit has."""
    random, unit = province.random, plan.unit
    own = titles().get(unit.industry, [])
    chosen = [*random.sample(own, min(len(own), 2)), *random.sample(titles()["all"], random.randint(1, 3))]
    number, rules = random.randint(3, 12), []
    for n, (title, domain) in enumerate(chosen):
        enacted = (plan.started + timedelta(days=3 * n)).date()
        number += random.randint(1, 9)
        rules.append(
            Rule(
                unit=unit,
                number=f"{plan.series}〔{enacted.year}〕{number}号",
                title=f"{unit.name}{title}",
                issuer=unit.name,
                domain=province.domains[domain],
                enacted_on=enacted,
            )
        )
    return rules


def _revise(province: Province, plan: UnitPlan, newest: Rule) -> None:
    """The rules that came before `newest`, each revised by the one after it."""
    assert plan.liaison and plan.head
    chain = [
        Rule(
            unit=plan.unit,
            number=f"{plan.series}〔{newest.enacted_on.year - years}〕{years * 6 + 1}号",
            title=newest.title.replace("办法", "办法（试行）") if years > 5 else newest.title,
            issuer=newest.issuer,
            domain=newest.domain,
            enacted_on=newest.enacted_on - timedelta(days=365 * years),
        )
        for years in YEARS_OF_REVISIONS
    ]
    with recorded(plan.liaison, "修订制度", "rule.create"):
        for old, new in zip(chain, [*chain[1:], newest], strict=True):
            old.save()
            new.replaces = old
        newest.save()
    confirm(Rule, chain, "mark_revised", plan.head, plan.started, "按新文件修订。")


def _with_file(plan: UnitPlan, rule: Rule) -> None:
    with recorded(plan.liaison, "补充正文", "rule.edit"):
        rule.file = paper(rule.title, rule.title, rule.number, *CHAPTERS)
        rule.file_name = rule.file.name
        rule.save()

"""Integrity files of the demo: what heads of units and one official declared, and points that were recorded."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from demo.builder import Province, UnitPlan
from demo.early_warning import moment
from ground.lifecycle.changelog import recorded
from integrity.lifecycle import DECLARATION_LIFECYCLE, DEMERIT_LIFECYCLE
from integrity.models import Declaration, Demerit

EVERY = 6  # of so many units one head declared something
# Aspect, whose interest, the domain that it lies in, what is declared.
DECLARED = (
    ("family", "spouse", "bidding", "配偶在本区一家工程监理企业任职（部门副职），该企业承接过交通工程监理业务。"),
    ("shares", "self", "construction", "本人婚前持有一家建材公司股份不足5%，未参与经营。"),
    ("business", "childs_spouse", "bidding", "女婿与他人合伙经营招标代理机构，注册地在椒江区。"),
    ("paid_post", "self", "", "兼任市公路学会理事，不领取报酬，已按规定报批。"),
    ("relatives", "relative", "personnel", "弟弟在本局下属养护中心工作，系聘用制职工。"),
    ("dealings", "self", "", "向一名个体运输户出借过资金，已于任现职前结清。"),
    ("gifts", "self", "", "春节期间收到管理服务对象快递土特产一件，已上交登记。"),
    ("afterwards", "self", "", "拟于退休后受聘本市一家设计院任顾问，现报告。"),
)
ASSESSED = (
    ("recusal", "相关事项由其他分管领导审批，本人回避，报单位备案。"),
    ("none", "与分管工作无交叉，无需回避。"),
    ("give_up", "已在规定期限内退出，并提交证明。"),
    ("other_post", "已调整分工，不再分管该领域。"),
)
STAGES = ("assessed", "declared", "assessed", "ended", "assessed", "returned")
RETURNED = "请补充企业的经营范围和所在地，以便比对。"
# Basis, points, what was found, what the official answered.
POINTS = (
    ("procedure", 2, "审批件两次超过时限办结，未说明原因。", "情况属实，两件均已办结，今后临期件每日清点。"),
    ("complaint", 3, "群众反映服务态度生硬，经核查属实。", "情况属实，已向当事人道歉，并在科室会上作了检查。"),
    ("audit", 3, "审计指出报销审核把关不严。", "情况属实，三笔票据已退回重报，审核改为两人复核。"),
    ("declaration", 1, "个人有关事项迟报一个月。", "已补报，今后按时报告。"),
)
DEFUSED = "已参加廉政教育，整改到位，经复核予以化解。"


def keep_files(province: Province) -> None:
    province.progress("integrity files")
    shown = next(plan for plan in province.plans if plan.is_shown)
    official = province.named["official"]
    for n, plan in enumerate(plan for plan in province.plans[::EVERY] if plan.items and plan is not shown):
        _declare(province, plan, plan.head, n, STAGES[n % len(STAGES)])
    for n, stage in enumerate(("declared", "assessed", "draft"), 1):
        _declare(province, shown, official, n, stage)
    _points(province, shown, official)


def _declare(province: Province, plan: UnitPlan, user: Any, n: int, stage: str) -> None:
    inspector, rows = province.inspectors[plan.unit.division_id], Declaration.objects
    aspect, relation, code, text = DECLARED[n % len(DECLARED)]
    # Some lie in a domain of the unit's own powers, and are found by the comparison.
    domain = province.domains.get(code)
    with recorded(user, action="declaration.create"):
        row = rows.create(
            unit=plan.unit,
            official=user.official,
            aspect=aspect,
            relation=relation,
            domain=domain,
            area=province.areas[plan.unit.division_id],
            text=text,
            since=moment(province, 60 + n).date(),
        )

    def step(verb: str, by: Any, days: int, **inputs: Any) -> None:
        at = moment(province, days)
        DECLARATION_LIFECYCLE.apply(rows.filter(pk=row.pk), verb, by=by, at=at, **inputs)

    if stage == "draft":
        return
    step("declare", user, 5 if stage == "declared" else 40 + n)
    if stage == "returned":
        step("return", inspector, 30, reason=RETURNED)
    if stage in ("assessed", "ended"):
        conclusion, reason = ASSESSED[n % len(ASSESSED)]
        step("assess", inspector, 30, conclusion=conclusion, reason=reason)
    if stage == "ended":
        step("end", user, 10, reason="相关企业已注销。")


def _points(province: Province, shown: UnitPlan, official: Any) -> None:
    people = [
        (shown, official, (0, 3)),
        *((plan, plan.head, (n % 4,)) for n, plan in enumerate(province.plans[3::9])),
    ]
    # One whose entries come to the threshold, so that the assessment of the night proposes a warning.
    people.append((province.plans[5], province.plans[5].head, (1, 2)))
    for n, (plan, user, entries) in enumerate(people):
        inspector = province.inspectors[plan.unit.division_id]
        for m in entries:
            basis, points, text, answer = POINTS[m]
            with recorded(inspector, action="demerit.create"):
                entry = Demerit.objects.create(
                    unit=plan.unit,
                    official=user.official,
                    on=province.today - timedelta(days=20 + 11 * n % 300),
                    basis=basis,
                    points=points,
                    text=text,
                    by=inspector,
                    at=moment(province, 18),
                )
            rows = Demerit.objects.filter(pk=entry.pk)
            if m == 3 or n % 5 == 2:
                DEMERIT_LIFECYCLE.apply(rows, "answer", by=user, reason=answer, at=moment(province, 9))
            if m == 3 and n != len(people) - 1:
                DEMERIT_LIFECYCLE.apply(rows, "defuse", by=inspector, reason=DEFUSED, at=moment(province, 5))

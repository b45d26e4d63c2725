"""A year of early warning in the demo province: who observes, what was told, and what was warned of.

Every state is reached by the steps that lead to it, taken on a working day by a person who may.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import RoleGrant, User
from demo.builder import PASSWORD, SHOWCASE, Province, UnitPlan, confirm
from demo.places import person
from ground.lifecycle.changelog import recorded
from ground.lifecycle.roles import Role
from ground.lifecycle.workdays import working_days_after
from riskwarnings.choices import SignalSource
from riskwarnings.escalations import LATE, overdue
from riskwarnings.lifecycle.signals import SIGNAL_LIFECYCLE
from riskwarnings.lifecycle.warnings import WARNING_LIFECYCLE
from riskwarnings.models import MonitoringPoint, Observer, ObserverTeam, Signal, Warning
from riskwarnings.proposals import propose
from riskwarnings.reports import open_reports, receive
from riskwarnings.sealing import make_sealing_key

OBSERVED = "330200"  # the city with monitoring points, as in the report
TEAMS = 12
SIGNALS = 420
PLACES = ("办事大厅", "窗口", "公告栏旁", "招标会场", "工地现场")

# Source, domain, what was told, what a handler found, what a warning asks. {unit} stands for the unit's name.
TOLD = (
    (
        SignalSource.COMPLAINT,
        "construction",
        "反映{unit}工程变更签证由经办人一人办理，变更后造价明显上升。",
        "查阅三份变更单，两份缺少复核签字。",
        "工程变更签证缺少复核，请限期补齐复核程序并说明三个月内的变更情况。",
    ),
    (
        SignalSource.AUDIT,
        "fiscal_funds",
        "审计发现{unit}专项资金拨付依据不全，部分款项先拨后批。",
        "抽查凭证属实，涉及两笔。",
        "专项资金先拨后批，请立即纠正并健全拨付审核程序。",
    ),
    (
        SignalSource.CASE,
        "procurement",
        "近期查办案件显示，{unit}零星采购长期由同一供应商承接。",
        "近两年零星采购九成为同一供应商。",
        "零星采购供应商过于集中，请公开比选并报送整改情况。",
    ),
    (
        SignalSource.REVIEW,
        "personnel",
        "干部考察中群众反映{unit}选拔动议未经集体研究。",
        "会议记录不完整，无法完全核实。",
        "选拔任用程序记录不全，请补充说明并规范动议程序。",
    ),
    (
        SignalSource.ACCOUNT,
        "approval",
        "述职述廉测评中，{unit}办事效率与材料一次性告知得分偏低。",
        "存在口头补充材料的情况。",
        "材料一次性告知执行不到位，请自查并公示材料清单。",
    ),
    (
        SignalSource.DIRECT,
        "approval",
        "在{unit}窗口看到同类申请要求的材料不一样，有人被要求到指定机构办理证明。",
        "窗口确有介绍中介的情况，已制止。",
        "窗口人员介绍中介机构，请立即纠正并说明处理情况。",
    ),
    (
        SignalSource.DIRECT,
        "bidding",
        "{unit}招标公告挂出时间不足，报名当天就截止。",
        "公告期少于规定，项目已重新公告。",
        "招标公告期不足，请对近半年项目自查并报送结果。",
    ),
    (
        SignalSource.COMPLAINT,
        "",
        "反映{unit}公务用车周末出现在景区。",
        "当日有派车单，属公务接待，不属实。",
        "",
    ),
)
FEEDBACK = {
    "true": "您反映的情况经核实属实，已要求整改，感谢监督。",
    "partly": "您反映的情况部分属实，已要求规范，感谢监督。",
    "not": "经核实，您反映的情况不属实，感谢关心。",
    "open": "现有线索无法查实，如有新的情况请补充。",
}
ANSWERS = (
    "已停止原做法，补齐复核手续，并在单位公开栏公示整改情况。",
    "已约谈责任人员，修订内控制度，增加复核岗位，今后逐笔登记备查。",
    "已全面自查近一年同类事项，发现的问题逐项整改完毕，附整改台账。",
)
ABOUT_AN_OFFICIAL = "有群众反映您分管的项目变更较多，请就近一年变更审批的依据和过程作出说明。"
VERIFIED = "现场查看台账并随机回访，整改措施已落实。"
# How far warnings have come, and how many of a hundred.
STAGES = (
    ("proposed", 8),
    ("issued", 8),
    ("acknowledged", 8),
    ("escalated", 10),
    ("answered", 8),
    ("verified", 6),
    ("closed", 46),
    ("withdrawn", 6),
)


def warn_early(province: Province) -> None:
    province.progress("signals and warnings")
    points = _observe(province)
    for code in ("330000", OBSERVED, SHOWCASE[0]):
        make_sealing_key(province.inspectors[code], PASSWORD)
    for name in ("auditor", "observer"):
        make_sealing_key(province.named[name], PASSWORD)
    signals = _signals(province, points)
    _triage(province, signals)
    _warn(province, signals)
    _about_an_official(province)


def _observe(province: Province) -> dict[int, list[MonitoringPoint]]:
    """Teams and points of one city; its points by unit."""
    city = province.areas[OBSERVED]
    areas = [area for area in province.areas.values() if area.path.startswith(city.path)]
    users, grants, members = [], [], []
    since = province.today - timedelta(days=370)
    with recorded(province.inspectors[OBSERVED], "组建廉情观察员队伍", "demo.load"):
        teams = [
            ObserverTeam.objects.create(unit=areas[n % len(areas)], name=f"廉情观察员第{n + 1}队")
            for n in range(TEAMS)
        ]
        for n, team in enumerate(teams):
            for m in range(3):
                user = User(
                    username=f"guancha-{n + 1}-{m + 1}", name=person(province.random), password=province.password
                )
                users.append(user)
                grants.append(
                    RoleGrant(
                        user=user, role=Role.OBSERVER, unit=team.unit, reason="聘任廉情观察员", valid_from=since
                    )
                )
                members.append(Observer(team=team, user=user, since=since))
        User.objects.bulk_create(users)
        RoleGrant.objects.bulk_create(grants)
        Observer.objects.bulk_create(
            [*members, Observer(team=teams[0], user=province.named["observer"], since=since)]
        )
        units = [plan.unit for plan in province.plans if plan.unit.path.startswith(city.path)]
        rows, serial = [], 0
        for i, unit in enumerate(units):
            for place in PLACES[: 2 + i % 3]:
                serial += 1
                nearest = [t for t in teams if unit.path.startswith(t.unit.path)]
                team = max(nearest, key=lambda t: len(t.unit.path)) if i % 4 else teams[0]
                rows.append(
                    MonitoringPoint(
                        unit=unit, team=team, code=f"NB-{serial:03d}", name=f"{unit.name}{place}"[:60], place=place
                    )
                )
        MonitoringPoint.objects.bulk_create(rows)
    found: dict[int, list[MonitoringPoint]] = {}
    for row in rows:
        found.setdefault(row.unit_id, []).append(row)
    return found


def moment(province: Province, days: float) -> datetime:
    """Working hours of the first working day after `days` days ago."""
    day = working_days_after(province.today - timedelta(days=int(days) + 1), 1)
    at = timezone.make_aware(
        datetime.combine(day, time(8 + province.random.randint(0, 8), province.random.randint(0, 59)))
    )
    return min(at, timezone.now())


def _signals(province: Province, points: dict[int, list[MonitoringPoint]]) -> list[tuple[Signal, UnitPlan, Any]]:
    """A year of signals, the oldest first; direct ones come from observers or without a name."""
    random = province.random
    observed = [plan for plan in province.plans if plan.unit.pk in points]
    show = next(p for p in province.plans if p.is_shown)
    made, plain = [], []
    secret = open_reports(province.named["observer"], PASSWORD)
    for n in range(SIGNALS):
        case = TOLD[n % len(TOLD)]
        direct = case[0] == SignalSource.DIRECT
        plan = random.choice(observed) if direct and n % 3 else random.choice(province.plans)
        if n % 40 == 1:
            plan = show
        at = moment(province, 360 * (1 - n / SIGNALS))
        signal = Signal(
            unit=plan.unit,
            source=case[0],
            domain=province.domains.get(case[1]),
            text=case[2].format(unit=plan.unit.name),
            occurred_on=(at - timedelta(days=random.randint(1, 20))).date(),
            received_at=at,
        )
        if direct:
            by = province.named["observer"] if plan.unit.pk in points else None
            if by:
                signal.monitoring_point = random.choice(points[plan.unit.pk])
            identity = {} if by or n % 2 else {"name": person(random), "contact": "（虚构）"}
            receive(signal, by=by, identity=identity, secret=secret if by else b"")
        else:
            signal.reference = f"浙信〔{at.year}〕{n + 1}号"
            plain.append(signal)
        made.append((signal, plan, case))
    with recorded(None, "演示数据", "demo.load"):
        Signal.objects.bulk_create(plain)
    return made


def _triage(province: Province, signals: list[tuple[Signal, UnitPlan, Any]]) -> None:
    """All but the newest are handled, most of them concluded."""
    for n, (signal, plan, case) in enumerate(signals[:-14]):
        by, at = province.inspectors[plan.unit.division_id], signal.received_at + timedelta(days=1)
        rows = Signal.objects.filter(pk=signal.pk)
        confirm(Signal, [signal], "take", by, at)
        if n >= len(signals) - 40:
            continue
        finding = "not" if not case[4] else ("true", "partly", "true", "open")[n % 4]
        options = {"finding": finding, "feedback": FEEDBACK[finding] if signal.receipt else ""}
        SIGNAL_LIFECYCLE.apply(rows, "conclude", by=by, at=at + timedelta(days=9), reason=case[3], **options)


def _warn(province: Province, signals: list[tuple[Signal, UnitPlan, Any]]) -> None:
    """Warnings on every third signal that asks for one, each taken as far as its stage."""
    random = province.random
    chosen = [row for row in signals[:-40] if row[2][4]][::3]
    stages = random.choices([name for name, _n in STAGES], [n for _name, n in STAGES], k=len(chosen))
    for n, (signal, plan, case) in enumerate(chosen):
        stage = stages[n]
        if plan.is_shown:
            stage = ("acknowledged", "issued", "closed", "answered")[n % 4]
        by = province.inspectors[plan.unit.division_id]
        warning = Warning(unit=plan.unit, level=("blue", "yellow", "blue", "red")[n % 4], text=case[4])
        # What is still open was warned of lately; the rest when the signal was concluded.
        recent = stage not in ("closed", "withdrawn")
        start = moment(province, random.randint(4, 6)) if recent else signal.received_at + timedelta(days=12)
        if stage == "escalated":
            start = moment(province, 22)
        warning.proposed_at = start
        propose(warning, [signal], by=by)
        _take(province, warning, plan, stage, by, start)


def _about_an_official(province: Province) -> None:
    """What the sign-in of the official has to answer."""
    official, show = province.named["official"], next(p for p in province.plans if p.is_shown)
    by = province.inspectors[SHOWCASE[0]]
    warning = Warning(unit=show.unit, official=official.official, level="blue", text=ABOUT_AN_OFFICIAL)
    warning.proposed_at = moment(province, 3)
    propose(warning, [], by=by)
    rows = Warning.objects.filter(pk=warning.pk)
    options: dict[str, Any] = {"handling": "inquiry", "level": "blue", "due_on": None}
    WARNING_LIFECYCLE.apply(rows, "issue", by=by, at=moment(province, 2), **options)


def _take(province: Province, warning: Warning, plan: UnitPlan, stage: str, by: Any, start: datetime) -> None:
    def step(verb: str, who: Any, days: float, reason: str = "", **inputs: Any) -> None:
        at = min(start + timedelta(days=days), timezone.now())
        WARNING_LIFECYCLE.apply(Warning.objects.filter(pk=warning.pk), verb, by=who, at=at, reason=reason, **inputs)

    if stage == "proposed":
        return
    handling = {"blue": "reminder", "yellow": "correction", "red": "warning"}[warning.level]
    step("issue", by, 0.05, handling=handling, level=warning.level, due_on=None)
    if stage == "withdrawn":
        step("withdraw", by, 1, "经复核，所涉事项已在发出前整改完毕。")
    if stage in ("issued", "withdrawn"):
        return
    if stage == "escalated":
        rows = overdue().filter(pk=warning.pk)
        WARNING_LIFECYCLE.attempt(rows, "escalate", by=None, at=timezone.now() - timedelta(days=2), reason=str(LATE))
        return
    step("acknowledge", plan.liaison, 1)
    if stage == "acknowledged":
        return
    step("answer", plan.liaison, 2, province.random.choice(ANSWERS))
    step("sign", plan.head, 2.05)
    if stage == "answered":
        return
    step("verify", by, 3, VERIFIED)
    if stage == "closed":
        step("close", by, 3.1)

"""A year of early warning in the demo province: who observes, what was told, and what was warned of.

Every state is reached by the steps that lead to it, taken on a working day by a person who may. How grave a warning
is follows from the matter, and what was warned of lately has not come as far as what was long ago.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import cycle
from typing import Any

from django.utils import timezone

from accounts.models import RoleGrant, User
from demo.builder import PASSWORD, SHOWCASE, Province, UnitPlan, confirm
from demo.cases import Case, cases, reference
from demo.papers import paper
from demo.places import person
from ground.lifecycle.changelog import recorded
from ground.lifecycle.roles import Role
from ground.lifecycle.workdays import working_days_after
from riskwarnings.choices import Handling, SignalSource
from riskwarnings.escalations import LATE, overdue
from riskwarnings.lifecycle.signals import SIGNAL_LIFECYCLE
from riskwarnings.lifecycle.warnings import WARNING_LIFECYCLE
from riskwarnings.models import MonitoringPoint, Observer, ObserverTeam, Signal, Warning, WarningFile
from riskwarnings.proposals import propose
from riskwarnings.reports import open_reports, receive
from riskwarnings.sealing import make_sealing_key
from units.choices import Industry, UnitLevel
from units.models import Unit

Told = tuple[Signal, UnitPlan, Case]
DIRECT = SignalSource.DIRECT
OBSERVED = "330200"  # the city with monitoring points, as in the report
TEAMS = 12
SIGNALS = 420
UNTOUCHED, IN_HAND = 14, 40  # so many of the newest signals wait for a handler, or for their conclusion
EVERYWHERE = ("窗口", "政务公开栏")
HALL, OPENING, SITE = "办事大厅", "开标现场", "工地现场"
TENDERING = {Industry.TRANSPORT, Industry.CONSTRUCTION, Industry.WATER, Industry.LAND, Industry.HEALTH}
BUILDING = {Industry.TRANSPORT, Industry.CONSTRUCTION, Industry.WATER}

FEEDBACK = {
    "true": "你反映的情况经核实属实，已要求整改，感谢监督。",
    "partly": "你反映的情况部分属实，已要求规范，感谢监督。",
    "not": "经核实，你反映的情况不属实，感谢关心。",
    "open": "现有线索无法查实，如有新的情况请补充。",
}
ABOUT_AN_OFFICIAL = "有群众反映你分管的项目变更较多，请就近一年变更审批的依据和过程作出说明。"
VERIFIED = (
    "现场查看台账并随机回访，整改措施已落实。",
    "抽查三份新办件，程序和签字齐全，佐证材料与台账一致。",
    "到现场核对公示内容和影像资料，整改情况属实。",
    "电话回访五名办事群众，均反映情况已改善。",
)
WITHDRAWN = "经复核，所涉事项已在发出前整改完毕。"
# A letter or notice to a unit by the gravity of the matter; talks are held with people.
HANDLING = {"blue": Handling.INQUIRY, "yellow": Handling.CORRECTION, "red": Handling.CORRECTION}
# How far warnings have come by their age in days, in turn.
AT_ONCE = ("proposed", "issued", "proposed")
WITHIN_THE_DAYS = ("issued", "acknowledged", "answered", "verified", "acknowledged", "closed")
PAST_THE_DAY = ("escalated", "closed", "verified", "answered", "closed")
LONG_AGO = ("closed", "closed", "late", "closed", "closed", "closed", "withdrawn", "closed", "closed", "verified")
# The newest signals about the unit of the sign-ins, as places from the end, and how far their warnings have come.
SHOWN = {24: "answered", 21: "acknowledged", 18: "issued", 16: "issued"}
NEVER_ANSWERED = (39, 37)  # grave ones of provincial offices: there is no level above that they could go up to


def warn_early(province: Province) -> None:
    province.progress("signals and warnings")
    points = _observe(province)
    for code in ("330000", OBSERVED, SHOWCASE[0]):
        make_sealing_key(province.inspectors[code], PASSWORD)
    make_sealing_key(province.named["auditor"], PASSWORD)
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
        members.append(Observer(team=teams[0], user=province.named["observer"], since=since))
        Observer.objects.bulk_create(members)
        units = [plan.unit for plan in province.plans if plan.unit.path.startswith(city.path)]
        rows, serial = [], 0
        for i, unit in enumerate(units):
            for place in _places(unit, i):
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


def later(at: datetime, days: int) -> datetime:
    """Working hours of the `days`th working day after `at`; within the hour where that is still to come."""
    then = timezone.localtime(at)
    if days:
        day = working_days_after(then.date(), days)
        then = then.replace(year=day.year, month=day.month, day=day.day, hour=8 + (then.minute * 7 + days) % 9)
    return at + timedelta(minutes=7) if not days or then > timezone.now() else then


def _places(unit: Unit, number: int) -> list[str]:
    """Where observers stand at `unit`: by its counters and boards, and where it opens bids or builds."""
    industry = Industry(unit.industry)
    further = [(HALL, number % 2), (OPENING, industry in TENDERING), (SITE, industry in BUILDING)]
    return [*EVERYWHERE, *(place for place, is_there in further if is_there)]


def _signals(province: Province, points: dict[int, list[MonitoringPoint]]) -> list[Told]:
    """A year of signals, the oldest first; direct ones come from observers or without a name."""
    random = province.random
    observed = [plan for plan in province.plans if plan.unit.pk in points]
    above = [plan for plan in province.plans if plan.unit.level == UnitLevel.PROVINCE]
    show = next(p for p in province.plans if p.is_shown)
    observers, secrets = _observers(), {}
    of_shown = cycle([case for case in cases() if case.warned and case.source != DIRECT and case.fits(show.unit)])
    grave = cycle([case for case in cases() if case.level == "red" and case.source != DIRECT])
    others = cycle(cases())
    made, plain = [], []
    for n in range(SIGNALS):
        left = SIGNALS - n
        if left in SHOWN or n % 41 == 5:
            case, plan = next(of_shown), show
        elif left in NEVER_ANSWERED:
            case = next(grave)
            plan = random.choice([p for p in above if case.fits(p.unit)] or above)
        else:
            case = next(others)
            asked = observed if case.source == DIRECT and n % 4 else province.plans
            plan = random.choice([p for p in asked if case.fits(p.unit) and not p.is_shown])
        at = moment(province, 360 * (1 - n / SIGNALS))
        signal = Signal(
            unit=plan.unit,
            source=case.source,
            domain=province.domains.get(case.domain),
            text=case.told.format(unit=plan.unit.name),
            occurred_on=(at - timedelta(days=random.randint(1, 20))).date(),
            received_at=at,
        )
        if case.source == DIRECT:
            here = [point for point in points.get(plan.unit.pk, ()) if point.place == case.place]
            by, identity = None, {}
            if here:
                signal.monitoring_point = random.choice(here)
                by = random.choice(observers[signal.monitoring_point.team_id])
                if by.pk not in secrets:
                    make_sealing_key(by, PASSWORD)
                    secrets[by.pk] = open_reports(by, PASSWORD)
            elif n % 2:
                identity = {"name": person(random), "contact": "（虚构）"}
            receive(signal, by=by, identity=identity, secret=secrets[by.pk] if by else b"")
        else:
            signal.reference = reference(case, plan.unit, at.year, n + 1)
            plain.append(signal)
        made.append((signal, plan, case))
    with recorded(None, "演示数据", "demo.load"):
        Signal.objects.bulk_create(plain)
    return made


def _observers() -> dict[int | None, list[User]]:
    """The observers of each team."""
    found: dict[int | None, list[User]] = {}
    for row in Observer.objects.select_related("user").order_by("pk"):
        found.setdefault(row.team_id, []).append(row.user)
    return found


def _triage(province: Province, signals: list[Told]) -> None:
    """All but the newest are handled, most of them concluded."""
    for n, (signal, plan, case) in enumerate(signals[:-UNTOUCHED]):
        by, at = province.inspectors[plan.unit.division_id], later(signal.received_at, 1)
        rows = Signal.objects.filter(pk=signal.pk)
        confirm(Signal, [signal], "take", by, at)
        if n >= len(signals) - IN_HAND:
            continue
        finding = "not" if not case.warned else ("true", "partly", "true", "open")[n % 4]
        options = {"finding": finding, "feedback": FEEDBACK[finding] if signal.receipt else ""}
        SIGNAL_LIFECYCLE.apply(rows, "conclude", by=by, at=later(at, 6), reason=case.found, **options)


def _warn(province: Province, signals: list[Told]) -> None:
    """Warnings on every third signal that asks for one and on all of the newest, taken as far as its age says."""
    random, now = province.random, timezone.now()
    newest = len(signals) - IN_HAND
    turns = [cycle(stages) for stages in (AT_ONCE, WITHIN_THE_DAYS, PAST_THE_DAY, LONG_AGO)]
    for n, (signal, plan, case) in enumerate(signals[:-UNTOUCHED]):
        left = len(signals) - n
        if not case.warned or (n % 3 and n < newest and not plan.is_shown):
            continue
        start = later(signal.received_at, random.randint(3, 7))
        days = (now - start).days
        stage = next(turns[(days > 5) + (days > 15) + (days > 30)])
        if left in NEVER_ANSWERED:
            stage = "issued"
        elif left in SHOWN:
            stage = SHOWN[left]
        by = province.inspectors[plan.unit.division_id]
        warning = Warning(unit=plan.unit, level=case.level, text=case.warned, proposed_at=start)
        propose(warning, [signal], by=by)
        _take(province, warning, plan, stage, by, case)


def _about_an_official(province: Province) -> None:
    """What the sign-in of the official has to answer."""
    official, show = province.named["official"], next(p for p in province.plans if p.is_shown)
    by = province.inspectors[SHOWCASE[0]]
    warning = Warning(unit=show.unit, official=official.official, level="blue", text=ABOUT_AN_OFFICIAL)
    warning.proposed_at = moment(province, 4)
    propose(warning, [], by=by)
    rows = Warning.objects.filter(pk=warning.pk)
    options: dict[str, Any] = {"handling": "inquiry", "level": "blue", "due_on": None}
    WARNING_LIFECYCLE.apply(rows, "issue", by=by, at=moment(province, 2), **options)


def _take(province: Province, warning: Warning, plan: UnitPlan, stage: str, by: User, case: Case) -> None:
    """Take one warning as far as `stage`, each step some working days after the one before."""
    random, at, rows = province.random, warning.proposed_at, Warning.objects.filter(pk=warning.pk)

    def step(verb: str, who: Any, days: int, reason: str = "", **inputs: Any) -> None:
        nonlocal at
        at = later(at, days)
        WARNING_LIFECYCLE.apply(rows, verb, by=who, at=at, reason=reason, **inputs)

    if stage == "proposed":
        return
    step("issue", by, 0, handling=HANDLING[warning.level], level=warning.level, due_on=None)
    if stage == "withdrawn":
        step("withdraw", by, 1, WITHDRAWN)
    if stage in ("issued", "withdrawn"):
        return
    if stage in ("escalated", "late"):
        at = later(at, 11)
        WARNING_LIFECYCLE.attempt(overdue().filter(pk=warning.pk), "escalate", by=None, at=at, reason=str(LATE))
    if stage == "escalated":
        return
    if stage != "late":  # who is late takes note of it by answering
        step("acknowledge", plan.liaison, random.randint(0, 1))
    if stage == "acknowledged":
        return
    step("answer", plan.liaison, random.randint(1, 5), case.answered)
    evidence = WarningFile(warning=warning, title="整改情况佐证材料", uploaded_at=at)
    evidence.file = paper("整改台账", f"{plan.unit.name}整改台账", warning.text, case.answered)
    assert plan.liaison
    evidence.keep(plan.liaison)
    step("sign", plan.head, 0)
    if stage == "answered":
        return
    if stage == "late":  # it went up, and the level above keeps it since
        warning.refresh_from_db()
        by = province.inspectors[warning.keeper.division_id]
    step("verify", by, random.randint(1, 4), random.choice(VERIFIED))
    if stage in ("closed", "late"):
        step("close", by, random.randint(0, 2))

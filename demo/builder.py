"""Builds the demo province through the register's own life cycles, so that what it shows is valid.

Deterministic: the same seed gives the same province. Rows are made as sets; every state is reached by the
transition that leads to it, made by a person who may.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils import timezone

from accounts.models import DutyAllowance, RoleGrant, User
from demo.places import HEADS, POSTS, Office, credit_code, offices_of, person, title_of
from exchange.library.catalogue import PowerText, powers
from ground.lifecycle.changelog import recorded
from ground.lifecycle.roles import Role
from powers.models import Domain, Flow, PowerItem, Step, Way
from units.areas import make_areas
from units.choices import UnitKind, UnitLevel
from units.models import Official, Post, PostPeriod, Unit

SEED = 2011
PASSWORD = "demo-lianzheng-2011"
HEALTH_ITEMS = ("YX-01", "YL-01", "KJ-01", "ZC-01", *(f"WS-{n:02d}" for n in range(2, 11)))
SHOWCASE = ("331003", "交通运输局")  # the unit of the sign-ins: one step is left to assess
COVERED_DIVISION = "331002"
ITEMS_BELOW_PROVINCE = 2

# How far a unit has come, and how many of a hundred units are there.
STAGES = (("covered", 46), ("nearly", 24), ("half", 15), ("started", 9), ("none", 6))


@dataclass
class UnitPlan:
    """A unit with its office, stage and everything made for it so far."""

    unit: Unit
    office: Office
    stage: str
    gap: str
    posts: dict[str, Post] = field(default_factory=dict)
    liaison: User | None = None
    head: User | None = None
    items: list[tuple[PowerItem, PowerText]] = field(default_factory=list)
    flows: list[tuple[Flow, list[Step], PowerText]] = field(default_factory=list)
    started: datetime = field(default_factory=timezone.now)

    @property
    def series(self) -> str:
        """The series of the unit's own documents, e.g. 黄交."""
        place = self.unit.name.removeprefix("国家税务总局")
        return f"{place[0]}{self.office.sign}"

    @property
    def is_shown(self) -> bool:
        """Whether it is the unit of the sign-ins."""
        return (self.unit.division_id, self.office.name) == SHOWCASE


class Province:
    """The units, people, powers and flows of the demo; `demo.filings` adds risk points and measures."""

    def __init__(self, progress: Callable[..., None]) -> None:
        self.random = Random(SEED)
        self.progress = progress
        self.today = timezone.localdate()
        self.password = make_password(PASSWORD)
        self.areas: dict[str, Unit] = {}
        self.plans: list[UnitPlan] = []
        self.inspectors: dict[str, User] = {}
        self.named: dict[str, User] = {}
        self.domains = {d.code: d for d in Domain.objects.all()}

    def build(self) -> None:
        self.progress("areas and units")
        self.areas = make_areas()
        self._units()
        self.progress("posts and people")
        self._posts()
        self._people()
        self.progress("powers and flows")
        self._powers()
        self._flows()

    # -- the tree -----------------------------------------------------------------------------

    def _units(self) -> None:
        serial, city = 0, ""
        for position, (code, area) in enumerate(list(self.areas.items())):
            if area.level != UnitLevel.COUNTY:
                city = area.name
            for office in offices_of(area.level, code, position):
                serial += 1
                parent = Unit.objects.get(pk=area.pk)
                name = office.named(area.name, city)
                facts = {
                    "code": f"{code}{serial:04d}",
                    "name": name,
                    "kind": office.kind,
                    "level": area.level,
                    "division_id": code,
                    "industry": office.industry,
                    "credit_code": credit_code(code, serial) if office.kind != UnitKind.OTHER else "",
                }
                unit = Unit.objects.add_child(parent, facts)
                self.plans.append(self._plan(unit, office, code))

    def _plan(self, unit: Unit, office: Office, code: str) -> UnitPlan:
        stage = self.random.choices([name for name, _n in STAGES], [n for _name, n in STAGES])[0]
        gap = self.random.choice(["contact", "rules", "published", "step", "held"])
        if code == COVERED_DIVISION or (code == "330000" and office.name == "卫生健康委员会"):
            stage = "covered"
        if (code, office.name) == SHOWCASE:
            stage, gap = "nearly", "step"
        started = timezone.now() - timedelta(days=self.random.randint(70, 300), hours=self.random.randint(0, 8))
        return UnitPlan(unit, office, stage, gap, started=started)

    # -- posts and people ---------------------------------------------------------------------

    def _posts(self) -> None:
        rows = []
        for plan in self.plans:
            for short, (department, discretion) in POSTS.items():
                post = Post(
                    unit=plan.unit,
                    department=department,
                    name=title_of(short, plan.office.leader),
                    discretion=discretion,
                    is_main_leader=short == "领导",
                    is_department_head=short in HEADS,
                )
                plan.posts[short] = post
                rows.append(post)
        Post.objects.bulk_create(rows)
        named = [p for p in self.plans if p.stage == "covered" or (p.stage == "nearly" and p.gap != "contact")]
        for plan in named:
            plan.unit.warning_contact = plan.posts["监察"]
        Unit.objects.bulk_update([p.unit for p in named], ["warning_contact"])
        officials = [
            Official(name=person(self.random), staff_number=f"ZJ{number:06d}")
            for number in range(len(self.plans) * 2)
        ]
        Official.objects.bulk_create(officials)
        periods = []
        for i, plan in enumerate(self.plans):
            for official, short in zip(officials[2 * i : 2 * i + 2], ("领导", "分管"), strict=True):
                since = date(self.today.year - self.random.randint(1, 6), self.random.randint(1, 12), 1)
                periods.append(PostPeriod(official=official, post=plan.posts[short], started_on=since))
        PostPeriod.objects.bulk_create(periods)
        self.officials = officials

    def _people(self) -> None:
        users: list[User] = []
        grants: list[tuple[User, Role, Unit]] = []

        def account(username: str, role: Role, unit: Unit, **facts: Any) -> User:
            user = User(
                username=username,
                name=facts.pop("name", None) or person(self.random),
                password=self.password,
                **facts,
            )
            users.append(user)
            grants.append((user, role, unit))
            return user

        for i, plan in enumerate(self.plans):
            show = plan.is_shown
            code = plan.unit.code
            plan.liaison = account("lianluo" if show else f"lianluo-{code}", Role.LIAISON, plan.unit)
            leader = self.officials[2 * i]
            plan.head = account(
                "fuzeren" if show else f"fuzeren-{code}",
                Role.UNIT_HEAD,
                plan.unit,
                name=leader.name,
                official=leader,
            )
            grants.append((plan.head, Role.OFFICIAL, plan.unit))
            if show:
                deputy = self.officials[2 * i + 1]
                self.named["official"] = account("ganbu", Role.OFFICIAL, plan.unit, name=deputy.name, official=deputy)
        for code, area in self.areas.items():
            show = code == SHOWCASE[0]
            self.inspectors[code] = account("jijian" if show else f"jijian-{code}", Role.INSPECTOR, area)
        top = self.areas["330000"]
        self.named |= {
            "checker": account("jiancha", Role.CHECKER, top),
            "administrator": account("guanli", Role.ADMINISTRATOR, top),
            # Named, so that the people drawn after it stay who they were.
            "second_administrator": account("guanli2", Role.ADMINISTRATOR, top, name="卢永明"),
            "auditor": account("shenji", Role.AUDITOR, top),
            "observer": account("guancha", Role.OBSERVER, self.areas["330200"]),
        }
        above = account("jijian-sheng", Role.INSPECTOR, top)
        with recorded(None, "演示数据", "demo.load"):
            User.objects.bulk_create(users)
            # A city has one inspector here, who takes what otherwise takes three.
            DutyAllowance.objects.bulk_create(
                DutyAllowance(
                    unit=unit,
                    given_by=above,
                    reason="纪检力量不足，暂由一人承办",
                    until=self.today + timedelta(days=180),
                )
                for unit in Unit.objects.filter(depth=top.depth + 1)
            )
            RoleGrant.objects.bulk_create(
                RoleGrant(
                    user=user,
                    role=role,
                    unit=unit,
                    granted_by=self.named["administrator"],
                    reason="按任命文件授予",
                    valid_from=self.today - timedelta(days=330),
                )
                for user, role, unit in grants
            )

    # -- powers and flows ---------------------------------------------------------------------

    def _catalogue(self, plan: UnitPlan) -> list[PowerText]:
        industry, level = plan.unit.industry, plan.unit.level
        if plan.unit.code.startswith("330000") and plan.office.name == "卫生健康委员会":
            return [p for p in powers() if p.code in HEALTH_ITEMS]
        fitting = [p for p in powers() if industry in p.industries and (not p.levels or level in p.levels)]
        most = 4 if level == UnitLevel.PROVINCE or plan.unit.division_id == COVERED_DIVISION else ITEMS_BELOW_PROVINCE
        return fitting[:most]

    def _powers(self) -> None:
        rows = []
        for plan in self.plans:
            if plan.stage == "none":
                continue
            for text in self._catalogue(plan):
                item = PowerItem(
                    unit=plan.unit,
                    code=text.code,
                    name=text.name,
                    kind=text.kind,
                    legal_basis=text.basis,
                    domain=self.domains[text.domain],
                    exercising_post=plan.posts["科长"],
                    is_public=text.is_public,
                )
                plan.items.append((item, text))
                rows.append(item)
        with recorded(None, "清权确权：录入权力事项", "demo.load"):
            PowerItem.objects.bulk_create(rows)
        refresh_statistics()
        for plan in self.plans:
            if plan.stage not in ("none", "started"):
                confirm(PowerItem, [item for item, _text in plan.items], "confirm", plan.head, plan.started)

    def _flows(self) -> None:
        drawn = [(p, item, text) for p in self.plans if p.stage != "started" for item, text in p.items]
        flows = Flow.objects.bulk_create(Flow(power_item=item) for _plan, item, _text in drawn)
        steps, ways = [], []
        for (plan, _item, text), flow in zip(drawn, flows, strict=True):
            own = [
                Step(
                    flow=flow,
                    number=number,
                    name=step.name,
                    handler=plan.posts[step.handler],
                    monitor=plan.posts[step.monitor],
                    time_limit=step.days,
                    is_end=step.is_end,
                    is_key=step.is_key,
                )
                for number, step in enumerate(text.steps, 1)
            ]
            steps += own
            plan.flows.append((flow, own, text))
            for row, step in zip(own, text.steps, strict=True):
                for kind, targets in (("forward", step.onwards), ("back", step.back)):
                    ways += [
                        Way(source=row, target=own[n - 1], kind=kind, condition=condition) for n, condition in targets
                    ]
        Step.objects.bulk_create(steps)
        Way.objects.bulk_create(ways)
        refresh_statistics()
        for plan in self.plans:
            flows_of = [flow for flow, _steps, _text in plan.flows]
            if plan.stage == "half":
                flows_of = flows_of[:1]
            confirm(Flow, flows_of, "confirm", plan.head, plan.started + timedelta(days=12))
            public = [f for f in flows_of if f.power_item.is_public]
            if plan.stage == "nearly" and plan.gap == "published":
                public = public[1:]
            if plan.stage != "half":
                confirm(Flow, public, "publish", plan.head, plan.started + timedelta(days=30))


def refresh_statistics() -> None:
    """Let the planner know of the rows made so far; autovacuum does not see them before the commit."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def confirm(model: Any, rows: Iterable[Any], verb: str, by: User | None, at: datetime, reason: str = "") -> None:
    """Take rows through a transition as `by` at that time; all or none, as the register's pages do."""
    chosen = [row.pk for row in rows]
    if chosen:
        model.lifecycle.apply(model.objects.filter(pk__in=chosen), verb, by=by, at=at, reason=reason)

"""The smallest valid things; every one can be told more."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import count, pairwise
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import DutyAllowance, RoleGrant, User
from exchange.library.models import LibraryEntry, LibraryPower
from exchange.workbooks.incoming.forms import INCOMING_FORMS
from exchange.workbooks.incoming.import_work import judge_rows
from exchange.workbooks.models import Import, ImportRow
from ground.lifecycle.roles import Role
from integrity.models import Declaration, Demerit
from measures.control_plans import Least
from measures.models import ControlPlan, Measure, MeasureLink, PlanRequirement, Rule
from oversight.index import computations
from oversight.index.choices import SHIPPED
from oversight.index.models import Period, Sheet, SheetPart
from powers.models import Domain, Flow, PowerItem, Step, Way
from riskpoints.models import RiskPoint
from riskwarnings.models import Signal, Warning
from riskwarnings.proposals import propose
from riskwarnings.sealing import make_sealing_key
from units.models import Division, Official, Post, PostPeriod, Unit

NUMBERS = count(1)
PASSWORD = "a-long-enough-password"
PASSPHRASE = "four words and a number 4"
AREAS = {"province": "330000", "city": "331000", "county": "331003"}


def make_area(level: str = "province", parent: Unit | None = None, division: str = "") -> Unit:
    code = division or AREAS[level]
    row = Division.objects.get(pk=code)
    facts: dict[str, Any] = {
        "code": f"Q{code}",
        "name": row.name,
        "level": row.level,
        "division": row,
        "is_area": True,
        "must_be_covered": False,
    }
    if parent is None:
        return Unit.objects.add_root(facts)
    return Unit.objects.add_child(Unit.objects.get(pk=parent.pk), facts)


def make_unit(parent: Unit | None = None, **facts: Any) -> Unit:
    parent = parent or Unit.objects.filter(depth=1).first() or make_area()
    facts.setdefault("name", f"第{next(NUMBERS)}局")
    facts.setdefault("code", f"U{next(NUMBERS):05d}")
    facts.setdefault("level", parent.level)
    facts.setdefault("division", parent.division)
    return Unit.objects.add_child(Unit.objects.get(pk=parent.pk), facts)


def make_post(unit: Unit, **facts: Any) -> Post:
    facts.setdefault("name", f"岗位{next(NUMBERS)}")
    return Post.objects.create(unit=unit, **facts)


def make_user(role: Role | str | None = None, unit: Unit | None = None, **facts: Any) -> User:
    facts.setdefault("username", f"user{next(NUMBERS)}")
    facts.setdefault("name", f"张{next(NUMBERS)}")
    facts.setdefault("must_change_password", False)
    user = User.objects.create_user(password=PASSWORD, **facts)
    if role:
        assert unit is not None
        RoleGrant.objects.create(user=user, role=role, unit=unit, reason="测试")
    return user


def make_key_of(*users: User) -> None:
    """A sealing key for each of these people, all with the same passphrase."""
    for user in users:
        make_sealing_key(user, PASSPHRASE)


def make_power(unit: Unit, **facts: Any) -> PowerItem:
    facts.setdefault("code", f"XK-{next(NUMBERS):05d}")  # boards are in the order of their codes
    facts.setdefault("name", "道路运输经营许可")
    facts.setdefault("kind", "permit")
    facts.setdefault("legal_basis", "道路运输条例第八条")
    if "exercising_post" not in facts:
        facts["exercising_post"] = make_post(unit)
    return PowerItem.objects.create(unit=unit, **facts)


def make_flow(item: PowerItem, steps: int = 2, status: str = "draft", **facts: Any) -> Flow:
    """A flow without faults: its steps follow each other, the last one ends it."""
    flow = Flow.objects.create(power_item=item, status=status, **facts)
    handler, monitor = make_post(item.unit), make_post(item.unit)
    rows = [
        Step.objects.create(flow=flow, number=n, name=f"环节{n}", handler=handler, monitor=monitor, is_end=n == steps)
        for n in range(1, steps + 1)
    ]
    for source, target in pairwise(rows):
        Way.objects.create(source=source, target=target)
    return flow


def make_point(unit: Unit, **facts: Any) -> RiskPoint:
    """A low risk point, as a draft."""
    facts.setdefault("name", f"风险点{next(NUMBERS)}")
    facts.setdefault("manifestation", "对不符合条件的予以通过。")
    facts.setdefault("risk_class", "process")
    return RiskPoint.objects.create(unit=unit, **facts)


def make_measure(point: RiskPoint, **facts: Any) -> Measure:
    facts.setdefault("text", "两人以上核查，全程记录。")
    facts.setdefault("method", "procedure")
    if "responsible_post" not in facts:
        facts["responsible_post"] = make_post(point.unit)
    measure = Measure.objects.create(unit=point.unit, **facts)
    MeasureLink.objects.create(measure=measure, point=point)
    return measure


def make_rule(unit: Unit, **facts: Any) -> Rule:
    facts.setdefault("number", f"第{next(NUMBERS)}号")
    facts.setdefault("title", "廉政风险防控办法")
    facts.setdefault("issuer", unit.name)
    facts.setdefault("enacted_on", "2011-03-01")
    return Rule.objects.create(unit=unit, **facts)


def make_library(area: Unit, **facts: Any) -> LibraryEntry:
    """An entry offered on the first of two steps of a library power of `area`."""
    ways = [{"to": 1, "kind": "forward", "condition": ""}]
    facts_of_step = {"handler": "经办岗", "monitor": "监察室主任", "time_limit": 5, "is_key": False}
    flow = [
        {"name": "环节1", "ways": ways, "is_end": False} | facts_of_step,
        {"name": "环节2", "ways": [], "is_end": True} | facts_of_step,
    ]
    name = facts.pop("power", "行政许可")
    power, _new = LibraryPower.objects.get_or_create(
        unit=area, code="K-1", defaults={"name": name, "kind": "permit", "industries": ["transport"], "flow": flow}
    )
    facts = {
        "name": "库中的风险",
        "manifestation": "库中的表现形式",
        "risk_class": "duty",
        "status": "offered",
    } | facts
    facts |= dict.fromkeys(("likelihood", "harm", "importance", "frequency"), 3)
    measures = [{"method": "procedure", "text": "库中的措施"}]
    return LibraryEntry.objects.create(unit=area, power=power, step=0, measures=measures, **facts)


def make_import(by: User, unit: Unit, **values: str) -> Import:
    """A file with one row, read and waiting for its person; one of its columns is unknown."""
    told = {"name": "风险", "grade": "中", "measures": "措施", "risk_class": "岗位职责"} | values
    sheet = {"name": "表", "form": "risk_points", "title": "", "fields": {name: name for name in told}}
    sheet |= {"unplaced": ["说法"], "lacks": [], "rows": 1, "notes": [], "claims": []}
    sheet |= {"columns": [{"index": 0, "heading": "说法", "field": "", "guess": "", "values": ["封存底价"]}]}
    source = Import.objects.create(unit=unit, by=by, file_name="表.xlsx", status="ready", sheets=[sheet])
    source.file.save("表.csv", ContentFile(b"x"))
    parsed, misread = INCOMING_FORMS["risk_points"].parse(told)
    ImportRow.objects.create(
        source=source, sheet=0, number=2, form="risk_points", values=told, parsed=parsed, misread=misread
    )
    judge_rows(source)
    return source


def make_plan(domain: Domain, **asks: Least) -> ControlPlan:
    """A control plan in force; asks: the least by grade."""
    plan = ControlPlan.objects.create(domain=domain, title=f"{domain.name}领域防控办法", text="逐环节排查。")
    for grade, least in asks.items():
        PlanRequirement.objects.create(plan=plan, grade=grade, **least)
    return plan


def make_signal(unit: Unit, **facts: Any) -> Signal:
    """A complaint about `unit` that nobody has triaged yet."""
    facts.setdefault("source", "complaint")
    facts.setdefault("text", "窗口人员对同一申请先后提出不同的材料要求。")
    return Signal.objects.create(unit=unit, **facts)


def make_warning(unit: Unit, by: User, signals: Iterable[Signal] = (), **facts: Any) -> Warning:
    """A proposed warning."""
    facts.setdefault("level", "blue")
    facts.setdefault("text", "近期多次反映同一窗口材料要求不一致，请自查并说明。")
    return propose(Warning(unit=unit, **facts), signals, by=by)


def make_official(post: Post, user: User | None = None, since: str = "2010-01-01") -> Official:
    """An official who holds a post; with the account `user`, if one is given."""
    official = Official.objects.create(name="赵一诺", staff_number=f"ZJ{next(NUMBERS)}")
    PostPeriod.objects.create(official=official, post=post, started_on=since)
    if user:
        user.official = official
        user.save()
    return official


def make_declaration(official: Official, unit: Unit, **facts: Any) -> Declaration:
    """A declaration that is still a draft."""
    facts.setdefault("aspect", "family")
    facts.setdefault("relation", "spouse")
    facts.setdefault("text", "配偶在相关企业任职。")
    return Declaration.objects.create(official=official, unit=unit, **facts)


def make_demerit(official: Official, unit: Unit, points: int = 2, **facts: Any) -> Demerit:
    facts.setdefault("basis", "procedure")
    facts.setdefault("text", "超过时限办结。")
    return Demerit.objects.create(official=official, unit=unit, points=points, **facts)


def make_sheet(area: Unit, parts: Iterable[tuple[str, str, Any]] = SHIPPED, **facts: Any) -> Sheet:
    """An indicator sheet. parts: name, source and weight of each."""
    sheet = Sheet.objects.create(unit=area, version=next(NUMBERS), reason="试行", **facts)
    for number, (name, source, weight) in enumerate(parts, 1):
        SheetPart.objects.create(sheet=sheet, number=number, name=name, source=source, weight=weight)
    return sheet


def make_period(area: Unit, **facts: Any) -> Period:
    facts.setdefault("name", f"第{next(NUMBERS)}期")
    facts.setdefault("starts_on", "2011-07-01")
    facts.setdefault("ends_on", "2011-09-30")
    if "sheet" not in facts:
        facts["sheet"] = make_sheet(area)
    return Period.objects.create(unit=area, **facts)


def compute(period: Period, by: User) -> Any:
    """Take a period through its computation, in this process; returns the computation."""
    period.perform("compute", by=by)
    computations.go_on(period.computations.first().pk)  # type: ignore[union-attr]
    period.refresh_from_db()
    return period.newest


class World:
    """A province with a city, a county and a unit that lacks one assessed step, and everybody in it."""

    def __init__(self) -> None:
        self.province = make_area("province")
        self.city = make_area("city", self.province)
        self.county = make_area("county", self.city)
        self.unit = make_unit(self.county, name="青江县交通运输局")
        self.elsewhere = make_unit(make_area("county", self.city, "331002"), name="别处局")
        self.liaison = make_user(Role.LIAISON, self.unit, username="liaison", name="李联络")
        self.head = make_user(Role.UNIT_HEAD, self.unit, username="head", name="王局长")
        self.inspector = make_user(Role.INSPECTOR, self.county, username="inspector", name="陈纪检")
        self.checker = make_user(Role.CHECKER, self.province, username="checker", name="周检查")
        self.observer = make_user(Role.OBSERVER, self.county, username="observer")
        self.official = make_user(Role.OFFICIAL, self.unit, username="official")
        self.administrator = make_user(Role.ADMINISTRATOR, self.province, username="administrator")
        self.auditor = make_user(Role.AUDITOR, self.province, username="auditor")
        # One inspector alone takes what otherwise takes three; tests/test_separated_duties.py goes without.
        DutyAllowance.objects.create(
            unit=self.city,
            reason="编制仅一人",
            until=timezone.localdate() + timedelta(days=30),
            given_by=self.administrator,
        )
        self.item = make_power(self.unit, status="confirmed")
        self.flow = make_flow(self.item, status="published")
        self.steps = list(self.flow.steps.all())
        self.unit.warning_contact = make_post(self.unit, name="监察室主任")
        self.unit.save()
        self.rule = make_rule(self.unit)

    def registered(self, step: Step | None = None, **facts: Any) -> RiskPoint:
        """A registered point with a measure in force."""
        point = make_point(self.unit, step=step, **facts)
        make_measure(point, status="in_force", accountable_post=make_post(self.unit))
        point.perform("file", by=self.liaison)
        point.perform("endorse", by=self.head)
        point.perform("register", by=self.inspector)
        return point

    def filed(self, **facts: Any) -> RiskPoint:
        point = make_point(self.unit, **facts)
        make_measure(point, accountable_post=make_post(self.unit))
        point.perform("file", by=self.liaison)
        return point

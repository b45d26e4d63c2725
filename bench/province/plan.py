"""Which units the province has, how large each is, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from bench.province.words import PLACES
from demo.places import CITY, COUNTY, PROVINCE, Office, credit_code
from units.choices import Industry, UnitKind, UnitLevel

# The size of the report (DOMAIN section 1), at scale 1.
UNITS, OFFICIALS, FLOWS, STEPS = 30_000, 830_000, 100_000, 520_000
POINTS, MEASURES, RULES = 1_300_000, 1_160_000, 30_000

STAGES = (("covered", 46), ("nearly", 24), ("half", 15), ("started", 10), ("none", 5))
GAPS = ("contact", "rules", "published", "step", "held")
PROVINCIAL, MUNICIPAL = 0.015, 0.2  # shares of all units that lie at the province and in the cities
SUBORDINATE = 0.18  # share of units that lie below another unit, such as a school below its bureau
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

FURTHER = [
    Office("审计局", "审", UnitKind.PARTY_STATE, Industry.FINANCE),
    Office("农业农村局", "农", UnitKind.PARTY_STATE, Industry.GENERAL),
    Office("林业局", "林", UnitKind.PARTY_STATE, Industry.ENVIRONMENT),
    Office("文化广电旅游体育局", "文广", UnitKind.PARTY_STATE, Industry.GENERAL),
    Office("应急管理局", "应急", UnitKind.PARTY_STATE, Industry.GENERAL),
    Office("统计局", "统", UnitKind.PARTY_STATE, Industry.GENERAL),
    Office("司法局", "司", UnitKind.PARTY_STATE, Industry.PUBLIC_SECURITY),
    Office("人民法院", "法", UnitKind.PARTY_STATE, Industry.PUBLIC_SECURITY, "院长"),
    Office("人民检察院", "检", UnitKind.PARTY_STATE, Industry.PUBLIC_SECURITY, "检察长"),
    Office("供销合作社联合社", "供", UnitKind.OTHER, Industry.GENERAL, "主任"),
    Office("妇女联合会", "妇", UnitKind.MASS, Industry.GENERAL, "主席"),
    Office("招商局", "商", UnitKind.PARTY_STATE, Industry.APPROVAL),
]
BELOW = [
    Office("中心小学", "小", UnitKind.INSTITUTION, Industry.EDUCATION, "校长"),
    Office("初级中学", "中", UnitKind.INSTITUTION, Industry.EDUCATION, "校长"),
    Office("卫生院", "卫院", UnitKind.INSTITUTION, Industry.HEALTH, "院长"),
    Office("派出所", "派", UnitKind.PARTY_STATE, Industry.PUBLIC_SECURITY, "所长"),
    Office("自然资源所", "资", UnitKind.PARTY_STATE, Industry.LAND, "所长"),
    Office("水利管理站", "水站", UnitKind.INSTITUTION, Industry.WATER, "站长"),
    Office("公路管理段", "路", UnitKind.INSTITUTION, Industry.TRANSPORT, "段长"),
    Office("镇人民政府", "政", UnitKind.PARTY_STATE, Industry.GENERAL, "镇长"),
    Office("街道办事处", "街", UnitKind.PARTY_STATE, Industry.GENERAL, "主任"),
    Office("城市投资公司", "城投", UnitKind.ENTERPRISE, Industry.STATE_ASSETS, "总经理"),
]


@dataclass(frozen=True)
class Place:
    """A step where risk points lie: its id, domain, what its power is about, and whether its flow is in force."""

    step: int
    domain: int
    thing: str
    in_force: bool


@dataclass
class Plan:
    """One unit: its row, its share of everything, and who answers for it."""

    pk: int
    path: str
    code: str
    name: str
    office: Office
    level: str
    division: str
    credit: str
    weight: float
    stage: str
    gap: str
    started: int  # days ago
    children: int = 0
    officials: int = 0
    flows: int = 0
    points: int = 0
    rules: int = 0
    liaison: int = 0
    head: int = 0
    inspector: int = 0
    posts: dict[str, int] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)

    @property
    def holders(self) -> list[int]:
        """The posts that risk points lie on."""
        return [pk for short, pk in self.posts.items() if short not in ("监察", "办公室")]


def part(number: int) -> str:
    """Four characters of a path, as treebeard writes them."""
    text = ""
    while number:
        number, rest = divmod(number, 36)
        text = ALPHABET[rest] + text
    return text.rjust(4, "0")


def plan_units(areas: list[tuple[int, str, str, str, str]], scale: float, random: Random) -> list[Plan]:
    """The units below `areas`, each (id, path, division code, name, level), with numbers for ids from the next on."""
    total = max(round(UNITS * scale), len(areas))
    cities = [a for a in areas if a[4] == UnitLevel.CITY]
    counties = [a for a in areas if a[4] == UnitLevel.COUNTY]
    size = {a[2]: random.lognormvariate(0, 0.5) for a in areas}
    wanted = {a[2]: 0.0 for a in areas}
    for group, amount in (
        ([a for a in areas if a[4] == UnitLevel.PROVINCE], total * PROVINCIAL),
        (cities, total * MUNICIPAL),
        (counties, total * (1 - PROVINCIAL - MUNICIPAL)),
    ):
        whole = sum(size[a[2]] for a in group)
        for area in group:
            wanted[area[2]] = amount * size[area[2]] / whole
    numbers = dict(zip(wanted, share(total, list(wanted.values())), strict=True))
    plans: list[Plan] = []
    pk = max(a[0] for a in areas)
    areas_below = {path: sum(1 for a in areas if a[1][:-4] == path) for _pk, path, *_rest in areas}
    for _pk, path, code, name, level in areas:
        taken = areas_below[path]
        mothers: list[Plan] = []
        for n in range(numbers[code]):
            pk += 1
            below = mothers and random.random() < SUBORDINATE
            mother = random.choice(mothers) if below else None
            office, title = _office(level, n, name, bool(below), random)
            if mother:
                mother.children += 1
                own = mother.path + part(mother.children)
            else:
                taken += 1
                own = path + part(taken)
            plan = Plan(
                pk=pk,
                path=own,
                code=f"{code}{n + 1:05d}",
                name=title,
                office=office,
                level=level,
                division=code,
                credit=credit_code(code, n + 1) if office.kind != UnitKind.OTHER else "",
                weight=random.lognormvariate(0, 1.1) * {"province": 4, "city": 2}.get(level, 1),
                stage=random.choices([s for s, _n in STAGES], [n for _s, n in STAGES])[0],
                gap=random.choice(GAPS),
                started=random.randint(70, 300),
            )
            plans.append(plan)
            if not mother:
                mothers.append(plan)
    _shares(plans, scale)
    return plans


def _office(level: str, n: int, place: str, below: bool, random: Random) -> tuple[Office, str]:
    prefix = place if level != UnitLevel.PROVINCE else "浙江省"
    if below:
        office = BELOW[random.randrange(len(BELOW))]
        return office, f"{prefix}{random.choice(PLACES)}{office.name}"
    offices = {UnitLevel.PROVINCE.value: PROVINCE, UnitLevel.CITY.value: CITY}.get(level, COUNTY) + FURTHER
    if n < len(offices):
        return offices[n], f"{prefix}{offices[n].name}"
    office = BELOW[n % len(BELOW)]
    return office, f"{prefix}{PLACES[n % len(PLACES)]}{office.name}"


def _shares(plans: list[Plan], scale: float) -> None:
    """Give every unit its share of the province; units that have not begun have people and nothing else."""
    weights = [p.weight for p in plans]
    working = [0.0 if p.stage == "none" else p.weight for p in plans]
    founded = [0.0 if p.stage in ("none", "started") or p.gap == "rules" else p.weight**1.3 for p in plans]
    for name, amount, by in (
        ("officials", OFFICIALS, weights),
        ("flows", FLOWS, working),
        ("points", POINTS, working),
        ("rules", RULES, founded),
    ):
        least = 3 if name == "officials" else int(name in ("flows", "rules"))
        floor = [least if w else 0 for w in by]
        rest = share(max(round(amount * scale) - sum(floor), 0), by)
        for plan, n, first in zip(plans, rest, floor, strict=True):
            setattr(plan, name, n + first)


def share(total: int, weights: list[float]) -> list[int]:
    """Whole numbers in proportion to `weights` that add up to `total`."""
    whole, given, so_far = sum(weights), 0, 0.0
    found = []
    for weight in weights:
        so_far += weight
        upto = round(total * so_far / whole)
        found.append(upto - given)
        given = upto
    return found

"""Units with their posts, the officials who hold them, and the accounts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bench.province.maker import Maker, Row, row
from bench.province.plan import Plan
from demo.places import POSTS, person, title_of

PROVINCE = "330000"
POSTS_AT_MOST = 60


def of_areas(m: Maker) -> Iterator[Row]:
    """The sign-ins of the bench, an inspector for each area and a checker for each city."""
    top = m.areas[PROVINCE]
    m.administrator = m.next["accounts_user"]
    yield from _account(m, "guanli", "administrator", top)
    yield from _account(m, "shenji", "auditor", top)
    yield from _account(m, "jiancha", "checker", top)
    for code, pk in m.areas.items():
        m.inspectors[code] = m.next["accounts_user"]
        yield from _account(m, f"jijian-{code}", "inspector", pk)
        if code.endswith("00") and code != PROVINCE:
            yield from _account(m, f"jiancha-{code}", "checker", pk)
    yield m.context(0, "load", None, "全省数据载入", "province.load")


def of_unit(m: Maker, plan: Plan) -> Iterator[Row]:
    plan.inspector = m.inspectors[plan.division]
    yield from _posts(m, plan)
    contact = plan.stage == "covered" or (plan.stage == "nearly" and plan.gap != "contact")
    yield row(
        "units_unit",
        plan.pk,
        plan.path,
        len(plan.path) // 4,
        plan.children,
        plan.code,
        plan.name,
        plan.office.kind.value,
        plan.level,
        plan.office.industry.value,
        plan.credit,
        False,
        True,
        "active",
        plan.division,
        plan.posts["监察"] if contact else None,
    )
    yield from _officials(m, plan)


def _posts(m: Maker, plan: Plan) -> Iterator[Row]:
    for short, (department, discretion) in POSTS.items():
        pk = plan.posts[short] = m.take("units_post")
        title = title_of(short, plan.office.leader)
        yield row("units_post", pk, department, title, discretion, short == "领导", False, plan.pk)
    for n in range(min(max(plan.officials // 6 - 2, 0), POSTS_AT_MOST)):
        pk = plan.posts[f"+{n}"] = m.take("units_post")
        title = ("科长", "主办岗", "协办岗")[n % 3]
        yield row("units_post", pk, f"业务{n // 3 + 1}科", title, "medium", False, False, plan.pk)


def _officials(m: Maker, plan: Plan) -> Iterator[Row]:
    random, posts = m.random, list(plan.posts.values())
    first, leader = 0, ""
    for n in range(plan.officials):
        pk, name = m.take("units_official"), person(random)
        yield row("units_official", pk, name, f"ZJ{pk:08d}")
        first, leader = first or pk, leader or name
        since = m.today.replace(day=1) - timedelta(days=random.randrange(60, 2500))
        if n % 20 == 19:  # held another post before
            before, ended = since - timedelta(days=900), since - timedelta(days=1)
            yield row("units_postperiod", m.take("units_postperiod"), before, ended, pk, random.choice(posts))
        post = posts[n] if n < len(posts) else random.choice(posts[3:])
        yield row("units_postperiod", m.take("units_postperiod"), since, None, pk, post)
    plan.liaison = m.next["accounts_user"]
    yield from _account(m, f"lianluo-{plan.code}", "liaison", plan.pk)
    plan.head = m.next["accounts_user"]
    yield from _account(m, f"fuzeren-{plan.code}", "unit_head", plan.pk, leader, first)


def _account(
    m: Maker, username: str, role: str, unit: int, name: str = "", official: int | None = None
) -> Iterator[Row]:
    pk, since = m.take("accounts_user"), m.ago(330)
    name = name or person(m.random)
    yield row("accounts_user", pk, m.password, username, name, "", False, True, since, official, True, 0)
    by = None if pk == m.administrator else m.administrator
    grant = m.take("accounts_rolegrant")
    yield row("accounts_rolegrant", grant, role, since.date(), "按任命文件授予", by, unit, pk)

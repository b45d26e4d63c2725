"""Rules, risk points in every state, the measures that hold them, and steps signed as free of risk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bench.province.maker import Maker, Row, row
from bench.province.plan import Plan
from bench.province.words import RULES
from demo.filings import RETURNS, VERIFIED
from ground.lifecycle.workdays import working_days_after
from measures.choices import Method
from riskpoints.choices import FoundBy, RiskClass
from riskpoints.grading import SCALE, grade
from riskpoints.lifecycle import ANSWER_WITHIN, ENDORSE_WITHIN, REGISTER_WITHIN

LATER = 20  # days from a registration to that of the revision
# Every combination of the four values is graded once.
GRADES = {
    (a, b, c, d, three): grade(a, b, c, d, three_majors=three).value
    for a in SCALE
    for b in SCALE
    for c in SCALE
    for d in SCALE
    for three in (False, True)
}
LOWER = {"high": "medium", "medium": "low", "low": ""}
LEADERS = {"high": "领导", "medium": "分管", "low": "科长"}
METHODS, CLASSES, FOUND = ([c.value for c in choices] for choices in (Method, RiskClass, FoundBy))
# States of the points that are not the only one of their step, by how far the unit has come, in parts of a hundred.
STATES = {
    "covered": {"registered": 93, "draft": 1, "filed": 1, "endorsed": 1, "returned": 1, "retired": 3},
    "nearly": {"registered": 88, "draft": 2, "filed": 3, "endorsed": 2, "returned": 2, "retired": 3},
    "half": {"registered": 45, "draft": 15, "filed": 14, "endorsed": 10, "returned": 9, "retired": 2, "discarded": 5},
    "started": {"draft": 60, "filed": 40},
}
FILED = {"filed", "endorsed", "registered", "returned", "retired", "applied"}
ENDORSED = {"endorsed", "registered", "retired", "applied"}
REGISTERED = {"registered", "retired", "applied"}
HELD = {"filed", "endorsed", "registered", "retired"}
ON_STEPS, ON_POSTS = 0.55, 0.9  # share of points on steps; of the others, share on posts
SHARED, SECOND = 0.17, 0.055  # measures that hold one more point; points with a second measure
VERIFIED_ONE_IN = 6


@dataclass
class Point:
    """A risk point and what its row needs."""

    pk: int
    state: str
    grade: str
    step: int | None
    post: int | None
    domain: int | None
    thing: str
    name: str
    manifestation: str
    values: tuple[int, int, int, int]
    three_majors: bool
    computed: str
    reason: str
    review_on: date
    began: int  # days ago
    merged: bool  # a revision of it was registered and merged into it
    verified: bool  # its measure was verified as effective


def of_unit(m: Maker, plan: Plan) -> Iterator[Row]:
    for action, user, reason, name in (
        ("create", plan.liaison, "", "riskpoint.create"),
        ("file", plan.liaison, "", "riskpoint.file"),
        ("endorse", plan.head, "", "riskpoint.endorse"),
        ("register", plan.inspector, "", "riskpoint.register"),
        ("return", plan.head, m.random.choice(RETURNS), "riskpoint.return"),
        ("retire", plan.inspector, "职权已下放，风险点随之销号。", "riskpoint.retire"),
        ("discard", plan.liaison, "与另一风险点重复。", "riskpoint.discard"),
        ("in_force", plan.liaison, "", "measure.put_in_force"),
        ("verify", plan.inspector, VERIFIED, "measure.verify"),
    ):
        yield m.context(plan.pk, action, user, reason, name)
    rules: list[int] = []
    for n in range(plan.rules):
        rules.append(m.take("measures_rule"))
        yield _rule(m, plan, rules[-1], n)
    on_steps = min(round(plan.points * ON_STEPS), 2 * len(plan.places))
    assessed = len(plan.places) - (plan.stage == "nearly" and plan.gap == "step")
    held = []
    for n in range(plan.points):
        point = _point(m, plan, n, on_steps, assessed)
        yield _row(m, plan, point)
        if point.merged or (point.state == "registered" and n % 50 == 7):
            yield _revision(m, plan, point)
        if point.state in HELD:
            held.append(point)
    # Steps without a point are signed as free of risk, all of them where the unit is covered.
    for place in plan.places[on_steps:assessed]:
        if place.in_force and (plan.stage != "half" or m.random.random() < 0.4):
            pk, at = m.take("riskpoints_noriskfinding"), m.ago(plan.started - 26)
            note = "本环节仅作登记，无自由裁量空间。"
            yield row("riskpoints_noriskfinding", pk, note, at, "signed", plan.head, place.step)
    yield from _measures(m, plan, held, rules)


def _rule(m: Maker, plan: Plan, pk: int, n: int) -> Row:
    number = f"{plan.name[:2]}发〔{m.today.year - n % 3}〕{n + 1}号"
    enacted = m.today - timedelta(days=m.random.randrange(30, 1000))
    state = "abolished" if n % 25 == 24 else "in_force"
    title = plan.name + m.words.pick(RULES)
    return row("measures_rule", pk, number, title, plan.name, enacted, state, "", "", None, plan.pk)


def _point(m: Maker, plan: Plan, n: int, on_steps: int, assessed: int) -> Point:
    random, chances = m.random, STATES[plan.stage]
    state = random.choices(list(chances), list(chances.values()))[0]
    step = post = domain = None
    thing = ""
    if n < on_steps:
        place = plan.places[n % len(plan.places)]
        step, domain, thing = place.step, place.domain, place.thing
        # The first point of each step decides whether the step is assessed.
        if n < len(plan.places) and n >= assessed:
            state = "draft"
        elif n < len(plan.places) and plan.stage in ("covered", "nearly"):
            state = "registered"
    elif random.random() < ON_POSTS:
        post = random.choice(plan.holders)
    thing = thing or m.thing()
    name, manifestation = m.words.point(thing)
    values = (random.randint(1, 5), random.randint(2, 5), random.randint(1, 5), random.randint(1, 5))
    three_majors = random.random() < 0.04
    computed = chosen = GRADES[(*values, three_majors)]
    reason = ""
    if not three_majors and computed != "high" and random.random() < 0.02:
        chosen, reason = "high", "涉及群众切身利益，从严掌握"
    pk, began = m.take("riskpoints_riskpoint"), plan.started - n % 20
    registered = began - 25
    return Point(
        pk=pk,
        state=state,
        grade=chosen,
        step=step,
        post=post,
        domain=domain,
        thing=thing,
        name=name,
        manifestation=manifestation,
        values=values,
        three_majors=three_majors,
        computed=computed,
        reason=reason,
        review_on=m.today - timedelta(days=registered - 200 - n % 160),
        began=began,
        merged=state == "registered" and n % 100 == 7,
        verified=state == "registered" and plan.stage == "covered" and pk % VERIFIED_ONE_IN == 0,
    )


def _revision(m: Maker, plan: Plan, point: Point) -> Row:
    """The revision of a point: merged into it, or still on its way."""
    revision = Point(**vars(point) | {"pk": m.take("riskpoints_riskpoint"), "merged": False, "verified": False})
    revision.state = "applied" if point.merged else m.random.choice(("draft", "filed", "endorsed"))
    revision.began -= LATER
    return _row(m, plan, revision, revises=point.pk)


def _row(m: Maker, plan: Plan, p: Point, revises: int | None = None) -> Row:
    filed, endorsed, registered = p.state in FILED, p.state in ENDORSED, p.state in REGISTERED
    returned = p.state == "returned"
    # A point with a merged revision carries the stamp of that revision's registration.
    registered_ago = p.began - 25 - (LATER if p.merged else 0)
    return row(
        "riskpoints_riskpoint",
        p.pk,
        CLASSES[p.pk % 5],
        p.name,
        p.manifestation,
        FOUND[p.pk % 4],
        *p.values,
        p.three_majors,
        p.computed,
        1,
        p.grade,
        p.reason,
        LOWER[p.grade] if p.verified else "",
        p.review_on,
        p.state,
        2 if p.merged or revises else 1,
        m.ago(p.began),
        m.ago(p.began - 14) if filed else None,
        m.ago(p.began - 18) if endorsed else None,
        m.ago(registered_ago) if registered else None,
        m.ago(p.began - 18) if returned else None,
        RETURNS[p.pk % len(RETURNS)] if returned else "",
        plan.liaison,
        plan.head if endorsed else None,
        plan.liaison if filed else None,
        p.post,
        plan.inspector if registered else None,
        plan.head if returned else None,
        revises,
        p.step,
        plan.pk,
        p.domain,
        plan.office.industry.value,
        plan.path,
        _act_by(m, p),
    )


# How long ago, against the beginning of a point, its present wait began, and the working days given for it.
WAITS = {"filed": (14, ENDORSE_WITHIN), "endorsed": (18, REGISTER_WITHIN), "returned": (18, ANSWER_WITHIN)}


def _act_by(m: Maker, p: Point) -> date | None:
    if p.state not in WAITS:
        return None
    after, days = WAITS[p.state]
    return working_days_after(m.ago(p.began - after).date(), days)


def _measures(m: Maker, plan: Plan, held: list[Point], rules: list[int]) -> Iterator[Row]:
    """Measures for the points that need one; some hold two points, some points have two measures."""
    bare = 2 if plan.stage == "nearly" and plan.gap == "held" else 0
    last, kind = 0, None
    for n, point in enumerate(held):
        works = point.state == "registered" and n >= bare and not (plan.stage == "half" and n % 2)
        status = "ended" if point.state == "retired" else "in_force" if works else "planned"
        status = "verified" if point.verified else status
        if last and kind == (status, point.grade) and m.random.random() < SHARED:
            yield row("measures_measurelink", m.take("measures_measurelink"), last, point.pk)
        else:
            last, kind = m.next["measures_measure"], (status, point.grade)
            yield from _measure(m, plan, point, status, rules)
        if point.state != "retired" and m.random.random() < SECOND:
            yield from _measure(m, plan, point, "planned", rules)
            kind = None


def _measure(m: Maker, plan: Plan, point: Point, status: str, rules: list[int]) -> Iterator[Row]:
    pk = m.take("measures_measure")
    method = METHODS[pk % 4]
    works, verified = status in ("in_force", "verified"), status == "verified"
    yield row(
        "measures_measure",
        pk,
        m.words.measure(point.thing, method),
        method,
        m.today + timedelta(days=m.random.randrange(-60, 120)),
        status,
        m.ago(plan.started - 28) if works else None,
        True if verified else None,
        VERIFIED if verified else "",
        m.ago(plan.started - 60) if verified else None,
        LOWER[point.grade] if verified else "",
        plan.posts[LEADERS[point.grade]],
        plan.liaison if works else None,
        plan.posts["复核" if pk % 3 else "科长"],
        plan.pk,
        plan.inspector if verified else None,
        plan.path,
    )
    yield row("measures_measurelink", m.take("measures_measurelink"), pk, point.pk)
    if rules and m.random.random() < 0.25:
        link = m.take("measures_measurerule")
        yield row("measures_measurerule", link, pk, m.random.choice(rules))

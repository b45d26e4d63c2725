"""Risk points, measures and rules of the demo province, in every state that the register knows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from demo.builder import Province, UnitPlan, confirm, refresh_statistics
from demo.rules import make_rules
from exchange.library.catalogue import RiskText
from ground.lifecycle.changelog import recorded
from measures.choices import Method
from measures.control_plans import Least, shipped
from measures.models import Measure, MeasureLink, MeasureRule
from powers.models import Flow, Step
from riskpoints.choices import FoundBy
from riskpoints.findings import sign_no_risk
from riskpoints.grading import Grade
from riskpoints.models import NoRiskFinding, RiskPoint
from riskpoints.revisions import revise
from units.models import Post

RETURNS = (
    "表现形式过于笼统，请写明谁在哪个环节可能做什么。",
    "防控措施与风险点不对应，请补充针对性的措施。",
    "等级评定偏低，请结合近两年同类问题重新评估发生可能性。",
    "责任岗位应落实到具体岗位，不能只写科室。",
)
ASKED = {
    Method.PROCEDURE: "该环节的办理依据、过程和结果逐笔登记，随卷归档备查。",
    Method.DIVISION: "该环节由两人以上办理，经办与审核分离。",
    Method.OPENNESS: "该环节的办理结果在单位公开栏公示。",
    Method.WARNING: "该环节超期或结果异常时自动提示监督人员。",
}
VERIFIED = "抽查近三个月台账，措施执行到位，未发现同类问题。"
FAILED = "抽查发现登记簿连续两个月空白，措施未真正执行。"


def file_everything(province: Province) -> None:
    """Rules, then points with measures, each taken as far as its unit has come."""
    random, plans = province.random, province.plans
    province.progress("rules")
    rules = make_rules(province)
    province.progress("risk points and measures")
    made: dict[int, list[tuple[RiskPoint, Measure]]] = {}
    points, measures, links, rests = [], [], [], []
    asked = {(row["domain"], grade): least for row in shipped() for grade, least in row["asks"].items()}
    for plan in plans:
        made[plan.unit.pk] = []
        for _flow, steps, text in plan.flows if plan.stage != "started" else []:
            for step, step_text in zip(steps, text.steps, strict=True):
                if step_text.risk is None:
                    continue
                point = _point(province, plan, step, step_text.risk)
                points.append(point)
                held = list(step_text.risk.measures)
                if plan.stage == "covered":
                    held += _asked_beside(asked.get((text.domain, point.grade)), held)
                for number, (method, words) in enumerate(held):
                    measure = _measure(province, plan, point, method, words, number)
                    measures.append(measure)
                    links.append(MeasureLink(measure=measure, point=point))
                    if rules.get(plan.unit.pk):
                        rests.append(MeasureRule(measure=measure, rule=random.choice(rules[plan.unit.pk])))
                    made[plan.unit.pk].append((point, measure))
    with recorded(None, "全员排查：录入风险点和措施", "demo.load"):
        RiskPoint.objects.bulk_create(points)
        Measure.objects.bulk_create(measures)
        MeasureLink.objects.bulk_create(links)
        MeasureRule.objects.bulk_create(rests)
    refresh_statistics()
    province.progress("filing, endorsing, registering", len(plans))
    for plan in plans:
        _carry_through(province, plan, made[plan.unit.pk])
        province.progress("", 1)
    _showcase(province)


def _point(province: Province, plan: UnitPlan, step: Step, text: RiskText) -> RiskPoint:
    random = province.random
    likelihood, harm, importance, frequency = text.values
    point = RiskPoint(
        unit=plan.unit,
        step=step,
        risk_class=text.risk_class,
        name=text.name,
        manifestation=text.manifestation,
        found_by=random.choice(list(FoundBy)),
        likelihood=min(5, max(1, likelihood + random.choice((-1, 0, 0, 0, 1)))),
        harm=harm,
        importance=importance,
        frequency=frequency,
        three_majors=text.three_majors,
        review_on=province.today + timedelta(days=random.randint(40, 350)),
        created_by=plan.liaison,
        created_at=plan.started,
    )
    point.regrade()
    return point


def _asked_beside(asked: Least | None, held: list[tuple[Method, str]]) -> list[tuple[Method, str]]:
    """What the control plan of the domain asks of a point beside the measures that it has."""
    if asked is None:
        return []
    lacking = [Method(method) for method in asked["methods"] if method not in {method for method, _text in held}]
    while len(held) + len(lacking) < asked["least"]:
        lacking.append(Method.DIVISION if Method.DIVISION not in lacking else Method.OPENNESS)
    return [(method, ASKED[method]) for method in lacking]


def _measure(province: Province, plan: UnitPlan, point: RiskPoint, method: Any, text: str, number: int) -> Measure:
    leader = {Grade.HIGH: "领导", Grade.MEDIUM: "分管", Grade.LOW: "科长"}[Grade(point.grade)]
    return Measure(
        unit=plan.unit,
        text=text,
        method=method,
        responsible_post=plan.posts["科长" if number else "复核"],
        accountable_post=plan.posts[leader],
        due_on=province.today + timedelta(days=province.random.randint(-60, 120)),
    )


def _carry_through(province: Province, plan: UnitPlan, made: list[tuple[RiskPoint, Measure]]) -> None:
    """Take the points and measures of one unit as far as its stage says."""
    if plan.stage in ("none", "started"):
        return
    random, start = province.random, plan.started
    inspector = province.inspectors[plan.unit.division_id]
    _liaison, head = _people(plan)
    points = list(dict.fromkeys(point for point, _measure in made))
    signed = [s for _f, steps, text in plan.flows for s, t in zip(steps, text.steps, strict=True) if t.no_risk]
    reasons = {s.pk: t.no_risk for _f, steps, text in plan.flows for s, t in zip(steps, text.steps, strict=True)}
    left: list[RiskPoint] = []
    if plan.stage == "half":
        confirmed = {steps[0].flow_id for _flow, steps, _text in plan.flows[:1]}
        left = [p for p in points if _step(p).flow_id not in confirmed or random.random() < 0.4]
        signed = []
    elif plan.stage == "nearly" and plan.gap == "step":
        left = points[-1:]
    through = [p for p in points if p not in left]
    confirm(RiskPoint, through, "file", plan.liaison, start + timedelta(days=14))
    confirm(RiskPoint, through, "endorse", plan.head, start + timedelta(days=18))
    confirm(RiskPoint, through, "register", inspector, start + timedelta(days=25))
    for step in signed:
        sign_no_risk(step, by=head, note=reasons[step.pk])
    measures = [measure for point, measure in made if point not in left]
    if plan.stage == "nearly" and plan.gap == "held":
        measures = measures[2:]
    elif plan.stage == "half":
        measures = measures[len(measures) // 2 :]
    confirm(Measure, measures, "put_in_force", plan.liaison, start + timedelta(days=28))
    if not plan.is_shown:
        _unfinished(province, plan, left)
    _verify(province, plan, measures)


def _unfinished(province: Province, plan: UnitPlan, left: list[RiskPoint]) -> None:
    """Leave filings on their way: drafts, filed, endorsed, and returned with the reason."""
    inspector = province.inspectors[plan.unit.division_id]
    start = timezone.now() - timedelta(days=province.random.randint(3, 24))
    for i, point in enumerate(left):
        state = i % 4
        if state == 0:
            continue
        confirm(RiskPoint, [point], "file", plan.liaison, start)
        if state == 2:
            confirm(RiskPoint, [point], "endorse", plan.head, start + timedelta(hours=20))
        if state == 3:
            by = plan.head if i % 8 == 3 else inspector
            confirm(RiskPoint, [point], "return", by, start + timedelta(hours=30), province.random.choice(RETURNS))


def _verify(province: Province, plan: UnitPlan, measures: list[Measure]) -> None:
    """Verify every sixth measure; in a unit whose points are not all held, the first one did not work."""
    inspector = province.inspectors[plan.unit.division_id]
    chosen = {m.pk: m for i, m in enumerate(measures) if i % 6 == 2}
    failed = list(chosen)[:1] if plan.stage == "nearly" and plan.gap == "held" else []
    by_rest: dict[str, list[int]] = {}
    for link in MeasureLink.objects.filter(measure__in=chosen).select_related("point"):
        rest = {Grade.HIGH: Grade.MEDIUM.value, Grade.MEDIUM: Grade.LOW.value}.get(Grade(link.point.grade), "")
        if link.measure_id not in failed:
            by_rest.setdefault(rest, []).append(link.measure_id)
    sets = [(pks, True, rest, VERIFIED) for rest, pks in by_rest.items()] + [(failed, False, "", FAILED)]
    for pks, effective, rest, reason in sets:
        rows = Measure.objects.filter(pk__in=pks)
        at = plan.started + timedelta(days=60)
        options = {"effective": effective, "residual_grade": rest}
        Measure.lifecycle.apply(rows, "verify", by=inspector, at=at, reason=reason, **options)


def _showcase(province: Province) -> None:
    """The unit of the sign-ins and a few others: a revision merged, one returned, one waiting, a retired point."""
    plan = next(p for p in province.plans if p.is_shown)
    inspector = province.inspectors[plan.unit.division_id]
    liaison, head = _people(plan)
    points = list(RiskPoint.objects.in_force().filter(unit=plan.unit).order_by("pk"))
    leader = Post.objects.get(unit=plan.unit, is_main_leader=True, is_abolished=False)
    now = timezone.now()

    def revised(point: RiskPoint, **changes: Any) -> RiskPoint:
        revision = revise(point, by=liaison)
        for name, value in changes.items():
            setattr(revision, name, value)
        with recorded(liaison, action="riskpoint.edit"):
            revision.save()
            # Whoever raises a grade names the leader of a measure again.
            measure = MeasureLink.objects.filter(point=point).select_related("measure").earliest("pk").measure
            measure.accountable_post = leader
            measure.save(update_fields=["accountable_post"])
        return revision

    merged = revised(points[0], likelihood=5, manifestation=points[0].manifestation + "近年多以分标段方式出现。")
    for verb, by, days in (("file", liaison, 9), ("endorse", head, 8), ("register", inspector, 6)):
        confirm(RiskPoint, [merged], verb, by, now - timedelta(days=days))
    returned = revised(points[1], likelihood=2)
    confirm(RiskPoint, [returned], "file", liaison, now - timedelta(days=4))
    confirm(RiskPoint, [returned], "return", head, now - timedelta(days=3), RETURNS[2])
    waiting = revised(points[2], harm=5, review_on=province.today + timedelta(days=180))
    confirm(RiskPoint, [waiting], "file", liaison, now - timedelta(days=2))
    further = revised(points[3], frequency=5)
    confirm(RiskPoint, [further], "file", liaison, now - timedelta(days=5))
    confirm(RiskPoint, [further], "endorse", head, now - timedelta(days=4))
    discarded = revised(points[4], name=points[4].name + "（重复）")
    confirm(RiskPoint, [discarded], "discard", liaison, now, "与另一风险点重复。")
    with recorded(liaison, "复核提前", "riskpoint.edit"):
        RiskPoint.objects.filter(pk=points[5].pk).update(review_on=province.today - timedelta(days=8))
    others = [p for p in province.plans if p.stage == "half"][:4]
    for other in others:
        point = RiskPoint.objects.in_force().filter(unit=other.unit).first()
        if point:
            inspects = province.inspectors[other.unit.division_id]
            confirm(RiskPoint, [point], "retire", inspects, now, "职权已下放，风险点随之销号。")
            confirm(Measure, point.measures.all(), "end", other.head, now, "风险点已销号，措施随之终止。")
    _superseded(province, others)


def _superseded(province: Province, others: list[UnitPlan]) -> None:
    """A flow with a second version, an abolished power and a withdrawn finding."""
    plan = next(p for p in province.plans if p.stage == "covered" and p.unit.division_id == "331002")
    liaison, head = _people(plan)
    second = plan.flows[0][0].new_version(by=liaison)
    confirm(Flow, [second], "confirm", head, timezone.now() - timedelta(days=20))
    confirm(Flow, [second], "publish", head, timezone.now() - timedelta(days=19))
    item = others[0].items[-1][0]
    confirm(type(item), [item], "abolish", others[0].head, timezone.now(), "职权已下放至乡镇（街道）。")
    finding = NoRiskFinding.objects.filter(
        step__flow__power_item__unit__path__startswith=province.areas["330600"].path
    ).first()
    if finding:
        by = province.inspectors["330600"]
        confirm(NoRiskFinding, [finding], "withdraw", by, timezone.now(), "抽查发现退件环节存在超时，须重新排查。")


def _people(plan: UnitPlan) -> tuple[Any, Any]:
    assert plan.liaison and plan.head
    return plan.liaison, plan.head


def _step(point: RiskPoint) -> Step:
    assert point.step
    return point.step

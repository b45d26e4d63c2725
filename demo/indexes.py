"""Four published index periods of the demo province, and a fifth that takes in figures."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from accounts.models import User
from ground.lifecycle.changelog import recorded
from ground.lifecycle.roles import Role
from oversight.index import computations
from oversight.index.choices import SHIPPED, Adjusts, Done, PartSource
from oversight.index.models import Adjustment, Figure, Period, SurveyScore, Use
from oversight.index.sheets import new_sheet
from units.models import Unit

PERIODS = 4
QUARTERS = "一二三四"
PRAISED = ("获省级表彰的廉政风险防控示范单位", "经验做法在全省推广", "提前完成整改并接受复查")
VIOLATIONS = ("专项检查发现招标程序不规范", "逾期未报送整改情况", "信访反映经查部分属实")
DONE = (
    (Done.TALK, "约谈领导班子，要求说明指数偏低的原因并提出整改措施。"),
    (Done.INSPECTION, "列入下一季度重点监督检查名单。"),
    (Done.CORRECTION, "发出整改建议，限三十日内报送整改情况。"),
)


def measure(progress: Callable[..., None]) -> None:
    """The sheet, the periods with their figures, and what followed, by an inspector of the province."""
    progress("integrity index", PERIODS + 1)
    random = Random(459)
    province = Unit.objects.top()
    inspector = User.objects.with_role(Role.INSPECTOR).filter(grants__unit=province).order_by("pk")[0]
    parts = [{"name": name, "source": source, "weight": weight} for name, source, weight in SHIPPED]
    quarters = _quarters()
    sheet = new_sheet(
        province,
        by=inspector,
        parts=parts,
        valid_from=quarters[0][1],
        reason="参照宁波廉情指数的做法，全省统一试行。",
    )
    units = list(Unit.objects.filter(is_area=False, must_be_covered=True).order_by("path"))
    leanings = {unit.pk: random.gauss(80, 9) for unit in units}
    for number, (name, first, last) in enumerate(quarters):
        progress("", 1)
        with recorded(inspector, action="period.create"):
            period = Period.objects.create(unit=province, sheet=sheet, name=name, starts_on=first, ends_on=last)
        is_open = number == PERIODS
        _survey(random, period, units[: len(units) // 3] if is_open else units, leanings, inspector)
        if is_open:
            continue
        _adjust(random, period, units, inspector)
        at = timezone.make_aware(datetime.combine(last + timedelta(days=12), time(9, 30)))
        period.perform("compute", by=inspector, at=at)
        computations.go_on(period.computations.get().pk)
        period.refresh_from_db()
        period.perform("publish", by=inspector, at=at + timedelta(days=3))
        _follow(random, period, inspector, (at + timedelta(days=10)).date())


def _quarters() -> list[tuple[str, date, date]]:
    """(name, first day, last day) of the last four quarters that have ended and of this one."""
    today = timezone.localdate()
    month, found = today.replace(day=1, month=(today.month - 1) // 3 * 3 + 1), []
    for _n in range(PERIODS + 1):
        last = month.replace(month=month.month + 2)
        last = last.replace(day=monthrange(last.year, last.month)[1])
        found.append((f"{month.year}年第{QUARTERS[(month.month - 1) // 3]}季度", month, last))
        before = month - timedelta(days=1)
        month = before.replace(day=1, month=before.month - 2)
    return found[::-1]


def _survey(random: Random, period: Period, units: list[Unit], leanings: dict[int, float], by: User) -> None:
    rows = []
    for part in period.sheet.parts.filter(source=PartSource.SURVEY):
        for unit in units:
            if random.random() < 0.06:
                continue  # nobody was asked
            answers = max(1, int(random.lognormvariate(3.2, 0.9)))
            mean = (
                leanings[unit.pk] + random.gauss(2 if part.number % 2 else -2, 3) + random.gauss(0, 14) / answers**0.5
            )
            score = Decimal(f"{min(max(mean, 20), 99.5):.2f}")
            rows.append(SurveyScore(period=period, unit=unit, part=part, score=score, answers=answers))
    with recorded(by, action="surveyscore.write"):
        SurveyScore.objects.bulk_create(rows, batch_size=5000)


def _adjust(random: Random, period: Period, units: list[Unit], by: User) -> None:
    rows = []
    chosen = random.sample(units, max(6, len(units) // 40))
    for number, unit in enumerate(chosen):
        shared: dict[str, Any] = {"period": period, "unit": unit, "by": by}
        if number == 0:
            rows.append(Adjustment(kind=Adjusts.GRAVE, points=10, basis="领导班子成员被立案查处的通报", **shared))
        elif number % 3:
            rows.append(
                Adjustment(kind=Adjusts.PRAISE, points=random.choice((1, 2, 3)), basis=PRAISED[number % 3], **shared)
            )
        else:
            basis = VIOLATIONS[number // 3 % 3]
            rows.append(Adjustment(kind=Adjusts.VIOLATION, points=random.choice((1, 2, 4)), basis=basis, **shared))
    with recorded(by, action="adjustment.create"):
        Adjustment.objects.bulk_create(rows)


def _follow(random: Random, period: Period, by: User, on: date) -> None:
    low = Figure.objects.filter(computation=period.newest, is_area=False, grade="C").order_by("path")
    rows = []
    for figure in low:
        if random.random() < 0.7:
            kind, text = random.choice(DONE)
            rows.append(Use(period=period, unit_id=figure.unit_id, kind=kind, text=text, on=on, by=by))
    best = Figure.objects.filter(computation=period.newest, is_area=False, rank=1).order_by("path").first()
    if best:
        praise = {"kind": Done.COMMENDATION, "text": "全省通报表扬，做法列入示范案例。"}
        rows.append(Use(period=period, unit_id=best.unit_id, on=on, by=by, **praise))
    with recorded(by, action="use.create"):
        Use.objects.bulk_create(rows)

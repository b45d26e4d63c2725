"""What the demo's units took from the risk library, what the library changed since, and what a city adds to it."""

from __future__ import annotations

from django.utils import timezone

from demo.builder import SHOWCASE, Province
from exchange.library.choices import EntryStatus
from exchange.library.models import Adoption, LibraryEntry
from exchange.library.shipped_library import load
from ground.lifecycle.changelog import recorded
from measures.control_plans import load as load_control_plans
from measures.models import ControlPlan
from riskpoints.models import RiskPoint

CHANGED, ADDED = (
    "设计变更审批",
    {"method": "warning", "text": "同一项目累计变更超过合同价10%的自动提示审计部门介入。"},
)
SPLIT = "把一个项目拆成几个，使每个都低于限额，绕开集体研究和公开招标。"
AUDIT = "与审计机构事先沟通口径，对多计工程量不予核减。"
# Step, state, risk point, manifestation.
OF_THE_CITY = (
    ("项目立项申报", EntryStatus.OFFERED, "拆分项目规避审批", SPLIT),
    ("竣工验收与结算", EntryStatus.PROPOSED, "结算审计走过场", AUDIT),
)
MEASURES = [{"method": "warning", "text": "同一地块、同一业主两年内的相近项目自动归并提示。"}]


def adopt_everything(province: Province) -> None:
    """Adoptions of the points that were written from the library's texts; and what changed since."""
    province.progress("risk library")
    load(province.areas["330000"])
    load_control_plans()
    _number_plans()
    entries = {(e.power.code, e.step, e.name): e for e in LibraryEntry.objects.select_related("power")}
    texts = {
        step.pk: (text.code, number)
        for plan in province.plans
        for _flow, steps, text in plan.flows
        for number, step in enumerate(steps)
    }
    liaisons = {plan.unit.pk: plan.liaison for plan in province.plans}
    rows = []
    for point in RiskPoint.objects.filter(revises=None, step__in=texts).order_by("pk"):
        code, number = texts[point.step_id or 0]
        entry, liaison = entries.get((code, number, point.name)), liaisons[point.unit_id]
        if entry and liaison:
            taken = entry.content()
            rows.append(Adoption(entry=entry, point=point, taken=taken, version=1, by=liaison, at=point.created_at))
    with recorded(None, "编制分行业廉政风险库", "demo.load"):
        Adoption.objects.bulk_create(rows)
    _change(province, entries)


def _number_plans() -> None:
    """A plan that the product ships has no number; the office that puts it in force gives it one."""
    with recorded(None, "印发分领域防控办法", "demo.load"):
        for n, plan in enumerate(ControlPlan.objects.order_by("pk"), 1):
            plan.number = f"浙纪发〔{timezone.localdate().year}〕{n + 8}号"
            plan.save(update_fields=["number"])


def _change(province: Province, entries: dict[tuple[str, int, str], LibraryEntry]) -> None:
    city = province.areas[f"{SHOWCASE[0][:4]}00"]
    entry = next(e for e in entries.values() if e.step_name == CHANGED)
    with recorded(province.inspectors[SHOWCASE[0]], "审计通报后补充", "libraryentry.edit"):
        entry.measures, entry.version = [*entry.measures, ADDED], entry.version + 1
        entry.save()
        for step, status, name, manifestation in OF_THE_CITY:
            LibraryEntry.objects.create(
                unit=city,
                power=entry.power,
                step=[s["name"] for s in entry.power.flow].index(step),
                status=status,
                risk_class=entry.risk_class,
                name=name,
                manifestation=manifestation,
                measures=MEASURES,
                **dict.fromkeys(("likelihood", "harm", "importance", "frequency"), 3),
            )

"""A world with a row for every route, which the walk visits."""

from datetime import timedelta

from django.utils import timezone

from accounts.allowances import allow
from accounts.choices import ChangeKind
from accounts.proposals import propose
from accounts.tokens import issue
from exchange.documents.models import FormTemplate
from exchange.documents.register_form import DEFAULT
from exchange.library.models import Adoption
from exchange.workbooks.models import Export, HeadingWord
from measures.models import Evidence, Measure
from oversight.checkpoints.choices import CheckpointKind
from oversight.checkpoints.taking import take_checkpoint
from oversight.index.choices import Breadth
from oversight.index.models import Adjustment, SurveyScore, Use
from oversight.reorganisations.changes import carry_out
from oversight.reorganisations.models import ReorganisationKind
from riskpoints.findings import sign_no_risk
from riskwarnings.indicators import INDICATORS
from riskwarnings.models import MonitoringPoint, Observer, ObserverTeam, Signal, SignalFile, StepRun, WarningFile
from riskwarnings.reports import ask_for_recovery, open_reports, receive
from riskwarnings.rule_versions import try_out
from tests.factories import (
    PASSPHRASE,
    World,
    compute,
    make_declaration,
    make_demerit,
    make_flow,
    make_import,
    make_key_of,
    make_library,
    make_measure,
    make_official,
    make_period,
    make_plan,
    make_point,
    make_post,
    make_power,
    make_sheet,
    make_signal,
    make_user,
    make_warning,
)
from units.models import Official, PostPeriod


def furnish(world: World) -> World:
    from django.core.files.base import ContentFile

    from powers.models import Domain

    world.checkpoint = take_checkpoint(CheckpointKind.HOUR)
    world.post = make_post(world.unit)
    world.draft_item = make_power(world.unit)
    world.draft_flow = make_flow(make_power(world.unit))
    world.point = world.registered()
    world.filed_point = world.filed()
    world.draft = make_point(world.unit)
    world.planned = make_measure(world.draft)
    world.measure = world.point.measures.get()
    world.finding = sign_no_risk(world.steps[0], by=world.head, note="没有裁量")
    world.somebody = Official.objects.create(name="赵一诺", staff_number="ZJ0001")
    PostPeriod.objects.create(official=world.somebody, post=world.post, started_on="2010-01-01")
    world.bare = world.registered(name="措施未落实的风险")
    Measure.objects.filter(points=world.bare).update(status="planned")
    world.saved = world.liaison.saved_filters.create(
        page="/riskpoints/", name="高", query="grade=high", is_shared=True
    )
    world.token, _key = issue(user=world.liaison, name="t", scope="read", expires_on=timezone.localdate())
    world.notice = world.liaison.notices.create(kind="act", url="/riskpoints/work/")
    world.channel = world.liaison.channels.model(user=world.liaison, way="webhook", name="办公系统")
    world.channel.seal("https://127.0.0.1/hook")  # refused: it leads inside
    world.channel.save()
    world.channel.deliveries.create(user=world.liaison, notice=world.notice, status="failed")
    world.reorganisation = carry_out(
        ReorganisationKind.RENAME, world.elsewhere, None, name="改名局", by=world.administrator, reason="更名"
    )
    day = timezone.localdate() + timedelta(days=30)
    world.allowance = allow(world.unit, by=world.inspector, reason="编制仅一人", until=day)
    world.spare = make_user("checker", world.unit)
    newcomer = make_user("liaison", world.unit, username="newcomer")
    newcomer.set_unusable_password()
    newcomer.save()
    second = make_user("administrator", world.province)
    world.account_change = propose(ChangeKind.FACTORS, world.inspector, by=second, reason="遗失")
    world.domain = Domain.objects.first().pk
    world.plan = make_plan(Domain.objects.first(), high={"least": 2, "methods": ["openness"]})
    world.entry = make_library(world.county, power=world.item.name)
    world.library = world.entry.power
    world.adoption = Adoption.objects.create(
        entry=world.entry, point=world.point, taken=world.entry.content(), version=1, by=world.liaison
    )
    namesake = make_power(world.unit, name=world.item.name, status="confirmed")
    world.proposable = world.registered(make_flow(namesake, status="published").steps.first(), name="待推荐的风险")
    world.source = make_import(world.liaison, world.unit)
    world.source_row = world.source.rows.get()
    world.export = Export.objects.create(by=world.liaison, form="risk_points", status="done")
    world.export.file.save("r.xlsx", ContentFile(b"PK"))
    world.template = FormTemplate(unit=world.unit, by=world.administrator, file_name="表.docx")
    world.template.file.save("t.docx", ContentFile(DEFAULT.read_bytes()))
    world.heading = HeadingWord.objects.create(form="risk_points", words="控权之策", field="measures")
    world.signal, world.other_signal = make_signal(world.unit), make_signal(world.unit, text="另一件事")
    world.signal_file = SignalFile.objects.create(signal=world.signal, file_name="1.pdf")
    world.signal_file.file.save("1.pdf", ContentFile(b"%PDF-1.7"))
    world.team = ObserverTeam.objects.create(unit=world.county, name="第一队")
    world.monitoring_point = MonitoringPoint.objects.create(
        unit=world.unit, team=world.team, code="GD-01", name="大厅"
    )
    Observer.objects.create(team=world.team, user=world.observer)
    world.told = Signal(unit=world.unit, text="排队时有人插到前面办理。", monitoring_point=world.monitoring_point)
    make_key_of(world.inspector, world.observer, world.auditor, make_user("auditor", world.province))
    secret = open_reports(world.observer, PASSPHRASE)
    receive(world.told, by=world.observer, identity={}, secret=secret)
    world.told.perform("take", by=world.inspector)
    world.colleague = make_user("inspector", world.county)
    make_key_of(world.colleague)
    world.recovery = ask_for_recovery(world.told, by=world.inspector, reason="核实")
    world.step_run = StepRun.objects.create(step=world.steps[0], month="2011-10-01", handled=20, overrun=1)
    world.dry_run = try_out(
        INDICATORS["post_held_long"], world.unit, by=world.inspector, parameters={"years": 3, "pause": 0}
    )
    world.warning = make_warning(world.unit, world.inspector, [world.signal])
    world.issued = make_warning(world.unit, world.inspector)
    world.issued.perform("issue", by=world.inspector, handling="reminder", level="blue", due_on=None)
    world.warning_file = WarningFile.objects.create(
        warning=world.issued, title="整改", file_name="1.pdf", uploaded_by=world.liaison
    )
    world.warning_file.file.save("1.pdf", ContentFile(b"%PDF-1.7"))
    world.sheet = make_sheet(world.county, by=world.inspector)
    world.published = make_period(world.county, sheet=world.sheet, breadth=Breadth.ALL)
    compute(world.published, by=world.inspector)
    world.published.perform("publish", by=world.inspector)
    world.use = Use.objects.create(
        period=world.published, unit=world.unit, kind="talk", text="约谈", by=world.inspector
    )
    world.period = make_period(world.county, sheet=world.sheet)
    asked = world.sheet.parts.first()
    world.score = SurveyScore.objects.create(period=world.period, unit=world.unit, part=asked, score=80, answers=9)
    world.adjustment = Adjustment.objects.create(
        period=world.period, unit=world.unit, kind="praise", points=1, basis="表彰"
    )
    official = make_official(world.post, world.official)
    world.declaration, world.declared = make_declaration(official, world.unit), make_declaration(official, world.unit)
    world.declared.perform("declare", by=world.official)
    world.points = make_demerit(official, world.unit)
    world.rule.file.save("r.pdf", ContentFile(b"%PDF-1.7"))
    world.rule.file_name = "r.pdf"
    world.rule.save()
    world.evidence = Evidence.objects.create(
        measure=world.measure, title="t", uploaded_by=world.liaison, file_name="r.pdf"
    )
    world.evidence.file.save("r.pdf", ContentFile(b"%PDF-1.7"))
    return world

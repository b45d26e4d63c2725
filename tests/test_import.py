"""Spreadsheets brought into the register: what becomes of each row, and what is never done."""

from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import DutyAllowance
from exchange.workbooks.choices import ImportStatus
from exchange.workbooks.incoming import import_work, requests
from ground.lifecycle.changelog import changes_of
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.roles import Role
from ground.work import tasks
from measures.models import Measure
from powers.models import PowerItem, Step
from riskpoints.models import RiskPoint
from tests.factories import make_point, make_post, make_power, make_unit, make_user
from tests.import_files import counts, read, told_codes, workbook, written
from units.models import Post

pytestmark = pytest.mark.usefixtures("own_files")

FORMS = Path(__file__).resolve().parent / "forms"
RISK_POINTS = FORMS / "岗位廉政风险点及防控措施一览表.xlsx"
POWERS = FORMS / "权力事项目录.xlsx"


def test_the_forms_of_an_office_come_in_as_they_are_and_once(world):
    unit = make_unit(name="青江县交通运输局")
    liaison = make_user(Role.LIAISON, unit)
    source = read(POWERS.read_bytes(), POWERS.name, by=liaison, unit=unit)
    assert source.status == ImportStatus.READY, source.sentence
    assert counts(source) == (4, 0, 0, 0)
    before = PowerItem.objects.count()
    written(source)
    assert source.status == ImportStatus.DONE, source.sentence
    assert PowerItem.objects.count() == before + 4
    source = read(RISK_POINTS.read_bytes(), RISK_POINTS.name, by=liaison, unit=unit)
    assert counts(source) == (6, 0, 0, 0)
    written(source)
    assert source.status == ImportStatus.DONE, source.sentence
    points = RiskPoint.objects.filter(unit=unit, status="draft")
    assert [(p.name, p.grade, str(p.step), p.measures.count()) for p in points.order_by("pk")] == [
        ("量身定制招标条件", "high", "1. 编制招标文件", 3),
        ("评标专家抽取不规范", "high", "2. 组建评标委员会", 2),
        ("违规变更合同", "medium", "3. 合同签订与变更", 1),
        ("故意刁难申请人", "low", "1. 受理", 2),
        ("核查走过场或收受好处", "medium", "2. 现场核查", 2),
        ("报销审核不严", "medium", "1. 支付", 2),
    ]
    step = Step.objects.get(name="组建评标委员会")
    assert (step.flow.status, str(step.handler)) == ("draft", "工程科 科长")
    assert set(Measure.objects.filter(unit=unit).values_list("status", "responsible_post__name")) == {
        ("in_force", name) for name in ("科长", "经办员", "审批岗", "出纳")
    }
    assert Post.objects.filter(unit=unit).count() == 5
    for file in (POWERS, RISK_POINTS):
        again = read(file.read_bytes(), file.name, by=liaison, unit=unit)
        assert counts(again) == (0, 0, 4 if file is POWERS else 6, 0)


HEAD = [
    "科室",
    "岗位",
    "职权",
    "环节",
    "风险类别",
    "风险点",
    "表现形式",
    "风险等级",
    "防控措施",
    "直接责任人",
    "责任领导",
]


def sheet(*rows, head=HEAD, title=""):
    return workbook((head, rows), title=title)


@pytest.fixture
def office(world):
    """A unit with a post, a leader, and a published flow of two steps."""
    world.post = make_post(world.unit, department="工程科", name="科长")
    world.leader = make_post(world.unit, name="局长", is_main_leader=True)
    return world


def line(world, **other):
    """A row on the first step of the world's flow; other: heading → text."""
    row = dict.fromkeys(HEAD, "") | {
        "科室": "工程科",
        "岗位": "科长",
        "职权": world.item.name,
        "环节": "环节1",
        "风险类别": "业务流程",
        "风险点": "泄露底价",
        "表现形式": "向投标人泄露底价。",
        "风险等级": "中",
        "防控措施": "1.封存底价；2.结果公示",
        "直接责任人": "科长",
    }
    return list((row | other).values())


def test_a_draft_is_changed_a_point_in_force_gets_a_revision_and_what_is_on_its_way_stays(office):
    draft = make_point(office.unit, step=office.steps[0], name="草稿的风险", grade="low")
    in_force = office.registered(office.steps[0], name="在册的风险")
    filed = office.filed(name="申报的风险")
    rows = [
        line(office, 风险点="草稿的风险", 防控措施="新的措施"),
        line(office, 风险点="在册的风险", 表现形式="新的表现。"),
        line(office, 风险点="申报的风险", 职权="", 环节="", 科室="", 岗位="", 表现形式="新的表现。"),
    ]
    source = read(sheet(*rows), by=office.liaison, unit=office.unit)
    assert told_codes(source) == [(4, "name", "on_its_way")]
    assert counts(source) == (0, 2, 0, 1)
    written(source)
    assert counts(source) == (0, 2, 0, 1) and source.status == ImportStatus.DONE
    draft.refresh_from_db()
    assert (draft.manifestation, draft.grade, draft.status) == ("向投标人泄露底价。", "medium", "draft")
    assert [m.text for m in draft.measures.all()] == ["新的措施"]
    revision = in_force.revisions.get()
    assert (revision.status, revision.manifestation, revision.revision) == ("draft", "新的表现。", 2)
    before = in_force.manifestation
    in_force.refresh_from_db()
    assert in_force.manifestation == before != "新的表现。"
    filed.refresh_from_db()
    assert filed.manifestation != "新的表现。"
    again = read(sheet(*rows), by=office.liaison, unit=office.unit)
    assert counts(again) == (0, 0, 2, 1)


def test_what_comes_in_is_in_the_change_log_with_who_and_from_which_file(office):
    written(read(sheet(line(office)), "本局风险表.xlsx", by=office.liaison, unit=office.unit))
    point = RiskPoint.objects.get(name="泄露底价")
    for row in (point, point.measures.first()):
        change = changes_of(row)[-1]
        assert (change.who, change.reason, change.action) == ("李联络", "本局风险表.xlsx", "import.write")


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"风险点": ""}, "no_name"),
        ({"风险点": "长" * 101}, "too_long"),
        ({"风险等级": "特高"}, "grade"),
        ({"风险等级": ""}, "no_grade"),
        ({"风险类别": "天灾"}, "risk_class"),
        ({"职权": "没有的职权"}, "unknown_power"),
        ({"职权": "", "环节": "没有的环节"}, "step_without_power"),
        ({"环节": "没有的环节"}, "unknown_step"),  # its flow is published, and nothing is added to that
    ],
)
def test_a_row_is_refused_with_the_reason_and_the_others_come_in(office, other, code):
    good = line(office, 风险点="好的一行")
    source = read(sheet(good, line(office, **other)), by=office.liaison, unit=office.unit)
    assert [(number, found) for number, _field, found in told_codes(source)] == [(3, code)]
    assert counts(source) == (1, 0, 0, 1)
    written(source)
    assert list(RiskPoint.objects.filter(unit=office.unit).values_list("name", flat=True)) == ["好的一行"]


def test_all_or_nothing_brings_in_nothing_while_a_row_is_refused(office):
    source = read(sheet(line(office), line(office, 风险点="")), by=office.liaison, unit=office.unit)
    written(source, whole=True)
    assert (source.status, source.obstacle["code"]) == (ImportStatus.READY, "nothing_whole")
    assert not RiskPoint.objects.exists() and counts(source) == (1, 0, 0, 1)
    requests.mend(source.rows.get(number=3), source.rows.get(number=3).values | {"name": "更正后的风险"})
    source.refresh_from_db()
    assert counts(source) == (2, 0, 0, 0)
    written(source, whole=True)
    assert source.status == ImportStatus.DONE and RiskPoint.objects.count() == 2


def test_names_that_are_near_are_offered_and_contradictions_called_out(office):
    make_power(office.unit, name="公路养护工程招标")
    rows = [
        line(office, 职权="公路养护招标", 环节=""),
        line(office, 直接责任人="局长", 责任领导="局长", 风险等级="高"),
        line(office, 风险点="泄露底价 "),
        ["合计：3个，其中高1个、中3个"],
    ]
    source = read(sheet(*rows, title="共37个风险点（12+7+10）"), by=office.liaison, unit=office.unit)
    row = source.rows.get(number=3)
    assert "公路养护工程招标" in str(row.remarks[0].sentence)
    codes = {(p["code"], p["refuses"]) for p in source.rows.get(number=4).problems}
    assert ("same_person", False) in codes
    assert told_codes(source)[-1] == (5, "name", "twice")
    assert [claim["code"] for claim in source.contradictions] == [
        "total_parts", "total_grade", "total_parts", "total_rows",
    ]  # fmt: skip
    assert "29" in source.contradictions[2]["sentence"]


def test_the_rule_decides_where_the_factors_stand_in_the_file(office):
    head = [*HEAD, "可能性", "危害", "权力重要性", "使用频率", "等级理由", "三重一大"]
    high = [*line(office, 风险点="高的"), 5, 5, 5, 5, "", ""]
    reason = [*line(office, 风险点="有理由的"), 5, 5, 5, 5, "多年未发生", ""]
    fits = [*line(office, 风险点="相符的", 风险等级="高"), 5, 5, 5, 5, "", ""]
    majors = [*line(office, 风险点="三重一大的"), 1, 1, 1, 1, "", "是"]
    some = [*line(office, 风险点="不全的"), 5, "", "", "", "", ""]
    nine = [*line(office, 风险点="九级的"), 9, 1, 1, 1, "", ""]
    source = read(sheet(high, reason, fits, majors, some, nine, head=head), by=office.liaison, unit=office.unit)
    assert told_codes(source) == [
        (2, "grade", "grade_differs"),
        (5, "grade", "three_majors"),
        (6, "likelihood", "factors"),
        (7, "likelihood", "factor"),
    ]
    written(source)
    told = {p.name: (p.computed_grade, p.grade, p.grade_reason) for p in RiskPoint.objects.all()}
    assert told == {"有理由的": ("high", "medium", "多年未发生"), "相符的": ("high", "high", "")}


def test_what_comes_in_can_be_filed_at_once_and_goes_the_normal_way(office):
    rows = [
        line(office, 风险等级="高"),
        line(office, 风险点="无人负责的", 岗位="", 科室="", 职权="", 环节="", 直接责任人=""),
    ]
    source = written(read(sheet(*rows), by=office.liaison, unit=office.unit), file_at_once=True)
    assert source.filed == 1
    assert dict(RiskPoint.objects.values_list("name", "status")) == {"泄露底价": "filed", "无人负责的": "draft"}
    point = RiskPoint.objects.get(name="泄露底价")
    assert point.filed_by == office.liaison and point.review_on is not None
    measure = point.measures.first()
    assert (measure.accountable_post, measure.responsible_post) == (office.leader, office.post)
    assert set(point.measures.values_list("method", flat=True)) == {"procedure", "openness"}
    point.perform("endorse", by=office.head)
    point.perform("register", by=office.inspector)


def test_an_inspector_brings_in_drafts_of_a_unit_that_they_oversee(office):
    source = written(read(sheet(line(office)), by=office.inspector, unit=office.unit), file_at_once=True)
    assert (source.status, counts(source), source.filed) == (ImportStatus.DONE, (1, 0, 0, 0), 0)
    point = RiskPoint.objects.get()
    assert (point.unit, point.status, point.created_by) == (office.unit, "draft", office.inspector)
    assert {change.who for change in changes_of(point)} == {str(office.inspector)}
    with pytest.raises(NotAllowed):
        read(sheet(line(office)), by=office.inspector, unit=office.elsewhere)
    # They wrote it, so they do not register it.
    DutyAllowance.objects.update(withdrawn_at=timezone.now())
    point.perform("file", by=office.liaison)
    point.perform("endorse", by=office.head)
    with pytest.raises(NotAllowed):
        point.perform("register", by=office.inspector)
    point.perform("register", by=make_user(Role.INSPECTOR, office.county))


def test_rows_of_several_units_find_theirs_and_nobody_writes_where_they_enter_nothing(office):
    county = make_user(Role.LIAISON, office.county)
    other = make_unit(office.county, name="青江县水利局")
    head = ["单位", *HEAD]
    rows = [
        [office.unit.name, *line(office)],
        [other.code, *line(office, 职权="", 环节="", 岗位="", 科室="")],
        [office.elsewhere.name, *line(office)],
        ["青江县水力局", *line(office)],
        ["", *line(office, 风险点="无单位的", 职权="", 环节="", 岗位="", 科室="")],
    ]
    source = read(sheet(*rows, head=head), by=county)
    assert told_codes(source) == [
        (4, "unit", "unknown_unit"), (5, "unit", "unknown_unit"), (6, "unit", "no_unit"),
    ]  # fmt: skip
    assert "青江县水利局" in source.rows.get(number=5).remarks[0].sentence
    written(source)
    assert set(RiskPoint.objects.values_list("unit__name", flat=True)) == {office.unit.name, other.name}
    # Of one unit only, where the file is said to be for one.
    one = read(sheet(*rows, head=head), by=county, unit=other)
    assert {number for number, _field, _code in told_codes(one)} == {2, 4, 5}
    with pytest.raises(NotAllowed):
        read(sheet(line(office)), by=office.liaison, unit=office.elsewhere)
    with pytest.raises(NotAllowed):
        read(sheet(line(office)), by=office.head, unit=office.unit)


def test_rights_that_are_gone_when_it_is_written_count(office):
    source = read(sheet(line(office)), by=office.liaison, unit=office.unit)
    office.liaison.grants.update(valid_until=date(2020, 1, 1))
    written(source)
    assert not RiskPoint.objects.exists()
    assert (source.status, source.obstacle["code"]) == (ImportStatus.FAILED, "not_yours")


def test_it_is_cancelled_and_goes_on_after_a_worker_was_killed(office):
    source = read(sheet(line(office)), by=office.liaison, unit=office.unit)
    requests.write(source, send=False)
    source.cancel_asked = True
    source.save()
    import_work.go_on(source.pk)
    source.refresh_from_db()
    assert source.status == ImportStatus.CANCELLED and not RiskPoint.objects.exists()
    # What a killed worker leaves is an import in the midst of a step, and no lock.
    left = read(sheet(line(office)), by=office.liaison, unit=office.unit)
    requests.write(left, send=False)
    tasks.resume()
    left.refresh_from_db()
    assert left.status == ImportStatus.DONE and RiskPoint.objects.count() == 1
    with pytest.raises(NotAllowed):
        requests.write(left)
    with pytest.raises(NotAllowed):
        requests.cancel(left)


def test_a_file_that_cannot_be_read_says_why_and_leaves_nothing(office):
    source = read(b"PK\x03\x04nothing", by=office.liaison, unit=office.unit)
    assert source.status == ImportStatus.REFUSED and "损坏" in source.sentence
    source = read("姓名,电话\n甲,1\n".encode(), "表.csv", by=office.liaison, unit=office.unit)
    assert source.status == ImportStatus.REFUSED and "表式" in source.sentence
    assert not source.rows.exists()


def test_posts_and_powers_come_in_and_a_confirmed_power_is_not_changed(office):
    posts = sheet(
        ["办公室", "主任", "大", "否"], ["", "副局长", "较大", ""], head=["科室", "岗位名称", "裁量权", "一把手"]
    )
    source = written(read(posts, by=office.liaison, unit=office.unit))
    assert source.new == 2
    assert Post.objects.get(name="主任").discretion == "large"
    assert counts(read(posts, by=office.liaison, unit=office.unit)) == (0, 0, 2, 0)
    head = ["职权编码", "职权名称", "职权类别", "法律依据", "行使岗位", "责任科室", "是否公开", "领域"]
    powers = sheet(
        [office.item.code, "另一个名称", "行政许可", "", "", "", "", ""],
        ["", "公车采购", "采购", "采购法", "主任", "办公室", "否", "政府采购"],
        ["", "办公用品采购", "采购", "", "", "", "", ""],
        ["X-1", "无类别", "没有的类别", "", "", "", "", "没有的领域"],
        head=head,
    )
    source = read(powers, by=office.liaison, unit=office.unit)
    assert told_codes(source) == [(2, "name", "confirmed"), (5, "kind", "kind"), (5, "domain", "domain")]
    written(source)
    bought = PowerItem.objects.get(name="公车采购")
    assert (bought.code, bought.status, bought.is_public, bought.domain.name) == (
        "BH-001",
        "draft",
        False,
        "政府采购",
    )
    assert bought.exercising_post.name == "主任" and PowerItem.objects.get(name="办公用品采购").code == "BH-002"
    assert counts(read(powers, by=office.liaison, unit=office.unit)) == (0, 0, 2, 2)

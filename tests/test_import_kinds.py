"""Sheets as offices really have them, each of a kind that once failed: what comes in, and what is asked or told."""

import io
from datetime import date
from pathlib import Path

import pytest
from django.http import QueryDict

from exchange.workbooks.choices import ImportStatus
from exchange.workbooks.outgoing import files
from exchange.workbooks.outgoing.forms import OUTGOING_FORMS
from riskpoints.models import RiskPoint
from tests.factories import make_post
from tests.import_files import counts, read, told_codes, workbook, written
from units.models import Official, Post, PostPeriod

pytestmark = pytest.mark.usefixtures("own_files")

KINDS = Path(__file__).resolve().parent / "forms" / "kinds"


@pytest.fixture
def brought(world):
    """The import of one of the files, for the unit of the world."""

    def bring(name, **options):
        return read((KINDS / name).read_bytes(), name, by=world.liaison, unit=world.unit, **options)

    return bring


def parsed(source, field):
    return [row.parsed.get(field) for row in source.rows.all()]


def values(source, field):
    return [row.values.get(field, "") for row in source.rows.all()]


def measures(source):
    return [[measure["text"] for measure in row.parsed.get("measures", [])] for row in source.rows.all()]


def codes(source, *, refuses=None):
    return [
        (row.number, problem["field"], problem["code"])
        for row in source.rows.all()
        for problem in row.problems
        if refuses is None or problem.get("refuses", True) == refuses
    ]


def test_dates_formatted_as_numbers_are_days_of_the_workbook(brought):
    source = brought("04-dates-formats.xlsx")
    assert parsed(source, "due_on") == ["2026-03-31", "2027-03-31", "2027-03-01", "2027-03-31", "2027-03-31"]
    assert {(row, field) for row, field, code in codes(source) if code == "day_read"} == {
        (2, "due_on"),
        (5, "due_on"),
    }


def test_dates_in_words_are_read_kept_as_words_or_asked_for(brought):
    source = brought("05-dates-text.xlsx")
    due = {row.number: row.parsed.get("due_on") for row in source.rows.all()}
    for number in (2, 3, 4, 9, 10, 11, 12, 14):
        assert due[number] == "2027-03-31", number
    assert due[5] == "2027-12-31" and due[20] == "2027-06-30"
    notes = {row for row, _field, code in codes(source, refuses=False) if code == "no_day"}
    assert notes == {6, 7, 13, 18, 19, 21} and not any(due[number] for number in notes)
    assert {row for row, _field, code in told_codes(source) if code == "date"} == {8, 15, 16, 17}


def test_times_are_cut_from_dates(brought):
    source = brought("31-seconds.xlsx")
    assert parsed(source, "due_on") == ["2027-03-31"] * 3 and counts(source) == (3, 0, 0, 0)
    assert [row for row, _field, code in codes(source) if code == "time_cut"] == [4]


def test_a_period_in_office_begins_on_the_first_day_of_its_month(world):
    administrator = world.administrator
    make_post(world.unit, department="业务科", name="经办岗")
    content = (KINDS / "51-since-month.xlsx").read_bytes()
    source = read(content, "51.xlsx", by=administrator)
    rows = list(source.rows.all())
    assert [row.parsed.get("since") for row in rows] == ["2011-12-01", "2011-12-01"]
    assert rows[1].parsed["until"] == "2013-05-31"
    assert "until_read" in [problem["code"] for problem in rows[1].problems]


def test_numbers_written_tight_part_the_measures(brought):
    source = brought("33-tight-numbers.xlsx")
    assert measures(source) == [
        ["登记", "盘点", "公示"],
        ["登记", "盘点"],
        ["登记", "盘点"],
        ["登记", "盘点", "公示"],
        ["登记", "盘点。"],
    ]


def test_measures_are_parted_by_every_way_of_counting(brought):
    source = brought("20-measures.xlsx")
    found = dict(zip([row.number for row in source.rows.all()], measures(source), strict=True))
    for number in (*range(2, 7), 9, *range(10, 19), 22, 23):
        assert len(found[number]) == 2, (number, found[number])
        assert not any(text[0] in "0123456789①②⑴⑵㈠㈡(（•ab、，" for text in found[number]), found[number]
    assert found[14] == found[23] == ["专柜上锁", "每月盘点"]
    assert found[20] == ["专柜上锁；其中：（1）双人；（2）双锁", "每月盘点"]
    assert found[8] == ["专柜上锁。每月盘点。"] and found[19] == ["专柜上锁，附件见“3.1、3.2”条"]


@pytest.mark.parametrize(
    ("name", "n"),
    [
        ("30a-comma-with-halfwidth-semicolons.csv", 5),
        ("30b-comma-with-tabs.csv", 3),
        ("18g-semicolon-with-many-commas.csv", 1),
        ("18d-bom-in-the-middle.csv", 2),
        ("18j-cr-only.csv", 2),
        ("18a-utf16le-bom-tab.csv", 2),
        ("22b-html-as.xls", 2),
    ],
)
def test_files_of_odd_programs_are_read(brought, name, n):
    source = brought(name)
    assert source.status == ImportStatus.READY, source.sentence
    assert counts(source)[0] == n and source.refused == (1 if name.startswith("18d") else 0)


def test_the_same_as_above_is_understood_in_every_spelling(brought):
    source = brought("13-ditto.xlsx")
    for field in ("department", "post", "measures"):
        assert (
            values(source, field)
            == ["1.专柜上锁；2.每月盘点。" if field == "measures" else values(source, field)[0]] * 4
        )
    assert values(source, "post")[3] == "出纳" and counts(source) == (4, 0, 0, 0)
    assert (5, "measures", "ditto_of_row") in codes(source)


def test_formulas_without_a_result_are_told_as_such(brought):
    source = brought("17-formulas-nocache.xlsx")
    assert told_codes(source) == [
        (2, "name", "formula"),
        (2, "due_on", "formula"),
        (3, "grade", "formula"),
        (4, "measures", "formula"),
    ]
    assert counts(source) == (0, 0, 0, 3)


ROW = ["1", "财务科", "出纳", "坐支", "高", "公示"]
HEAD = ["序号", "科室", "岗位", "风险点", "风险等级", "防控措施"]


def test_names_longer_than_the_register_keeps_are_told_and_never_cut(world):
    rows = [["1", "办公室", "负责" * 31, "泄密", "高", "公示"], ["2", "科" * 61, "文书", "泄密", "高", "公示"]]
    source = read(workbook((HEAD, rows)), by=world.liaison, unit=world.unit)
    assert told_codes(source) == [(2, "post", "too_long"), (3, "department", "too_long")] and source.refused == 2
    powers = workbook((["权力名称", "权力类别", "岗位"], [["许可", "行政许可", "负责" * 31]]))
    source = read(powers, by=world.liaison, unit=world.unit)
    assert told_codes(source) == [(2, "post", "too_long")]


def test_a_row_of_words_that_are_headings_elsewhere_ends_no_table(world):
    odd = ["", "上级单位", "邮箱", "任职时间", "", ""]
    rows = [ROW, odd, ["2", "财务科", "会计", "挪用", "高", "公示"]]
    source = read(workbook((HEAD, rows)), by=world.liaison, unit=world.unit)
    assert [row.number for row in source.rows.all()] == [2, 3, 4]


@pytest.mark.parametrize("charset", ["undefined", "idna", "punycode", "base64", "none-such"])
def test_a_web_page_that_names_no_encoding_of_text_is_read_in_a_known_one(world, charset):
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in (HEAD, ROW))
    page = f'<html><meta charset="{charset}"><table>{cells}</table></html>'.encode("gb18030")
    source = read(page, "表.xls", by=world.liaison, unit=world.unit)
    assert counts(source) == (1, 0, 0, 0)


def test_sections_subtotals_and_signatures_are_no_rows(brought):
    source = brought("23-group-rows.xlsx")
    assert counts(source) == (3, 0, 0, 0) and source.contradictions == []
    assert [passed["row"] for passed in source.sheets[0]["passed"]] == [2, 6, 8, 9]
    source = brought("41-repeated-title.xlsx")
    assert counts(source) == (2, 0, 0, 0)


def test_a_second_table_below_is_a_table_of_its_own(brought):
    source = brought("24-two-tables.xlsx")
    assert [sheet["form"] for sheet in source.sheets] == ["risk_points", "power_items"]
    assert counts(source) == (2, 0, 0, 0)
    assert {row.form: row.values["name"] for row in source.rows.all()} == {
        "risk_points": "票据保管不严",
        "power_items": "渡口经营许可",
    }


def test_a_sheet_for_each_department_gives_the_department(brought):
    source = written(brought("25-sheet-per-department.xlsx"))
    assert source.new == 3
    posts = Post.objects.filter(unit=source.unit, name="科员").order_by("department")
    assert [post.department for post in posts] == ["办公室", "财务科"]


@pytest.mark.parametrize("name", ["26-odd-headings.xlsx", "26b-heading-units.xlsx"])
def test_remarks_and_unseen_characters_in_headings_make_no_difference(brought, name):
    source = brought(name)
    assert counts(source) == (1, 0, 0, 0)
    assert set(source.sheets[0]["fields"]) == {"number", "post", "name", "grade", "measures"}


def test_names_that_differ_by_what_nobody_sees_are_the_same(brought):
    source = brought("32-zero-width.xlsx")
    assert counts(source) == (1, 0, 0, 3)
    assert told_codes(source) == [(number, "name", "twice") for number in (3, 4, 5)]


def test_a_claim_in_any_line_above_the_table_is_compared(brought):
    source = brought("36b-claim-second-line.xlsx")
    [claim] = source.contradictions
    assert (claim["code"], claim["told"], claim["counted"], claim["row"]) == ("total_rows", 5, 2, 2)


def test_a_number_in_front_of_a_name_does_not_belong_to_it(brought):
    source = brought("39-numbered-names.xlsx")
    assert parsed(source, "name") == ["票据保管不严", "现金坐支", "公款私存"]
    assert counts(written(source))[0] == 3
    assert counts(brought("39-numbered-names.xlsx")) == (0, 0, 3, 0)


def test_the_dot_of_a_name_makes_no_other_person(world):
    make_post(world.unit, department="业务科", name="经办岗")
    head = ["姓名", "工号", "单位", "科室", "岗位", "任职时间", "离任时间"]
    first = [
        ["阿依古丽·买买提", "G-9001", world.unit.name, "业务科", "经办岗", "2011年3月", ""],
        ["𠮷田某", "G-9002", world.unit.name, "业务科", "经办岗", "2011-03-01", ""],
    ]
    second = [["阿依古丽•买买提", *first[0][1:5], "2011年3月1日", ""], ["吉田某", *first[1][1:]]]
    assert written(read(workbook((head, first)), by=world.administrator)).new == 2
    source = read(workbook((head, second)), by=world.administrator)
    assert counts(source) == (0, 0, 1, 1) and told_codes(source) == [(3, "staff_number", "other_name")]
    assert Official.objects.get(staff_number="G-9001").name == "阿依古丽·买买提"
    assert PostPeriod.objects.get(official__staff_number="G-9001").started_on == date(2011, 3, 1)


def test_a_name_that_is_too_long_is_refused_and_long_texts_are_taken(brought):
    source = brought("19-long.xlsx")
    assert told_codes(source) == [(2, "name", "too_long")] and counts(source) == (3, 0, 0, 1)


def test_a_heading_means_what_stands_below_it(brought):
    source = brought("60-known-as-something-else.xlsx")
    assert counts(source) == (2, 0, 0, 0)
    assert measures(source) == [["双人保管，集体清点。"], ["日清月结。"]]


def test_two_headings_that_fit_are_enough(brought):
    source = brought("62-few-known-headings.xlsx")
    assert [(field, code) for _row, field, code in told_codes(source)] == [("grade", "no_grade")] * 2
    assert parsed(source, "name") == ["谈话提醒不到位", "报告不及时"]
    assert measures(source) == [["按季谈话", "留存记录。"], ["定期报告", "专人督办。"]]
    assert {column["heading"]: column["guess"] for column in source.sheets[0]["columns"]}["岗位类别"] == "post"


def test_a_table_lying_on_its_side_is_read_column_by_column(brought):
    source = brought("63-lying-on-its-side.xlsx")
    assert source.sheets[0]["is_turned"]
    assert parsed(source, "grade") == ["low", "high", "high", "low"]
    assert values(source, "step") == ["受理", "审查", "决定", "送达"]
    assert values(source, "power") == ["渡口经营许可"] * 4
    assert [len(found) for found in measures(source)] == [2, 2, 1, 1]


def test_departments_without_posts_tell_risk_points_apart_and_are_given_out_again(brought, world):
    source = written(brought("11-two-departments.xlsx"))
    assert counts(source) == (3, 0, 0, 0)
    points = RiskPoint.objects.filter(unit=world.unit, name="公务用车私用").order_by("pk")
    assert [point.sheet_words.words["department"] for point in points] == ["办公室", "财务科", "人事科"]
    assert counts(brought("11-two-departments.xlsx")) == (0, 0, 3, 0)
    assert counts(read(given_out(world.liaison), by=world.liaison, unit=world.unit)) == (0, 0, 3, 0)


def given_out(user):
    """The form of the risk points as the register gives it out."""
    form, file = OUTGOING_FORMS["risk_points"], io.BytesIO()
    files.as_workbook(form, file, form.rows(user, QueryDict("")), few=True, unit=None)
    return file.getvalue()


def test_several_posts_in_a_cell_are_asked_about_and_make_no_post(brought, world):
    source = brought("38-two-people.xlsx")
    assert told_codes(source) == [
        (2, "responsible", "several_posts"),
        (3, "post", "several_posts"),
        (4, "post", "several_posts"),
        (5, "post", "several_posts"),
    ]
    assert (6, "post", "everybody") in codes(source, refuses=False)
    written(source)
    assert set(Post.objects.filter(unit=world.unit).values_list("name", flat=True)).isdisjoint(
        {"出纳/会计", "出纳，会计", "出纳、会计", "各科室负责人", "全体人员"}
    )
    everybody = RiskPoint.objects.get(name="白条抵库")
    assert (everybody.post, everybody.sheet_words.words) == (
        None,
        {"post": "全体人员", "department": "财务科", "responsible": "出纳"},
    )


def test_a_step_without_powers_is_kept_with_the_risk_point_of_the_post(brought, world):
    source = written(brought("61-environment-step-without-power.xlsx"))
    assert counts(source) == (2, 0, 0, 0)
    assert [code for _row, _field, code in codes(source)].count("step_kept") == 2
    point = RiskPoint.objects.get(name="涉密文件外传")
    assert (point.post.name, point.step, point.sheet_words.words["step"]) == ("机要员", None, "文件收发")
    assert counts(brought("61-environment-step-without-power.xlsx")) == (0, 0, 2, 0)
    assert counts(read(given_out(world.liaison), by=world.liaison, unit=world.unit)) == (0, 0, 2, 0)


def test_words_that_name_nobody_and_no_day_are_kept_and_given_out_again(world, signed_in):
    head = ["岗位", "风险点", "风险等级", "防控措施", "责任领导", "部门负责人", "直接责任人", "完成时限"]
    row = ["出纳", "票据保管不严", "中", "专柜上锁", "龙某", "凤某", "贾某", "每季度"]
    content = workbook((head, [row]))
    source = written(read(content, by=world.liaison, unit=world.unit))
    point = RiskPoint.objects.get(name="票据保管不严")
    kept = {"leader": "龙某", "department_head": "凤某", "responsible": "贾某", "due_on": "每季度"}
    assert source.new == 1 and point.sheet_words.words == kept
    page = signed_in(world.liaison).get(point.get_absolute_url()).content.decode()
    assert all(text in page for text in kept.values())
    assert counts(read(content, by=world.liaison, unit=world.unit)) == (0, 0, 1, 0)
    assert counts(read(given_out(world.liaison), by=world.liaison, unit=world.unit)) == (0, 0, 1, 0)
    more = workbook((head, [[*row[:4], "麟某", *row[5:]]]))
    assert counts(written(read(more, by=world.liaison, unit=world.unit))) == (0, 1, 0, 0)
    point.refresh_from_db()
    assert point.sheet_words.words == kept | {"leader": "麟某"} and not point.revisions.exists()


@pytest.mark.parametrize(("charset", "odd"), [("utf-8", b"\0"), ("unicode_escape", b"\\ud800"), ("utf-7", b"+2AA-")])
def test_a_web_page_of_what_is_no_text_is_refused_in_words_or_read(world, charset, odd):
    page = b"<meta charset=" + charset.encode() + b"><table><tr><td>a</td><td>" + odd + b"</td></tr></table>"
    source = read(page, "表.xls", by=world.liaison, unit=world.unit)
    assert source.status == ImportStatus.REFUSED and source.sentence and not source.error

"""Spreadsheets as offices have them: recognised by their headings, read to the same rows, refused in words."""

import io
import zipfile
from collections import Counter
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.workbooks.incoming import files
from exchange.workbooks.incoming.cells import class_of, grade_of, method_by_words, method_of, size_of, yes_or_no
from exchange.workbooks.incoming.dates import date_of
from exchange.workbooks.incoming.enumerations import enumeration_of
from exchange.workbooks.incoming.files import Unreadable, open_workbook
from exchange.workbooks.incoming.forms.power_items import kind_of
from exchange.workbooks.incoming.headings import known_forms
from exchange.workbooks.incoming.recognition import recognise
from exchange.workbooks.incoming.sandbox import text_of
from exchange.workbooks.incoming.totals import claims

pytestmark = pytest.mark.any_database

FORMS = Path(__file__).resolve().parent / "forms"
RISK_POINTS = FORMS / "岗位廉政风险点及防控措施一览表.xlsx"
RISK_FORM = next(form for form in known_forms() if form.name == "risk_points")
FIELDS = ("department", "post", "power", "step", "risk_class", "name", "manifestation", "grade", "measures")


def workbook(rows, merges=(), name="表.xlsx"):
    """An .xlsx of these rows; merges: (top, left, bottom, right)."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        for top, left, bottom, right in merges:
            sheet.merge_range(top, left, bottom, right, rows[top][left])
    return open_workbook(file.getvalue(), name)


def table_of(rows, merges=()):
    [sheet] = workbook(rows, merges)
    table = recognise(sheet)
    assert table is not None
    return table


HEAD = ["序号", "科室", "岗位", "职权", "环节", "风险类别", "风险点", "表现形式", "风险等级", "防控措施"]
LINE = ["1", "工程科", "科长", "招标", "评标", "业务流程", "泄露底价", "告知投标人", "高", "1.封存；2.监督"]


def test_the_forms_that_the_province_handed_out_are_read_as_they_are():
    [sheet] = open_workbook(RISK_POINTS.read_bytes(), RISK_POINTS.name)
    table = recognise(sheet)
    assert (table.form.name, table.title) == ("risk_points", "青江县交通运输局岗位廉政风险点及防控措施一览表")
    assert table.unplaced == {} and table.lacks == [] and len(table.notes) == 1
    assert [row.number for row in table.rows] == [4, 5, 6, 7, 8, 9]
    posts = [(row.values["department"], row.values["post"], row.values["power"]) for row in table.rows]
    assert posts[:3] == [("工程科", "科长", "公路养护工程招标")] * 2 + [("工程科", "经办员", "公路养护工程招标")]
    assert [row.values["leader"] for row in table.rows] == ["林三益"] * 3 + ["赵七宝"] * 2 + ["沈十全"]
    assert [grade_of(row.values["grade"]) for row in table.rows] == [
        "high",
        "high",
        "medium",
        "low",
        "medium",
        "medium",
    ]
    assert {class_of(row.values["risk_class"]) for row in table.rows} == {"process", "duty", "system"}
    assert [len(enumeration_of(row.values["measures"]).items) for row in table.rows] == [3, 2, 1, 2, 2, 2]
    [sheet] = open_workbook((FORMS / "权力事项目录.xlsx").read_bytes(), "权力事项目录.xlsx")
    table = recognise(sheet)
    assert table.form.name == "power_items" and len(table.rows) == 4
    assert [kind_of(row.values["kind"]) for row in table.rows] == ["permit", "penalty", "works", "finance"]


@pytest.mark.parametrize(("suffix", "rows"), [("xls", 3), ("ods", 1)])
def test_the_formats_of_other_programs_are_read_too(suffix, rows):
    [sheet] = open_workbook((FORMS / f"一览表.{suffix}").read_bytes(), f"一览表.{suffix}")
    table = recognise(sheet)
    assert (table.form.name, table.title, len(table.rows)) == ("risk_points", "某局一览表", rows)
    assert table.rows[0].values["name"] == "泄露底价"
    # The last two rows of the .xls share a merged cell.
    assert [row.values["department"] for row in table.rows] == ["工程科", "运管科", "运管科"][:rows]


WORDS = st.text(st.characters(categories=("Lo", "Nd")), min_size=1, max_size=8)
SYNONYMS = {name: [word for word, field in RISK_FORM.headings.items() if field == name] for name in FIELDS}


def spaced(word, n):
    """A blank or a line break inside a word, as offices have them."""
    return word if n == 0 or len(word) < 2 else f"{word[:1]}{' ' if n == 1 else chr(10)}{word[1:]}"


@given(st.data())
@settings(max_examples=60)
def test_any_order_any_words_and_any_titles_give_the_same_rows(data):
    rows = data.draw(st.lists(st.fixed_dictionaries(dict.fromkeys(FIELDS, WORDS)), min_size=1, max_size=6))
    order = data.draw(st.permutations(FIELDS))
    heads = [spaced(data.draw(st.sampled_from(SYNONYMS[name])), data.draw(st.integers(0, 2))) for name in order]
    titles = [[f"某局一览表{n}"] for n in range(data.draw(st.integers(0, 3)))]
    blank = [[""]] * data.draw(st.integers(0, 1))
    lines = [[f"X{row[name]}" for name in order] for row in rows]
    table = table_of([*titles, *blank, heads, *lines])
    assert table.form.name == "risk_points" and table.unplaced == {}
    assert [row.values for row in table.rows] == [{name: f"X{row[name]}" for name in FIELDS} for row in rows]


def test_merged_cells_and_same_as_above_mean_what_stands_above():
    second = ["2", "", "同上", "〃", "开标", "流程", "围标", "串通", "二级", "抽查"]
    table = table_of([HEAD, LINE, second], merges=[(1, 1, 2, 1)])
    assert [table.rows[1].values[name] for name in ("department", "post", "power")] == ["工程科", "科长", "招标"]


def test_headings_of_two_rows_notes_totals_and_repeated_headings_are_told_from_rows():
    parents = ["序号", "单位", "职权事项及环节", "", "风险点", "防控措施", "责任人", ""]
    children = ["", "", "职权", "环节", "", "", "直接责任人", "分管领导"]
    row = ["1", "某局", "招标", "评标", "泄露底价", "封存", "甲", "乙"]
    merges = [(0, 2, 0, 3), (0, 6, 0, 7), (0, 0, 1, 0), (0, 1, 1, 1), (0, 4, 1, 4), (0, 5, 1, 5)]
    table = table_of([parents, children, row, parents, children, row, ["合计", "2 个"], ["备注：每年修订"]], merges)
    assert set(table.columns) == {"number", "unit", "power", "step", "name", "measures", "responsible", "leader"}
    assert len(table.rows) == 2 and table.claims == [(7, "合计 2 个")] and table.notes == [(8, "备注：每年修订")]


def test_a_column_that_is_not_known_is_shown_and_can_be_assigned():
    [sheet] = workbook([["序号", "岗位", "风险点", "控权之策"], ["1", "科长", "泄密", "封存"]])
    table = recognise(sheet)
    assert table.unplaced == {3: "控权之策"} and table.lacks == ["measures"]
    again = recognise(sheet, {"risk_points": {"控权之策": "measures"}})
    assert again.lacks == [] and again.rows[0].values["measures"] == "封存"
    [stray] = workbook([["姓名", "电话"], ["甲", "1"]])
    assert recognise(stray) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1.甲；2.乙", ["甲", "乙"]),
        ("1、甲；\n2、乙；", ["甲", "乙"]),
        ("①甲；②乙。", ["甲", "乙。"]),
        ("（1）甲 （2）乙", ["甲", "乙"]),
        ("甲；乙", ["甲", "乙"]),
        ("变更超过5.5%的，研究。", ["变更超过5.5%的，研究。"]),
        ("甲\n乙", ["甲", "乙"]),
        ("一、甲；二、乙", ["甲", "乙"]),
        ("  ", []),
    ],
)
def test_measures_of_one_cell_are_told_apart(text, parts):
    assert enumeration_of(text).items == parts


@pytest.mark.parametrize(
    ("words", "grade"),
    [("高 一级 Ⅰ级 I级 Ａ 高风险", "high"), ("中 二级 Ⅱ B", "medium"), ("低 三级 Ⅲ级 c", "low"), ("甚高 4级", None)],
)
def test_grades_are_understood_in_all_their_spellings(words, grade):
    assert {grade_of(word) for word in words.split()} == {grade}
    assert grade_of(" ") == "" and yes_or_no("是") is True and yes_or_no("不公开") is False and yes_or_no("?") is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_the_encodings_of_the_offices(encoding):
    text = "\n".join(",".join(row) for row in (HEAD, LINE))
    [sheet] = open_workbook(text.encode(encoding), "表.csv")
    assert recognise(sheet).rows[0].values["name"] == "泄露底价"


def zipped(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def test_what_cannot_be_read_is_refused_in_words(monkeypatch):
    good = RISK_POINTS.read_bytes()
    monkeypatch.setattr(files, "MOST_UNPACKED", 2**20)
    monkeypatch.setattr(files, "MOST_BYTES", 2**20)
    for content, name, words in (
        (b"", "a.xlsx", "空"),
        (good, "a.pdf", "只能读取"),
        (good, "a.xlsm", "宏"),
        (zipped(**{"xl/vbaProject.bin": b"x"}), "a.xlsx", "宏"),
        (zipped(**{"xl/sheet.xml": b"0" * 2**21}), "a.xlsx", "单元格过多"),
        (b"x" * 2**21, "a.csv", "MB"),
        (good[:2000], "a.xlsx", "损坏"),
        (b"PK\x03\x04nothing", "a.xlsx", "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "a.xls", "损坏"),
        (zipped(nothing=b"x"), "a.ods", "损坏"),
        (b"\xff\xff\xff\xfe", "a.csv", "UTF-8"),
        (b"\n\n", "a.csv", "没有"),
    ):
        with pytest.raises(Unreadable) as refusal:
            open_workbook(content, name)
        assert words in str(refusal.value), (name, str(refusal.value))


def test_dates_methods_and_sizes_are_understood_in_their_spellings():
    days = ("2011-03-01", "2011/3/1", "2011年3月1日", "20110301", "２０１１．３．１", "2011-03-01 08:30")
    assert {date_of(day) for day in days} == {"2011-03-01"}
    assert (date_of("2011年2月"), date_of("2011-13-01"), date_of("年底")) == ("2011-02-28", None, None)
    assert [method_of(word) for word in ("程序防控", "分权", " 公 开", "预警", "x", "")] == [
        "procedure", "division", "openness", "warning", None, "",
    ]  # fmt: skip
    told = {"抽查并通报": "warning", "结果公示": "openness", "集体研究": "division", "按规定办理": "procedure"}
    assert {text: method_by_words(text) for text in told} == told
    assert [size_of(word) for word in ("大", "中", "无", "巨大")] == ["large", "medium", "small", None]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("合计：3个，其中高1个、中2个", []),
        ("共37个风险点（12+7+10）", ["total_parts", "total_rows"]),
        ("合计 4", ["total_rows"]),
        ("总计3处：一级2处，二级1处", ["total_grade", "total_grade"]),
        ("本表每年修订一次", None),
    ],
)
def test_what_a_sheet_claims_of_itself_is_counted(text, codes):
    found = claims([(9, text)], 3, Counter(high=1, medium=2))
    assert found == [] if codes is None else [claim.get("code") for claim in found] == (codes or [None])


def test_cells_are_texts_as_people_read_them():
    from datetime import date, datetime

    values = (None, True, 1.0, 1.5, date(2011, 3, 1), datetime(2011, 3, 1), datetime(2011, 3, 1, 8, 30), " x ")
    assert [text_of(v) for v in values] == ["", "是", "1", "1.5", "2011-03-01", "2011-03-01", "2011-03-01 08:30", "x"]

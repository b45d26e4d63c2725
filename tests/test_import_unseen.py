"""What nobody sees in a workbook, hidden sheets, rows and columns, and what lies beyond what is read: all is said."""

import io

import pytest
import xlsxwriter

from exchange.workbooks.choices import ImportStatus
from exchange.workbooks.incoming import files, import_work
from exchange.workbooks.incoming.files import open_workbook
from tests.factories import make_power
from tests.import_files import counts, read, told_codes, workbook

pytestmark = [pytest.mark.any_database, pytest.mark.usefixtures("own_files")]

HEAD = ["岗位", "风险点", "风险等级", "防控措施"]


def book(*sheets, hide=(), wide=0, hidden_columns="", hidden_rows=()):
    """An .xlsx of (name, rows); hide: names of the hidden ones."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as made:
        for name, rows in sheets:
            page = made.add_worksheet(name)
            for n, row in enumerate(rows):
                page.write_row(n, 0, row)
            if name not in hide:
                page.activate()
                page.set_first_sheet()
            elif name == hide[0]:
                page.hide()
            else:
                page.very_hidden()
            if wide:
                page.write(1, wide, "外")
            if hidden_columns:
                page.set_column(hidden_columns, 8, None, {"hidden": True})
            for n in hidden_rows:
                page.set_row(n, None, None, {"hidden": True})
    return file.getvalue()


def rows(*names):
    return [HEAD, *(["出纳", name, "中", "公示"] for name in names)]


def test_hidden_sheets_are_named_as_left_out_and_can_be_read(world, signed_in):
    content = book(
        ("去年", rows("旧一", "旧二")), ("今年", rows("新一")), ("底稿", rows("底")), hide=["去年", "底稿"]
    )
    source = read(content, by=world.liaison, unit=world.unit)
    assert counts(source) == (1, 0, 0, 0)
    assert [(s["name"], s["is_hidden"], s.get("is_left_out", False)) for s in source.sheets] == [
        ("今年", False, False),
        ("去年", True, True),
        ("底稿", True, True),
    ]
    client = signed_in(world.liaison)
    page = client.get(source.get_absolute_url()).content.decode()
    assert page.count("该工作表在文件中是隐藏的，未读取") == 2 and "去年" in page
    client.post(f"/imports/{source.pk}/place/", {"out-1": "no", "out-2": "yes"})
    import_work.go_on(source.pk)
    source.refresh_from_db()
    assert counts(source) == (3, 0, 0, 0)
    page = client.get(source.get_absolute_url()).content.decode()
    assert page.count("该工作表在文件中是隐藏的，未读取") == 1 and "已按你的要求读取" in page
    client.post(f"/imports/{source.pk}/place/", {"out-1": "yes"})
    import_work.go_on(source.pk)
    source.refresh_from_db()
    assert counts(source) == (1, 0, 0, 0)


def test_a_file_with_nothing_but_hidden_sheets_is_no_dead_end(world, signed_in):
    content = book(("封面", []), ("去年", rows("旧一")), hide=["去年"])
    source = read(content, by=world.liaison, unit=world.unit)
    assert source.status == ImportStatus.REFUSED
    signed_in(world.liaison).post(f"/imports/{source.pk}/place/", {"out-0": "no"})
    import_work.go_on(source.pk)
    source.refresh_from_db()
    assert counts(source) == (1, 0, 0, 0)


def test_a_hidden_sheet_that_cannot_be_read_does_not_refuse_the_others(monkeypatch):
    monkeypatch.setattr(files, "MOST_CELLS", 40)
    big = [["甲"] * 10 for _row in range(20)]
    sheets = open_workbook(book(("今年", rows("新一")), ("大", big), hide=["大"]), "表.xlsx")
    assert [(sheet.name, sheet.is_hidden, bool(sheet.rows)) for sheet in sheets] == [
        ("今年", False, True),
        ("大", True, False),
    ]
    corner = book(("今年", rows("新一")), ("角", [["甲"]]), hide=["角"])
    assert [sheet.name for sheet in open_workbook(corner, "表.xlsx")] == ["今年", "角"]


def test_hidden_rows_and_columns_are_read_and_said_where_they_hold_something(world, signed_in):
    content = book(("表", rows("一", "二")), hidden_columns="C:F", hidden_rows=(2, 7))
    source = read(content, by=world.liaison, unit=world.unit)
    assert counts(source) == (2, 0, 0, 0)
    assert (source.sheets[0]["hidden"], source.sheets[0]["hidden_columns"]) == ([3], ["C", "D"])
    page = signed_in(world.liaison).get(source.get_absolute_url()).content.decode()
    assert "这些列在工作表中是隐藏的，也已读取：C、D" in page


@pytest.mark.parametrize("name", ["表.xlsx", "表.csv"])
def test_what_lies_beyond_the_columns_that_are_read_is_said(world, signed_in, name):
    content = book(("表", rows("一")), wide=230)
    if name.endswith("csv"):
        text = "\n".join(",".join([*row, *[""] * 210, "外"]) for row in rows("一"))
        content = text.encode()
    source = read(content, name, by=world.liaison, unit=world.unit)
    assert source.sheets[0]["is_cut"]
    assert "超过 200 列" in signed_in(world.liaison).get(source.get_absolute_url()).content.decode()


def test_the_lists_of_the_own_form_are_no_hidden_sheet(world, signed_in):
    answer = signed_in(world.liaison).get("/imports/forms/risk_points/blank/")
    blank = b"".join(answer.streaming_content)
    assert [sheet.is_hidden for sheet in open_workbook(blank, "表.xlsx")] == [False]


def test_an_error_and_a_number_without_its_last_digits_are_no_values(world):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as made:
        page = made.add_worksheet("表")
        for n, row in enumerate(
            [[*HEAD, "完成时限", "责任领导"], *(["出纳", f"风险{n}", "中", "公示"] for n in "12")]
        ):
            page.write_row(n, 0, row)
        page.write_formula("E2", "=1/0", None, "#DIV/0!")
        page.write_formula("F2", "=NA()", made.add_format({"bold": True}), "#N/A")
        page.write_number("F3", 123456789012345678)
    source = read(file.getvalue(), by=world.liaison, unit=world.unit)
    assert sorted(told_codes(source)) == [
        (2, "due_on", "formula"),
        (2, "leader", "formula"),
        (3, "leader", "inexact"),
    ]
    assert source.refused == 2


@pytest.mark.parametrize("long", ["post", "department", "step"])
def test_a_name_that_the_register_would_cut_is_refused(world, long):
    place = {"department": "财务科", "post": "出纳", "step": ""} | {long: "长" * 61}
    make_power(world.unit, name="采购")
    row = [place["department"], "采购" if long == "step" else "", place["step"], place["post"], "坐支", "中", "公示"]
    head = ["科室", "职权", "环节", *HEAD]
    source = read(workbook((head, [row])), by=world.liaison, unit=world.unit)
    assert (2, long, "too_long") in told_codes(source) and source.refused == 1
    fits = [text.replace("长" * 61, "长" * 60) for text in row]
    assert (2, long, "too_long") not in told_codes(read(workbook((head, [fits])), by=world.liaison, unit=world.unit))


def test_a_post_of_the_catalogue_that_the_register_would_cut_is_refused(world):
    head = ["职权名称", "职权类别", "行使岗位"]
    source = read(workbook((head, [["采购", "行政许可", "长" * 61]])), by=world.liaison, unit=world.unit)
    assert (2, "post", "too_long") in told_codes(source) and source.refused == 1


def test_a_number_is_read_as_it_is_shown(world):
    """Zeros in front, letters of the format, percent: what people see in the cell, and no other number."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as made:
        page = made.add_worksheet("表")
        for n, row in enumerate([[*HEAD, "备注一"], *(["出纳", f"风险{n}", "中", "公示"] for n in range(5))]):
            page.write_row(n, 0, row)
        shown = [(7, "0000"), (7, '"ZJ"000'), (0.305, "0%"), (0.25, "0.00%"), (1234, "000")]
        for n, (value, code) in enumerate(shown):
            page.write_number(n + 1, 4, value, made.add_format({"num_format": code}))
    [sheet] = open_workbook(file.getvalue(), "表.xlsx")
    assert [row[4] for row in sheet.rows[1:]] == ["0007", "ZJ007", "30.5%", "25%", "1234"]
    source = read(file.getvalue(), by=world.liaison, unit=world.unit)
    assert source.refused == 0

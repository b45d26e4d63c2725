"""Files that would take memory or time without bound, and such as are none: refused in words."""

import io
import resource
import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from django.utils.translation import override

from exchange.workbooks.incoming.files import Unreadable, open_workbook
from exchange.workbooks.incoming.recognition import recognise
from exchange.workbooks.sentences import sentence

pytestmark = pytest.mark.any_database

FORMS = Path(__file__).resolve().parent / "forms"
RISK_POINTS = (FORMS / "岗位廉政风险点及防控措施一览表.xlsx").read_bytes()


def refusal(content, name="表.xlsx"):
    """Why the file is refused; what reading it takes in this process stays small."""
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with pytest.raises(Unreadable) as refused:
        open_workbook(content, name)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * 1024
    assert time.monotonic() - started < 60
    return refused.value.reason["code"]


def changed(member, old, new, content=RISK_POINTS):
    """The form with `old` replaced by `new` in one part of its archive."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            part = source.read(name)
            if name == member:
                assert old in part
                part = part.replace(old, new, 1)
            target.writestr(name, part)
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_a_file_with_a_password_is_told_from_a_damaged_one():
    assert refusal((FORMS / "有密码.xlsx").read_bytes()) == "password"


@pytest.mark.parametrize("name", ["表.xlsb", "表.XLSB"])
def test_a_binary_workbook_is_refused_by_what_it_is_and_what_helps(name):
    with pytest.raises(Unreadable) as refused:
        open_workbook(RISK_POINTS, name)
    assert refused.value.reason == {"code": "binary"}
    for language, words in (
        ("zh-hans", ("二进制工作簿（.xlsb）", "另存为.xlsx")),
        ("en", (".xlsb", "Save it as .xlsx")),
    ):
        with override(language):
            assert all(word in sentence(refused.value.reason) for word in words)


def test_a_cell_in_the_last_corner_of_a_sheet_takes_no_memory_here():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "序号")
        sheet.write(1048575, 16383, "x")
    assert refusal(file.getvalue()) == "too_much"


def test_a_sheet_of_nothing_but_rows_is_no_register():
    rows = b"".join(b'<row r="%d"/>' % n for n in range(1, 1_000_001))
    content = changed(SHEET, b"</sheetData>", rows + b"</sheetData>")
    try:
        [sheet] = open_workbook(content, "表.xlsx")
    except Unreadable as refused:
        assert refused.reason["code"] in ("too_much", "damaged")
    else:
        assert len(recognise(sheet).rows) == 6


def test_an_archive_that_unpacks_to_more_than_memory_is_not_unpacked():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(SHEET, "w") as part:
        for _block in range(700):
            part.write(b"0" * 2**20)
    assert len(file.getvalue()) < 2**20 and refusal(file.getvalue()) == "too_much"


def test_entities_that_grow_are_not_followed():
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{lol}]>'.encode()
    content = changed("xl/sharedStrings.xml", b"<sst", bomb + b"<sst")
    content = changed("xl/sharedStrings.xml", "科室".encode(), b"&l11;", content)
    try:
        sheets = open_workbook(content, "表.xlsx")
    except Unreadable as refused:
        assert refused.reason["code"] in ("damaged", "too_much")
    else:
        assert all(len(cell) < 1000 for sheet in sheets for row in sheet.rows for cell in row)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_file_that_ends_early_is_damaged(share):
    assert refusal(RISK_POINTS[: int(len(RISK_POINTS) * share)]) == "damaged"

"""Files that would take memory or time without bound, and files that are broken in any way: refused in words."""

import io
import json
import random
import resource
import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from exchange.workbooks.incoming.files import Unreadable, open_workbook
from exchange.workbooks.incoming.forms import INCOMING_FORMS
from exchange.workbooks.incoming.recognition import recognise

pytestmark = pytest.mark.any_database

FORMS = Path(__file__).resolve().parent / "forms"
RISK_POINTS = (FORMS / "岗位廉政风险点及防控措施一览表.xlsx").read_bytes()
FUZZED_FOR = 30  # seconds


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


def mutations(chance):
    """Files without end: bytes of the form changed, cut or doubled; in the archive, or in one of its parts."""
    with zipfile.ZipFile(io.BytesIO(RISK_POINTS)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = "\n".join(["序号,岗位,风险点,风险等级,防控措施", '1,科长,泄密,高,"1.封存；2.公示"'])
    while True:
        kind = chance.choice(("bytes", "part", "part", "csv"))
        if kind == "csv":
            yield mutated(chance, text.encode(chance.choice(("utf-8", "gb18030")))), "表.csv"
        elif kind == "bytes":
            yield mutated(chance, RISK_POINTS), chance.choice(("表.xlsx", "表.xls", "表.ods", "表.csv"))
        else:
            file, hit = io.BytesIO(), chance.choice(list(parts))
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, part in parts.items():
                    archive.writestr(name, mutated(chance, part) if name == hit else part)
            yield file.getvalue(), "表.xlsx"


def mutated(chance, content):
    """The same with a few places changed, as files go wrong."""
    data = bytearray(content)
    for _time in range(chance.randrange(1, 8)):
        at = chance.randrange(len(data) + 1)
        length = chance.choice((1, 2, 8, 64))
        what = chance.randrange(4)
        if what == 0:
            data[at : at + length] = chance.randbytes(length)
        elif what == 1:
            del data[at : at + length]
        elif what == 2:
            data[at:at] = data[at : at + length] * chance.randrange(1, 20)
        else:
            data[at : at + length] = chance.choice((b"<", b"9999999999", b"&#0;", b"\xff\xfe", b"]]>", b'"'))
    return bytes(data)


def test_whatever_is_wrong_with_a_file_is_told_in_words():
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    until, read, refused = time.monotonic() + FUZZED_FOR, 0, 0
    for content, name in mutations(chance):
        if time.monotonic() > until:
            break
        try:
            for sheet in open_workbook(content, name):
                if table := recognise(sheet):
                    read += 1
                    for row in table.rows:
                        json.dumps(INCOMING_FORMS[table.form.name].parse(row.values), ensure_ascii=False).encode()
        except Unreadable:
            refused += 1
        except Exception as error:
            raise AssertionError(f"seed {seed}, file {read + refused}") from error
    assert read > 10 and refused > 10

"""Spreadsheets and charts that went wrong in every way: each is read or refused in words, and nothing breaks of it.

What is changed is drawn by a seed, so that a failure comes again. `make test` tries a few. FUZZ_SECONDS=300 goes on
for so many seconds with each test, FUZZ_FILES for another number of files, FUZZ_SEED draws others, FUZZ_FILE=7 is
the seventh alone, FUZZ_FROM names folders (with : between them) of further files to begin with.
"""

import os
import random
import time
import traceback
from contextlib import suppress
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from django.db import transaction

from exchange.workbooks.choices import ImportStatus
from exchange.workbooks.incoming.files import Unreadable, open_workbook
from exchange.workbooks.incoming.forms import INCOMING_FORMS
from exchange.workbooks.incoming.recognition import Said, tables_of
from ground.lifecycle.machine import NotAllowed
from powers.bpmn.charts import ALL, SeveralPools
from powers.bpmn.reader import read as read_chart
from powers.bpmn.writer import written as as_chart
from powers.drawing import draw_steps
from powers.outlines import replace_flow
from tests import mutations
from tests.factories import make_flow, make_post, make_power
from tests.import_files import read, written
from tests.signed_in import client_of
from tests.test_bpmn import APPROVAL, SEVERAL, bpmn, event, way

pytestmark = pytest.mark.any_database

SECONDS = float(os.environ.get("FUZZ_SECONDS", "0"))
FILES = int(os.environ.get("FUZZ_FILES", "0" if SECONDS else "24"))
SEED = os.environ.get("FUZZ_SEED", "1")
ONLY = os.environ.get("FUZZ_FILE", "")
FORMS = Path(__file__).resolve().parent / "forms"
FOLDERS = [FORMS, FORMS / "kinds", *map(Path, filter(None, os.environ.get("FUZZ_FROM", "").split(":")))]
SHEETS = (".xlsx", ".xls", ".ods", ".csv")
HEADINGS = (  # of the forms of which no file is kept: posts, units, officials, accounts
    ["单位", "科室", "岗位名称", "自由裁量权", "主要负责人"],
    ["单位名称", "统一社会信用代码", "上级单位", "单位性质", "层级", "行业"],
    ["单位", "姓名", "工号", "岗位", "科室", "任职时间", "离任时间"],
    ["用户名", "姓名", "角色", "单位", "邮箱", "工号"],
)


def originals(ends):
    return [file for folder in FOLDERS for file in sorted(folder.iterdir()) if file.suffix in ends]


@cache
def sheets():
    """The sheets of all files that can be read."""
    found = []
    for file in originals(SHEETS):
        with suppress(Unreadable):
            found += open_workbook(file.read_bytes(), file.name)
    return found


def tables():
    """Rows to make texts and web pages of; at the end those of the forms of which no file is kept."""
    values = ["甲局", "张三", "0001", "科长", "办公室", "2020-01-01", "高", "是"]
    made = [[head, values[: len(head)], values[: len(head)][::-1]] for head in HEADINGS]
    return [[sheet.rows[:30] for sheet in sheets()], made]


def drawn(seed):
    """(chance, number) as long as files are wanted; each has a chance of its own, so that one can be made again."""
    end = time.monotonic() + SECONDS
    for number in [int(ONLY)] if ONLY else count():
        if number >= FILES and time.monotonic() > end:
            return
        yield random.Random(f"{seed} {number}"), number


def mutated_file(chance):
    """(content, name)."""
    what, table = chance.random(), chance.choice(chance.choice(tables()))
    if what < 0.3:
        return mutations.of_table(chance, table), chance.choice(("表.csv", "表.csv", "表.xls"))
    if what < 0.4:
        return mutations.of_page(chance, table), chance.choice(("表.xls", "表.csv"))
    file = chance.choice(originals(SHEETS))
    content = file.read_bytes()
    if content.startswith(b"PK") and chance.random() < 0.9:
        return mutations.of_archive(chance, content), file.name
    return mutations.of_bytes(chance, content), file.name


class Broken(list):
    """What broke: file and traceback of each. A context that keeps what is raised and goes on."""

    def __call__(self, number):
        self.number = number
        return self

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _trace):
        if isinstance(error, Exception):
            self.append(f"FUZZ_SEED={SEED}, file {self.number}\n{''.join(traceback.format_exception(error)[-6:])}")
        return isinstance(error, Exception)

    def tell(self):
        assert not self, f"{len(self)} files\n" + "\n".join(self[:20])


@pytest.mark.usefixtures("own_files")
def test_a_spreadsheet_that_went_wrong_is_read_or_refused_in_words(world):
    """The whole way of a file: opened in a process of its own, understood, judged, shown, and brought in."""
    broken, ended = Broken(), dict.fromkeys(ImportStatus, 0)
    for chance, number in drawn(f"sheets {SEED}"):
        content, name = mutated_file(chance)
        by, unit = chance.choice(((world.liaison, world.unit), (world.administrator, None)))
        with broken(number), transaction.atomic():
            source = read(content, name, by=by, unit=unit, make_missing=chance.random() < 0.7)
            if source.status == ImportStatus.READY:
                page = client_of(by).get(f"/imports/{source.pk}/")
                assert page.status_code == 200
                source = written(source, file_at_once=chance.random() < 0.3)
            ended[source.status] += 1
            assert not source.error, source.error
            assert source.status != ImportStatus.REFUSED or source.sentence
            transaction.set_rollback(True)
    broken.tell()
    assert ONLY or (ended[ImportStatus.DONE] > 3 and ended[ImportStatus.REFUSED] > 3), ended


def test_whatever_is_said_of_a_sheet_its_rows_are_read_or_left(db):
    """Cells and what a person says of the sheet, past the opening of a file."""
    broken, found = Broken(), 0
    for chance, number in drawn(f"cells {SEED}"):
        for _time in range(10):
            sheet = mutations.of_sheet(chance, chance.choice(sheets()))
            said = said_of(chance, sheet) if chance.random() < 0.5 else None
            with broken(number):
                for table in tables_of(sheet, said=said):
                    for row in table.rows:
                        found += 1
                        INCOMING_FORMS[table.form.name].parse(row.values, table.heads, row.told)
    broken.tell()
    assert ONLY or found > 100


def said_of(chance, sheet):
    number = lambda: chance.choice((None, None, 1, 2, 3, len(sheet.rows), len(sheet.rows) + 5, 2**20))  # noqa: E731
    form = chance.choice(list(INCOMING_FORMS))
    fields = ["", *INCOMING_FORMS[form].columns]
    columns = {chance.choice((0, 1, 2, 5, 199, 500)): chance.choice(fields) for _n in range(chance.randrange(4))}
    return Said(
        chance.choice(("", form)),
        number(),
        chance.choice((None, 1, 2, 9)),
        number(),
        number(),
        chance.choice((None, True, False)),
        columns,
    )


LINKS = (
    '<bpmn:startEvent id="s"/><bpmn:task id="a" name="受理"/><bpmn:subProcess id="b" name="审查"><bpmn:task id="i"/>'
    '</bpmn:subProcess><bpmn:inclusiveGateway id="g"/><bpmn:inclusiveGateway id="h"/><bpmn:endEvent id="e"/>'
    + event("intermediateThrowEvent", "t", "转")
    + event("intermediateCatchEvent", "c", "转")
    + "".join(way(*pair) for pair in ("sa", "ag", "gh", "hg", "ht", "cb", "be", "bt"))
)


def test_a_chart_that_went_wrong_is_read_or_refused_in_words(world):
    """From the file to the outline, its drawing with faults, and the flow that is saved."""
    flow = make_flow(make_power(world.unit), steps=4)
    kept = [file.read_bytes() for file in originals((".bpmn",))]
    charts = [bpmn(APPROVAL), SEVERAL, bpmn(LINKS), as_chart(flow), *kept]
    make_post(world.unit, name="受理岗")
    broken, readings, saved = Broken(), 0, 0
    for chance, number in drawn(f"charts {SEED}"):
        for _time in range(5):
            data = mutated_chart(chance, chance.choice(charts))
            pools = ["", ALL]
            with broken(number):
                for pool in pools:
                    try:
                        outline = read_chart(data, world.unit, pool)
                    except SeveralPools as several:
                        pools += [one.key for one in several.pools if one.key not in pools and len(pools) < 9]
                        continue
                    except NotAllowed as refusal:
                        assert str(refusal.sentence)
                        continue
                    readings += 1
                    outline.faults()
                    draw_steps("x", *outline.rows(world.unit))
                    if not outline.problems(world.unit) and chance.random() < 0.3:
                        saved += 1
                        with transaction.atomic():
                            replace_flow(flow, outline, by=world.liaison)
                            again = read_chart(as_chart(flow), world.unit)
                            assert [step.name for step in again.steps] == [step.name for step in outline.steps]
                            transaction.set_rollback(True)
    broken.tell()
    assert ONLY or (readings > 50 and saved > 5), (readings, saved)


def mutated_chart(chance, data):
    if chance.random() < 0.2:
        return mutations.of_bytes(chance, data)
    text = mutations.of_markup(chance, data.decode("gb18030" if b"GB" in data[:60].upper() else "utf-8"))
    return text.encode(chance.choice((*["utf-8"] * 8, *mutations.ENCODINGS)), "replace")

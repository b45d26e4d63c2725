"""What a page asks of a file can be said by the API and the command as well, in the same words."""

import json

import pytest
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from exchange.workbooks.choices import ImportStatus
from exchange.workbooks.incoming import import_work
from exchange.workbooks.models import HeadingWord, Import, RememberedAnswer, SheetLayout
from tests.import_files import counts, read, workbook
from tests.test_import_unseen import book

pytestmark = [pytest.mark.any_database, pytest.mark.usefixtures("own_files")]

HEAD = ["岗位", "风险点", "风险等级", "防控措施"]
ODD = ["岗位", "风险点", "评定", "控权之策", "说明"]
ROWS = [["出纳", "票据保管不严", "特大", "公示", "甲"], ["出纳、会计", "现金坐支", "中", "登记", "乙"]]


@pytest.fixture
def api(world):
    """Calls of the liaison about an import: (import as the API answers it, status)."""
    client = APIClient()
    client.force_authenticate(world.liaison)

    def call(source, action="", body=None):
        address = f"/api/v1/imports/{source.pk}/{action}"
        answer = client.get(address) if body is None else client.post(f"{address}/", body, format="json")
        if answer.status_code == 200:
            import_work.go_on(source.pk)
            source.refresh_from_db()
        return answer.json(), answer.status_code

    return call


def test_the_api_says_what_was_understood_and_takes_what_is_meant(world, api):
    source = read(workbook((ODD, ROWS)), by=world.liaison, unit=world.unit)
    told, _status = api(source)
    [sheet] = told["sheets"]
    assert (sheet["form"], sheet["lacks"], sheet["top"]) == ("risk_points", ["measures"], 1)
    assert sheet["columns"][2] == {
        "letter": "C",
        "heading": "评定",
        "field": "",
        "guess": "",
        "values": ["特大", "中"],
    }
    columns = {"评定": "grade", "控权之策": "防控措施", "E": ""}
    _told, status = api(source, "arrange", {"sheets": [{"sheet": sheet["name"], "columns": columns}]})
    assert status == 200 and counts(source) == (0, 0, 0, 2)
    told, _status = api(source)
    assert [(q["field"], q["code"], q["value"], q["rows"], q["ways"]) for q in told["questions"]] == [
        ("grade", "grade", "特大", 1, []),
        ("post", "several_posts", "出纳、会计", 1, ["each", "one", "unit"]),
    ]
    assert api(source, "answer", {"field": "grade", "value": "特大", "words": "高"})[1] == 200
    told, status = api(source, "answer", {"field": "post", "value": "出纳、会计", "way": "each"})
    assert status == 200 and counts(source) == (3, 0, 0, 0)
    assert [(a["value"], a["is_of_before"]) for a in told["answers"]] == [("特大", False), ("出纳、会计", False)]
    again = read(workbook((ODD, ROWS)), by=world.liaison, unit=world.unit)
    told, _status = api(again)
    assert counts(again) == (3, 0, 0, 0) and all(a["is_of_before"] for a in told["answers"])
    note = {name: told["answers"][0][name] for name in ("form", "field", "code", "value")}
    assert api(again, "ask_again", note)[1] == 200 and again.refused == 1


@pytest.mark.parametrize(
    ("action", "body", "field"),
    [
        ("arrange", {"sheets": []}, "sheets"),
        ("arrange", {"sheets": [{"sheet": "没有"}]}, "sheet"),
        ("arrange", {"sheets": [{"sheet": "表1", "columns": {"没有": "grade"}}]}, "columns"),
        ("arrange", {"sheets": [{"sheet": "表1", "columns": {"评定": "没有"}}]}, "columns"),
        ("arrange", {"sheets": [{"sheet": "表1", "form": "accounts", "columns": {"评定": "role"}}]}, "form"),
        ("arrange", {"sheets": [{"sheet": "表1", "top": 0}]}, "top"),
        ("arrange", {"sheets": [{"sheet": "表1", "topp": 1}]}, "topp"),
        ("answer", {"field": "grade", "value": "特大"}, "words"),
        ("answer", {"field": "grade", "value": "特大", "way": "words"}, "way"),
        ("ask_again", {"field": "grade", "value": "特大"}, "code"),
    ],
)
def test_the_api_names_what_it_does_not_understand(world, api, action, body, field):
    source = read(workbook((ODD, ROWS)), by=world.liaison, unit=world.unit)
    told, status = api(source, action, body)
    assert status == 400 and field in json.dumps(told), told
    source.refresh_from_db()
    assert source.status == ImportStatus.READY and not HeadingWord.objects.exists()


def test_an_answer_to_nothing_is_no_answer(world, api):
    source = read(workbook((ODD, ROWS)), by=world.liaison, unit=world.unit)
    assert api(source, "answer", {"field": "leader", "value": "没有", "words": "高"})[1] == 409
    assert not RememberedAnswer.objects.exists()


@pytest.fixture
def command(world, tmp_path, capsys):
    """The command on a file, by the liaison; what it says, and the import."""

    def run(content, **options):
        file = tmp_path / "表.xlsx"
        file.write_bytes(content)
        call_command("import_register", str(file), user=world.liaison.username, unit=world.unit.code, **options)
        return capsys.readouterr().out, Import.objects.first()

    return run


def test_the_command_takes_what_the_page_asks(world, command):
    columns = ["评定=grade", "D=measures", "说明=-"]
    answers = ["grade:特大=高", "post:出纳、会计=@unit"]
    said = {"column": columns, "answer": answers}
    told, source = command(workbook((ODD, ROWS)), dry_run=True, **said)
    assert counts(source) == (2, 0, 0, 0) and "grade “特大”" in told
    assert not HeadingWord.objects.exists() and not RememberedAnswer.objects.exists()
    _told, source = command(workbook((ODD, ROWS)), **said)
    assert source.status == ImportStatus.DONE and source.new == 2
    assert HeadingWord.objects.count() == 3 and RememberedAnswer.objects.count() == 2
    told, source = command(workbook((ODD, ROWS)), answer=["grade:特大=高"])
    assert counts(source) == (0, 0, 2, 0) and "no row asks this: grade “特大”" in told


def test_the_command_says_where_the_table_lies_and_which_sheets_are_read(world, command):
    rows = [["甲"], ["甲", "乙", "丙", "丁"], *(["出纳", f"风险{n}", "中", "公示"] for n in range(1, 6))]
    content = book(("今年", rows), ("去年", rows), hide=["去年"])
    options = {"headings": "2", "rows": "4-5", "column": ["甲=岗位", "乙=风险点", "丙=风险等级", "丁=防控措施"]}
    told, source = command(content, sheet=["去年"], form="risk_points", dry_run=True, **options)
    assert "今年: left out" in told and [row.number for row in source.rows.all()] == [4, 5]
    assert not SheetLayout.objects.exists()
    told, source = command(content, form="risk_points", **options)
    assert "去年: hidden, left out" in told and source.new == 2
    assert SheetLayout.objects.get().headings == "甲|乙|丙|丁"


def test_the_command_takes_a_layout_from_a_file(world, command, tmp_path):
    layout = tmp_path / "layout.json"
    columns = {"评定": "grade", "控权之策": "measures"}
    told = {
        "sheets": [{"sheet": "表1", "columns": columns}],
        "answers": [
            {"field": "grade", "value": "特大", "words": "高"},
            {"field": "post", "value": "出纳、会计", "way": "each"},
        ],
    }
    layout.write_text(json.dumps(told))
    assert command(workbook((ODD, ROWS)), layout=layout)[1].new == 3
    for wrong in (
        "[",
        "[]",
        '{"sheets": [{}]}',
        '{"sheet": []}',
        '{"sheets": [{"sheet": "表1", "topp": 1}]}',
        '{"sheets": [{"sheet": "没有"}]}',
    ):
        layout.write_text(wrong)
        with pytest.raises(CommandError):
            command(workbook((ODD, ROWS)), layout=layout)


@pytest.mark.parametrize(
    "wrong",
    [
        *({"headings": "x"}, {"rows": "5"}, {"column": ["评定"]}, {"answer": ["grade=高"]}, {"sheet": ["没有"]}),
        *(
            {"column": ["没有=grade"]},
            {"column": ["风险等级=没有"]},
            {"column": ["风险等级=grade"], "form": "accounts"},
        ),
    ],
)
def test_the_command_names_what_it_does_not_understand(world, command, wrong):
    with pytest.raises(CommandError):
        command(workbook((HEAD, [row[:4] for row in ROWS])), dry_run=True, **wrong)

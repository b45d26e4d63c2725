"""What a person says of a file on its page: columns, tables, one answer for all rows that ask the same."""

import re

import pytest

from exchange.workbooks.arranging import asking, is_asked
from exchange.workbooks.choices import ImportStatus
from exchange.workbooks.incoming import import_work
from exchange.workbooks.models import HeadingWord, RememberedAnswer, SheetLayout
from ground.lifecycle.roles import Role
from riskpoints.models import RiskPoint
from tests.factories import make_post, make_unit, make_user
from tests.import_files import counts, read, told_codes, workbook, written
from units.models import Post

pytestmark = [pytest.mark.any_database, pytest.mark.usefixtures("own_files")]

HEAD = ["岗位", "风险点", "风险等级", "防控措施"]


@pytest.fixture
def page(world, signed_in):
    """What the liaison sends to the page of an import; the import as it is then."""
    client = signed_in(world.liaison)

    def send(source, path, **data):
        answer = client.post(f"/imports/{source.pk}/{path}/", data)
        assert answer.status_code == 302, answer.content.decode()
        import_work.go_on(source.pk)
        source.refresh_from_db()
        return source

    send.client = client
    return send


def brought(world, head, *rows):
    return read(workbook((head, rows)), by=world.liaison, unit=world.unit)


def test_a_table_of_two_known_headings_is_given_its_columns_and_comes_in_unchanged_again(world, page):
    head = ["风险点", "防控措施", "评定", "谁来管", "说明"]
    rows = [["票据保管不严", "专柜上锁", "中", "出纳", "甲"], ["现金坐支", "日清月结", "高", "会计", "乙"]]
    source = brought(world, head, *rows)
    columns = {column["heading"]: column for column in source.sheets[0]["columns"]}
    assert columns["评定"]["guess"] == "grade" and columns["谁来管"]["values"] == ["出纳", "会计"]
    text = page.client.get(source.get_absolute_url()).content.decode()
    assert "推测，请确认" in text and "出纳 · 会计" in text
    page(source, "place", **{"column-0-2": "risk_points.grade", "column-0-3": "risk_points.post", "column-0-4": ""})
    assert counts(source) == (2, 0, 0, 0)
    words = set(HeadingWord.objects.values_list("words", "field"))
    assert words == {("评定", "grade"), ("谁来管", "post"), ("说明", "")}
    written(source)
    assert RiskPoint.objects.get(name="现金坐支").post.name == "会计"
    again = brought(world, head, *rows)
    assert counts(again) == (0, 0, 2, 0)
    assert not any(is_asked(column) for column in again.sheets[0]["columns"])


def test_a_known_column_can_mean_something_else_and_be_left_out(world, page):
    source = brought(world, [*HEAD, "责任领导", "表现形式"], ["出纳", "坐支", "中", "公示", "出纳", "甲"])
    text = page.client.get(source.get_absolute_url()).content.decode()
    chosen = re.findall(r'<option[^>]*value="([^"]*)"[^>]*\sselected', text)
    assert chosen[:5] == [f"risk_points.{name}" for name in ("post", "name", "grade", "measures", "leader")]
    page(source, "place", **{"column-0-4": "risk_points.responsible", "column-0-5": ""})
    [row] = source.rows.all()
    assert row.values.get("responsible") == "出纳" and not {"leader", "manifestation"} & set(row.values)
    again = brought(world, [*HEAD, "责任领导", "表现形式"], ["出纳", "坐支", "中", "公示", "出纳", "甲"])
    assert set(again.sheets[0]["fields"]) == {"post", "name", "grade", "measures", "responsible"}


def test_a_sheet_of_no_known_form_is_no_dead_end(world, page):
    source = brought(world, ["甲", "乙", "丙"], ["票据保管不严", "中", "专柜上锁"])
    assert source.status == ImportStatus.REFUSED
    assert "票据保管不严" in page.client.get(source.get_absolute_url()).content.decode()
    given = {
        "column-0-0": "risk_points.name",
        "column-0-1": "risk_points.grade",
        "column-0-2": "risk_points.measures",
    }
    page(source, "place", **given)
    assert source.status == ImportStatus.READY and counts(source) == (1, 0, 0, 0)
    assert SheetLayout.objects.get().headings == "甲|乙|丙"
    assert counts(brought(world, ["甲", "乙", "丙"], ["票据保管不严", "中", "专柜上锁"])) == (1, 0, 0, 0)


def test_a_layout_is_remembered_by_headings_that_are_longer_together_than_what_is_kept(world, page):
    head = [f"第{n}栏本单位自行设计、逐年沿用至今的栏目" for n in range(40)]
    row = ["票据保管不严", "中", "专柜上锁", *["甲"] * 37]
    assert len("|".join(head)) > 600
    source = brought(world, head, row)
    assert source.status == ImportStatus.REFUSED
    fields = {f"column-0-{n}": f"risk_points.{name}" for n, name in enumerate(("name", "grade", "measures"))}
    page(source, "place", **fields)
    assert counts(source) == (1, 0, 0, 0)
    layout = SheetLayout.objects.get()
    assert "|".join(head).startswith(layout.headings) and len(layout.headings) == 600
    HeadingWord.objects.exclude(field="name").delete()  # so that one heading alone is known, which makes no form
    assert brought(world, head, row).sheets[0]["form"] == "risk_points"
    SheetLayout.objects.all().delete()
    assert brought(world, head, row).sheets[0]["form"] == ""


def test_where_the_table_lies_can_be_said(world, page):
    rows = [["出纳", f"风险{n}", "中", "公示"] for n in range(1, 5)]
    source = brought(world, HEAD, *rows)
    page(source, "place", **{"first-0": "3", "last-0": "4"})
    assert [row.number for row in source.rows.all()] == [3, 4]
    assert 'value="3"' in page.client.get(source.get_absolute_url()).content.decode()
    page(source, "place", **{"first-0": "", "last-0": ""})
    assert counts(source) == (4, 0, 0, 0)
    page(source, "place", **{"out-0": "yes"})
    assert source.status == ImportStatus.REFUSED and not source.rows.exists()
    page(source, "place", **{"out-0": "no"})
    assert counts(source) == (4, 0, 0, 0)
    lying = [list(column) for column in zip(HEAD, *rows[:2], strict=True)]
    lying[0][0] = "哪个岗位"
    source = brought(world, lying[0], *lying[1:])
    page(source, "place", **{"turned-0": "no" if source.sheets[0]["is_turned"] else "yes"})
    assert not source.sheets[0]["is_turned"] or counts(source)[0] == 2


@pytest.mark.parametrize(
    ("way", "new", "posts"),
    [("each", 5, {"出纳", "会计"}), ("one", 3, {"出纳、会计", "出纳"}), ("unit", 3, {"出纳"})],
)
def test_one_question_about_two_posts_is_answered_for_all_rows(world, page, way, new, posts):
    rows = [
        ["出纳、会计", "票据保管不严", "中", "公示"],
        ["出纳、会计", "现金坐支", "中", "公示"],
        ["出纳", "白条抵库", "中", "公示"],
    ]
    source = brought(world, HEAD, *rows)
    assert told_codes(source) == [(2, "post", "several_posts"), (3, "post", "several_posts")]
    text = page.client.get(source.get_absolute_url()).content.decode()
    assert "2 行" in text and "每个岗位各列一个风险点" in text and text.count("several_posts") == 1
    asked = {"form": "risk_points", "field": "post", "code": "several_posts", "value": "出纳、会计"}
    page(source, "answer", **asked, way=way)
    assert counts(source) == (new, 0, 0, 0)
    written(source)
    assert (
        set(Post.objects.filter(unit=world.unit, name__contains="出纳").values_list("name", flat=True))
        | ({"会计"} if way == "each" else set())
        == posts
    )
    assert page.client.post(f"/imports/{source.pk}/answer/", asked).status_code != 500


def test_a_grade_that_nobody_knows_is_answered_once(world, page):
    source = brought(
        world, HEAD, *(["出纳", f"风险{n}", "特大", "公示"] for n in range(3)), ["出纳", "其他", "中", "公示"]
    )
    asked = {"form": "risk_points", "field": "grade", "code": "grade", "value": "特大"}
    page(source, "answer", **asked, offer="高")
    assert counts(source) == (4, 0, 0, 0)
    assert [row.parsed["grade"] for row in source.rows.all()] == ["high"] * 3 + ["medium"]
    before = counts(source)
    assert page.client.post(f"/imports/{source.pk}/answer/", asked | {"words": "高"}).status_code != 500
    source.refresh_from_db()
    assert counts(source) == before


def test_what_is_true_of_all_rows_is_said_once(world, page):
    make_post(world.unit, name="出纳")
    source = brought(world, HEAD, *(["出纳", f"风险{n}", "中", "公示"] for n in range(3)))
    text = page.client.get(source.get_absolute_url()).content.decode()
    assert text.count("风险等级按原表所列") <= 1 and "各行共同的提示" in text
    assert {problem["code"] for row in source.rows.all() for problem in row.problems} == {
        "grade_as_told",
        "class_by_place",
    }
    sentence = str(source.rows.first().remarks[0].sentence)
    assert text.count(sentence) == 1


def test_powers_that_are_missing_lead_to_their_catalogue(world, page):
    source = brought(world, [*HEAD, "职权"], ["出纳", "坐支", "中", "公示", "没有的职权"])
    assert "导入权力事项目录" in page.client.get(source.get_absolute_url()).content.decode()


def test_nobody_arranges_the_file_of_another(world, page, signed_in):
    source = brought(world, HEAD, ["出纳", "坐支", "中", "公示"])
    other = signed_in(world.administrator)
    for path in ("place", "answer"):
        assert other.post(f"/imports/{source.pk}/{path}/", {"column-0-0": ""}).status_code == 404
    for wrong in ({"column-0-0": "accounts.username"}, {"top-0": "-1", "column-0-0": "x"}, {"top-0": "99999999999"}):
        page.client.post(f"/imports/{source.pk}/place/", wrong)
        source.refresh_from_db()
        assert source.status == ImportStatus.READY and counts(source) == (1, 0, 0, 0)


def asked(field, code, value):
    return {"form": "risk_points", "field": field, "code": code, "value": value}


def shown(page, source):
    """The answers that the page names above the rows: (what stood there, how it was read)."""
    text = page.client.get(source.get_absolute_url()).content.decode()
    return re.findall(r"“([^”]*)”: (按[^<]*?)\s*<", text)


def test_an_answer_holds_for_the_next_file_of_the_unit_and_is_said_once(world, page):
    rows = [["出纳、会计", "票据保管不严", "特大", "公示"], ["出纳、会计", "现金坐支", "特大", "公示"]]
    source = brought(world, HEAD, *rows)
    page(source, "answer", **asked("post", "several_posts", "出纳、会计"), way="each")
    page(source, "answer", **asked("grade", "grade", "特大"), words="高")
    assert counts(source) == (4, 0, 0, 0)
    assert sorted(shown(page, source)) == [
        ("出纳、会计", "按答复读取：每个岗位各列一个风险点。"),
        ("特大", "按答复读取：高。"),
    ]
    following = [[" 出纳、会 计", "白条抵库", "特大", "公示"], ["出纳", "公款私存", "低", "公示"]]
    source = brought(world, HEAD, *following)
    assert counts(source) == (3, 0, 0, 0)
    assert [(r.values["post"], r.parsed["grade"]) for r in source.rows.order_by("number", "pk")] == [
        ("出纳", "high"),
        ("会 计", "high"),
        ("出纳", "low"),
    ]
    said = [("出纳、会 计", "按上次答复读取：每个岗位各列一个风险点。"), ("特大", "按上次答复读取：高。")]
    assert sorted(shown(page, source)) == sorted(said)
    assert RememberedAnswer.objects.filter(unit=world.unit).count() == 2
    other = make_unit(world.unit.get_parent())
    elsewhere = read(workbook((HEAD, following)), by=make_user(Role.LIAISON, other), unit=other)
    assert elsewhere.refused == 1 and len(told_codes(elsewhere)) == 2


def test_an_answer_is_taken_back_here_and_for_the_next_file(world, page):
    rows = [["出纳、会计", "票据保管不严", "特大", "公示"], ["出纳", "现金坐支", "特大", "公示"]]
    source = brought(world, HEAD, *rows)
    page(source, "answer", **asked("post", "several_posts", "出纳、会计"), way="each")
    page(source, "answer", **asked("grade", "grade", "特大"), words="高")
    source = brought(world, HEAD, *rows)
    assert counts(source) == (3, 0, 0, 0)
    page(source, "ask-again", **asked("grade", "grade", "特大"))
    assert told_codes(source) == [(2, "grade", "grade"), (3, "grade", "grade"), (2, "grade", "grade")]
    page(source, "ask-again", **asked("post", "several_posts", "出纳、会计"))
    assert sorted(told_codes(source)) == [(2, "grade", "grade"), (2, "post", "several_posts"), (3, "grade", "grade")]
    assert source.rows.count() == 2 and shown(page, source) == []
    assert brought(world, HEAD, *rows).refused == 2 and not RememberedAnswer.objects.exists()
    page(source, "answer", **asked("grade", "grade", "特大"), words="中")
    page(source, "answer", **asked("post", "several_posts", "出纳、会计"), way="unit")
    assert [(r.values.get("post"), r.parsed["grade"]) for r in source.rows.order_by("number")] == [
        (None, "medium"),
        ("出纳", "medium"),
    ]
    assert page.client.post(f"/imports/{source.pk}/ask-again/", asked("grade", "grade", "没有")).status_code != 500


def test_an_answer_leads_to_another_and_both_are_said(world, page):
    make_post(world.unit, name="总账会计")
    source = read(
        workbook((HEAD, [["会记/出纳", "坐支", "中", "公示"]])), by=world.liaison, unit=world.unit, make_missing=False
    )
    page(source, "answer", **asked("post", "several_posts", "会记/出纳"), words="会记")
    assert told_codes(source) == [(2, "post", "unknown_post")]
    page(source, "answer", **asked("post", "unknown_post", "会记"), words="总账会计")
    assert counts(source) == (1, 0, 0, 0) and len(shown(page, source)) == 2
    again = read(
        workbook((HEAD, [["会记/出纳", "坐支", "中", "公示"]])), by=world.liaison, unit=world.unit, make_missing=False
    )
    assert counts(again) == (1, 0, 0, 0) and len(shown(page, again)) == 2
    page(again, "ask-again", **asked("post", "several_posts", "会记/出纳"))
    assert again.rows.get().values["post"] == "会记/出纳" and again.rows.get().problems[0]["code"] == "several_posts"


def test_dates_and_empty_cells_are_not_remembered(world, page):
    row = ["出纳", "坐支", "", "公示", "3月31日"]
    source = brought(world, [*HEAD, "完成时限"], row)
    page(source, "answer", **asked("due_on", "date", "3月31日"), words="2027-03-31")
    page(source, "answer", **asked("grade", "no_grade", ""), words="中")
    assert counts(source) == (1, 0, 0, 0) and not RememberedAnswer.objects.exists()
    assert sorted(told_codes(brought(world, [*HEAD, "完成时限"], row))) == [
        (2, "due_on", "date"),
        (2, "grade", "no_grade"),
    ]


def test_what_is_told_of_a_cell_stays_when_another_one_is_mended(world, page):
    source = brought(world, HEAD, ["同上", "坐支", "特大", "公示"])
    assert sorted(told_codes(source)) == [(2, "grade", "grade"), (2, "post", "ditto_of_nothing")]
    page(source, "answer", **asked("grade", "grade", "特大"), words="高")
    assert told_codes(source) == [(2, "post", "ditto_of_nothing")]
    page.client.post(f"/imports/rows/{source.rows.get().pk}/", source.rows.get().values | {"post": "出纳"})
    source.refresh_from_db()
    assert counts(source) == (1, 0, 0, 0)


def test_what_a_guess_is_not_is_asked_once_only(world, page):
    head, row = ["风险点", "防控措施", "评定", "岗位"], ["票据保管不严", "专柜上锁", "中", "出纳"]
    source = brought(world, head, row, [*row[:2], "高", "会计"])
    assert source.sheets[0]["columns"][2]["guess"] == "grade"
    page(source, "place", **{"column-0-2": ""})
    assert source.sheets[0]["columns"][2]["guess"] == "" and HeadingWord.objects.get().words == "评定"
    assert asking(source.sheets) == [False]


def test_values_without_a_heading_are_asked_about(world, page):
    source = brought(
        world, ["岗位", "风险点", "", "防控措施"], *(["出纳", f"风险{n}", "中", "公示"] for n in range(3))
    )
    [column] = [column for column in source.sheets[0]["columns"] if is_asked(column)]
    assert (column["index"], column["values"], column["guess"]) == (2, ["中"], "grade")
    assert "C 列" in page.client.get(source.get_absolute_url()).content.decode()
    page(source, "place", **{"column-0-2": "risk_points.grade"})
    assert counts(source) == (3, 0, 0, 0) and asking(source.sheets) == [False]


def test_a_sheet_without_a_form_is_told_beside_others_and_asks_alone(world, page):
    cover = (["廉政风险防控手册", "某局"], [["二〇一一年", "三月"]])
    both = read(workbook(cover, (HEAD, [["出纳", "坐支", "中", "公示"]])), by=world.liaison, unit=world.unit)
    assert asking(both.sheets) == [False, False]
    assert "此表未识别出表式" in page.client.get(both.get_absolute_url()).content.decode()
    alone = read(workbook(cover), by=world.liaison, unit=world.unit)
    assert asking(alone.sheets) == [True]


GROUPED = [
    ["财务科", "出纳", "票据保管不严", "中", "公示"],
    ["", "", "现金坐支", "中", "公示"],
    ["", "会计", "白条抵库", "中", "公示"],
    ["人事科", "", "档案造假", "中", "公示"],
    ["", "科长", "公车私用", "中", "公示"],
]


def test_a_place_in_the_first_row_of_its_group_holds_for_the_rows_below_and_is_said(world, page):
    head = ["科室", *HEAD]
    source = brought(world, head, *GROUPED)
    places = [(row.values.get("department"), row.values.get("post")) for row in source.rows.all()]
    assert places == [
        *(("财务科", "出纳"), ("财务科", "出纳"), ("财务科", "会计")),
        *(("人事科", None), ("人事科", "科长")),
    ]
    text = page.client.get(source.get_absolute_url()).content.decode()
    assert "科室在 3 行中为空，按其上方内容读取" in text.replace("“", "").replace("”", "")
    page(source, "place", **{"grouped-0": "no"})
    assert [row.values.get("department") for row in source.rows.all()] == ["财务科", None, None, "人事科", None]
    assert "为空，按其上方内容读取" not in page.client.get(source.get_absolute_url()).content.decode()
    page(source, "place", **{"grouped-0": "yes"})
    assert source.rows.filter(values__department="财务科").count() == 3


@pytest.mark.parametrize(
    "departments",
    [
        ["财务科", "财务科", "", "", "人事科"],  # it is named in every row
        ["", "财务科", "", "", "人事科"],  # something stands above no group
        ["财务科", "", "人事科", "办公室", "监察室"],  # one may be forgotten
    ],
)
def test_an_empty_place_means_nothing_where_the_rows_do_not_tell(world, page, departments):
    rows = [[name, f"岗位{n}", f"风险{n}", "中", "公示"] for n, name in enumerate(departments)]
    source = brought(world, ["科室", *HEAD], *rows)
    assert [row.values.get("department", "") for row in source.rows.all()] == departments
    page(source, "place", **{"grouped-0": "yes"})
    assert source.rows.filter(values__department="财务科").count() > departments.count("财务科")


def test_nobody_is_given_what_stands_beside_another_person(world):
    make_post(world.unit, name="出纳")
    head = ["姓名", "工号", "单位", "岗位", "任职时间"]
    rows = [["甲某", "1", world.unit.name, "出纳", "2011-03-01"], *([f"{n}某", str(n), "", "", ""] for n in "23")]
    source = read(workbook((head, rows)), by=world.administrator)
    assert counts(source) == (1, 0, 0, 2) and {code for _row, _field, code in told_codes(source)} >= {"no_post"}

"""Tables as offices draw them: three rows of headings, several columns for one thing, marks for grades, English."""

import pytest

from exchange.workbooks.arranging import asking
from exchange.workbooks.incoming import import_work
from exchange.workbooks.incoming.forms import INCOMING_FORMS
from exchange.workbooks.incoming.recognition import tables_of
from exchange.workbooks.incoming.sheets import Sheet
from exchange.workbooks.models import HeadingWord
from riskpoints.models import RiskPoint
from tests.import_files import counts, read, workbook, written

HEAD = ["岗位", "风险点", "风险等级", "防控措施"]


def table_of(*rows, merged=()):
    [table] = tables_of(Sheet("表", [list(row) for row in rows], list(merged)))
    return table


def values_of(*rows, merged=()):
    return [row.values for row in table_of(*rows, merged=merged).rows]


def measures_of(values):
    parsed, problems = INCOMING_FORMS["risk_points"].parse(values, values)
    assert not [problem for problem in problems if problem.get("refuses", True)], problems
    return [measure["text"] for measure in parsed["measures"]]


def test_headings_take_three_rows():
    rows = [
        ["廉政风险排查登记表", "", "", "", "", ""],
        ["序号", "岗位信息", "风险排查情况", "", "", "防控情况"],
        ["", "岗位", "风险点", "", "等级", "防控措施"],
        ["", "", "名称", "表现形式", "", ""],
        ["1", "出纳", "挪用资金", "私设小金库", "高", "日清月结"],
    ]
    merged = [((1, 0), (3, 0)), ((1, 2), (1, 4)), ((2, 1), (3, 1)), ((2, 2), (2, 3)), ((2, 4), (3, 4))]
    expected = {
        **{"number": "1", "post": "出纳", "name": "挪用资金"},
        **{"manifestation": "私设小金库", "grade": "高", "measures": "日清月结"},
    }
    assert values_of(*rows, merged=merged) == [expected]
    assert values_of(*rows) == [expected]


@pytest.mark.parametrize(
    "heads",
    [
        [["防控措施1", "防控措施2", "防控措施3"]],
        [["防控措施", "防控措施", "防控措施"]],
        [["防控措施", "", ""], ["前期预防", "中期监控", "后期处置"]],
    ],
)
def test_measures_of_several_columns_are_read_one_after_the_other(heads):
    upper, *lower = heads
    rows = [[*HEAD[:3], *upper], *(["", "", "", *words] for words in lower)]
    rows += [["出纳", "挪用", "高", "日清月结", "双人核对", "突击盘点"], ["会计", "虚报", "中", "复核", "", "审计"]]
    merged = [((0, 3), (0, 5))] if lower else []
    first, second = values_of(*rows, merged=merged)
    assert measures_of(first) == ["日清月结", "双人核对", "突击盘点"]
    assert measures_of(second) == ["复核", "审计"]


def test_a_mark_below_the_word_of_a_grade_is_the_grade():
    rows = [
        ["岗位", "风险点", "风险等级", "", "", "防控措施"],
        ["", "", "高", "中", "低", ""],
        ["出纳", "挪用", "√", "", "", "盘点"],
        ["会计", "虚报", "×", "√", "", "复核"],
        ["司机", "私用", "", "√", "√", "登记"],
    ]
    values = values_of(*rows, merged=[((0, 2), (0, 4))])
    assert [row["grade"] for row in values] == ["高", "中", "中、低"]
    _parsed, problems = INCOMING_FORMS["risk_points"].parse(values[2], values[2])
    assert [problem["code"] for problem in problems] == ["grade"]


def test_english_headings_alone_and_beside_chinese_ones():
    english = [
        ["No.", "Department", "Position", "Risk", "Risk level", "Control measures", "Deadline"],
        ["1", "Finance", "Cashier", "Embezzlement", "High", "Daily check; Monthly count", "2027-06-30"],
    ]
    [row] = values_of(*english)
    assert (row["post"], row["name"], row["grade"]) == ("Cashier", "Embezzlement", "High")
    assert measures_of(row) == ["Daily check", "Monthly count"]
    mixed = [
        ["Post/岗位", "Risk point 风险点", "Level 等级", "Measures 防控措施"],
        ["出纳", "挪用", "High 高", "盘点"],
    ]
    [row] = values_of(*mixed)
    assert row == {"post": "出纳", "name": "挪用", "grade": "High 高", "measures": "盘点"}
    assert measures_of(row) == ["盘点"]


def test_tables_side_by_side_are_both_read():
    rows = [["办公室", "", "", "", "", "财务科", "", "", ""], [*HEAD, "", *HEAD]]
    rows += [["主任", "用印不严", "中", "登记", "", "出纳", "挪用", "高", "盘点"]]
    tables = tables_of(Sheet("表", [[*row, "", *row[5:]] for row in rows], [((0, 0), (0, 3)), ((0, 5), (0, 8))]))
    assert [[row.values["name"] for row in table.rows] for table in tables] == [["用印不严"], ["挪用"], ["挪用"]]
    assert [table.title for table in tables[:2]] == ["办公室", "财务科"]


def test_cards_are_read_one_row_each():
    card = [
        ["岗位廉政风险登记表", "", "", ""],
        ["姓名", "张三", "岗位", "出纳"],
        ["风险点", "票据保管不严", "风险等级", "高"],
    ]
    card += [
        ["表现形式", "空白票据无人登记", "", ""],
        ["防控措施", "1.专柜上锁；2.每月盘点", "", ""],
        ["", "", "", ""],
    ]
    second = [[cell.replace("票据保管不严", "现金坐支") for cell in row] for row in card]
    table = table_of(*card, *second)
    assert table.unplaced == {5: "其余内容"} and table.samples[5] == ["姓名 张三"]
    rows = table.rows
    assert [row.values["name"] for row in rows] == ["票据保管不严", "现金坐支"]
    assert rows[0].values["post"] == "出纳" and rows[0].values["grade"] == "高"
    assert measures_of(rows[0].values) == ["专柜上锁", "每月盘点"]
    lying = [
        ["环节", "受理", "审批"],
        ["风险点", "收礼", "越权"],
        ["风险等级", "低", "高"],
        ["防控措施", "回避", "公示"],
    ]
    assert [row.values["name"] for row in table_of(*lying).rows] == ["收礼", "越权"]


def test_a_table_beside_another_keeps_what_is_told_of_its_cells():
    rows = [[*HEAD, "", *HEAD], ["出纳", "坐支", "高", "公示", "", "会计", "1000000000000000", "中", "复核"]]
    first, second = tables_of(Sheet("表", rows, inexact={(1, 6)}))
    assert [[note["code"] for note in table.rows[0].told] for table in (first, second)] == [[], ["inexact"]]


def test_days_on_cards_are_counted_as_in_their_workbook():
    card = [
        ["岗位廉政风险登记卡", "", "", ""],
        ["岗位", "出纳", "完成时限", "46000"],
        ["风险点", "坐支", "风险等级", "中"],
        ["防控措施", "公示", "", ""],
    ]
    days = [tables_of(Sheet("表", card, since_1904=is_so))[0].rows[0].values["due_on"] for is_so in (False, True)]
    assert days == ["46000", "2029-12-10"]  # counted from 1900 it is read as a day with all others


def test_headings_with_empty_columns_between_them_are_no_card():
    apart = [[cell for word in HEAD for cell in (word, "")], ["出纳", "", "挪用", "", "高", "", "盘点", ""]]
    assert values_of(*apart) == [{"post": "出纳", "name": "挪用", "grade": "高", "measures": "盘点"}]


def test_a_signature_with_a_telephone_is_no_row():
    table = table_of(
        ["序号", *HEAD], ["1", "出纳", "挪用", "高", "盘点"], ["审核人：王某", "", "", "", "联系电话：12345678"]
    )
    assert len(table.rows) == 1 and [kind for _row, kind, _text in table.passed] == ["signature"]


def test_one_item_with_half_a_bracket_is_not_torn():
    row = {"name": "开锁", "grade": "高", "measures": "1)双人双锁（钥匙分管；密码分管）"}
    assert measures_of(row) == ["双人双锁（钥匙分管；密码分管）"]


def test_the_second_table_has_its_own_title_and_values():
    first, second = tables_of(
        Sheet(
            "表",
            [
                ["某局风险点一览表", "", "", ""],
                HEAD,
                ["出纳", "挪用", "高", "盘点"],
                ["职权目录（共1项）", "", "", ""],
                ["职权编码", "职权名称", "职权类别", "法律依据"],
                ["XK-1", "渡口许可", "行政许可", "办法第三条"],
            ],
        )
    )
    assert (first.title, second.title) == ("某局风险点一览表", "职权目录（共1项）")
    assert second.above == [(4, "职权目录（共1项）")]
    assert first.samples[0] == ["出纳"] and second.samples[0] == ["XK-1"]


@pytest.mark.any_database
@pytest.mark.usefixtures("own_files")
class TestOnThePage:
    def place(self, world, signed_in, source, **data):
        answer = signed_in(world.liaison).post(f"/imports/{source.pk}/place/", data)
        import_work.go_on(source.pk)
        source.refresh_from_db()
        return answer

    def test_a_list_of_risks_alone_comes_in_as_drafts(self, world):
        source = written(
            read(
                workbook((HEAD[:3], [["出纳", "挪用", "高"], ["会计", "虚报", "中"]])),
                by=world.liaison,
                unit=world.unit,
            )
        )
        assert counts(source) == (2, 0, 0, 0)
        assert set(RiskPoint.objects.values_list("status", "measures")) == {("draft", None)}

    def test_a_column_that_may_hold_the_measures_is_asked_for_first(self, world, signed_in):
        rows = [["出纳", "挪用", "高", "封存"], ["会计", "虚报", "中", "盘库"]]
        source = read(workbook(([*HEAD[:3], "做些什么"], rows)), by=world.liaison, unit=world.unit)
        assert source.sheets[0]["lacks"] == ["measures"] and asking(source.sheets) == [True]
        self.place(world, signed_in, source, **{"column-0-3": ""})
        assert counts(source) == (2, 0, 0, 0) and asking(source.sheets) == [False]

    def test_two_columns_said_to_be_measures_are_both_read_and_two_posts_are_refused(self, world, signed_in):
        rows = [["挪用", "高", "封存", "盘库", "出纳", "会计"]]
        head = ["风险点", "风险等级", "怎么办", "还有什么", "谁", "还有谁"]
        source = read(workbook((head, rows)), by=world.liaison, unit=world.unit)
        both = {"column-0-4": "risk_points.post", "column-0-5": "risk_points.post"}
        self.place(world, signed_in, source, **both)
        assert not HeadingWord.objects.exists() and source.sheets[0]["lacks"] == ["measures"]
        self.place(
            world, signed_in, source, **{"column-0-2": "risk_points.measures", "column-0-3": "risk_points.measures"}
        )
        [row] = source.rows.all()
        assert measures_of(row.values) == ["封存", "盘库"]

    def test_a_sheet_without_headings_is_given_its_columns_and_keeps_its_first_row(self, world, signed_in):
        rows = [["会计", "虚报", "中", "复核"], ["科长", "擅批", "高", "会签"]]
        source = read(
            workbook((HEAD, [["出纳", "挪用", "高", "盘点"]]), (["出纳", "坐支", "高", "盘点"], rows)),
            by=world.liaison,
            unit=world.unit,
        )
        assert asking(source.sheets) == [False, True] and source.sheets[1]["height"] == 0
        fields = ("post", "name", "grade", "measures")
        self.place(
            world, signed_in, source, **{f"column-1-{n}": f"risk_points.{field}" for n, field in enumerate(fields)}
        )
        assert counts(source) == (4, 0, 0, 0)
        assert [row.values["name"] for row in source.rows.filter(sheet=1)] == ["坐支", "虚报", "擅批"]

    def test_what_is_said_of_a_second_table_changes_nothing_in_the_first(self, world, signed_in):
        rows = [
            ["出纳", "挪用", "高", "盘点"],
            ["职权编码", "职权名称", "职权类别", "归谁管"],
            ["XK-1", "渡口许可", "行政许可", "港航科"],
        ]
        source = read(workbook((HEAD, rows)), by=world.liaison, unit=world.unit)
        assert [sheet["form"] for sheet in source.sheets] == ["risk_points", "power_items"]
        self.place(world, signed_in, source, **{"column-1-3": "power_items.department"})
        assert [sheet["form"] for sheet in source.sheets] == ["risk_points", "power_items"]
        assert source.sheets[1]["fields"]["department"] == "归谁管" and counts(source) == (2, 0, 0, 0)

    def test_known_headings_that_are_left_over_are_not_left_out_of_the_next_file(self, world, signed_in):
        head = [*HEAD, "责任岗位", "责任人"]
        source = read(
            workbook((head, [["主任", "用印不严", "中", "登记", "文书", "张三"]])), by=world.liaison, unit=world.unit
        )
        assert asking(source.sheets) == [True]
        self.place(world, signed_in, source, **{"column-0-5": ""})
        assert not HeadingWord.objects.exists() and asking(source.sheets) == [False]

    def test_the_post_that_comes_in_with_the_row_is_responsible_without_a_remark(self, world):
        head = [*HEAD, "责任人"]
        source = read(
            workbook((head, [["出纳", "挪用", "高", "盘点", "出纳"], ["会计", "虚报", "中", "复核", "张三"]])),
            by=world.liaison,
            unit=world.unit,
        )
        told = [
            (row.number, p["code"]) for row in source.rows.all() for p in row.problems if p["field"] == "responsible"
        ]
        assert told == [(3, "person")]
        written(source)
        point = RiskPoint.objects.get(name="挪用")
        assert point.measures.get().responsible_post.name == "出纳"

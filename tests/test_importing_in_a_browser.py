"""The office's own sheet comes in on the page: its columns are named, its questions answered, its total doubted."""

import io

import xlsxwriter

from exchange.workbooks.models import Import
from riskpoints.models import RiskPoint
from tests.browsing import in_a_browser

pytestmark = in_a_browser("liaison")

TWO_POSTS = "会计、出纳"
HEAD = ["序", "风险点", "防控措施", "评定", "谁来管", "说明"]
ROWS = [
    ["1", "票据保管不严", "专柜上锁；每月盘点", "中", TWO_POSTS, "甲"],
    ["2", "现金坐支", "日清月结", "中", TWO_POSTS, "乙"],
    ["3", "白条抵库", "双人核对", "低", TWO_POSTS, "丙"],
    ["4", "虚开发票报销", "报销清单公示", "低", "办公室主任", "丁"],
]


def own_sheet() -> dict:
    """A table with two headings that are known, four that are not, and a total of five over its four rows."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page = book.add_worksheet("排查表")
        page.merge_range("A1:F1", "廉政风险排查情况", book.add_format())
        for line, row in enumerate([HEAD, *ROWS, ["共5个风险点"]], 1):
            page.write_row(line, 0, row)
    return {"name": "排查表.xlsx", "mimeType": "application/octet-stream", "buffer": file.getvalue()}


def bring(page, live_server, file) -> None:
    page.goto(f"{live_server.url}/imports/new/")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="读取文件").click()


def outcomes(page) -> list[str]:
    """How many rows are added, changed, unchanged and refused."""
    page.locator(".outcomes").wait_for()
    return page.locator(".outcomes .figure-value").all_inner_texts()


def main_buttons(page) -> list[str]:
    return [text.strip() for text in page.locator("main .btn-primary:visible").all_inner_texts()]


def test_a_sheet_of_two_known_headings_is_understood_with_its_person_and_then_by_itself(
    committed, sign_in, live_server, worker
):
    world, file = committed, own_sheet()
    page = sign_in(world.liaison)
    bring(page, live_server, file)

    # What is asked stands first: the columns; what they may hold is asked with them, not of each row.
    asked = page.locator(".columns-asked .is-asked")
    asked.first.wait_for()
    assert asked.locator("th").all_inner_texts() == ["评定", "谁来管", "说明"]
    assert page.get_by_label("评定").input_value() == "risk_points.grade"
    assert page.locator(".columns-asked tr", has_text="谁来管").get_by_text(TWO_POSTS).count() == 1
    assert page.locator("#questions").count() == 0 and main_buttons(page) == ["记住并重新读取"]
    page.get_by_label("谁来管").select_option(label="岗位")
    page.get_by_role("button", name="记住并重新读取").click()

    # One question for three rows, one answer; the false total is told, and nothing stands in the way of the rows.
    question = page.locator("#questions li", has_text=TWO_POSTS)
    question.get_by_text("3 行").wait_for()
    assert page.locator("#questions li").count() == 1 and asked.count() == 0
    assert outcomes(page) == ["1", "0", "0", "3"] and main_buttons(page) == ["导入 1 行"]
    page.get_by_text("表中称有 5 个，实际有 4 行").wait_for()
    question.get_by_role("button", name="每个岗位各列一个风险点").click()
    page.locator("#questions").wait_for(state="detached")
    assert outcomes(page) == ["7", "0", "0", "0"]
    page.get_by_label("直接申报风险点").check()
    page.get_by_role("button", name="导入 7 行").click()
    page.get_by_text("已导入：新增 7 行").wait_for()

    # Those of two posts lie on each of them.
    filed = RiskPoint.objects.filter(status="filed")
    assert set(filed.values_list("name", "post__name")) == {
        *((name, post) for _no, name, *_rest in ROWS[:3] for post in TWO_POSTS.split("、")),
        ("虚开发票报销", "办公室主任"),
    }
    head = sign_in(world.head)
    head.goto(f"{live_server.url}/riskpoints/queue/")
    assert head.get_by_role("link", name="现金坐支").count() == 2
    assert head.locator("tbody tr:has(a)").count() == 7

    # The same file again changes nothing and asks nothing: columns and answers are remembered, and said.
    bring(page, live_server, file)
    assert outcomes(page) == ["0", "0", "7", "0"]
    assert asked.count() == 0 and page.locator("#questions").count() == 0
    page.get_by_text("按上次答复读取：每个岗位各列一个风险点").wait_for()
    assert main_buttons(page) == ["结束导入"]
    page.get_by_role("button", name="结束导入").click()
    page.get_by_text("已取消").first.wait_for()
    assert RiskPoint.objects.count() == 7 and not Import.objects.filter(status="ready").exists()
    assert page.broken == [] and head.broken == []


def test_a_sheet_is_told_on_a_phone_what_its_columns_are(committed, sign_in, live_server, worker):
    page = sign_in(committed.liaison, width=390, height=844)
    bring(page, live_server, own_sheet())
    page.get_by_label("谁来管").wait_for()
    page.get_by_label("谁来管").select_option(label="岗位")
    wider = "document.documentElement.scrollWidth - innerWidth"
    assert page.evaluate(wider) == 0
    page.get_by_role("button", name="记住并重新读取").click()
    page.get_by_role("button", name="会计", exact=True).click()
    page.get_by_role("button", name="导入 4 行").wait_for()
    assert page.evaluate(wider) == 0 and page.broken == []

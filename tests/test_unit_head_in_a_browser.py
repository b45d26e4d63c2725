"""What a unit head does, in a real browser: works through the queue by keys."""

from riskpoints.models import RiskPoint
from tests.browsing import in_a_browser

pytestmark = in_a_browser("unit_head")


def test_many_filings_are_reviewed_at_once_with_the_keyboard(committed, sign_in, live_server):
    world = committed
    points = [world.filed(name=f"第{n}件申报") for n in range(1, 5)]
    page = sign_in(world.head)
    page.goto(f"{live_server.url}/riskpoints/queue/")
    page.keyboard.press("?")
    page.get_by_role("heading", name="快捷键").wait_for()
    page.keyboard.press("Escape")
    page.locator("#keys").wait_for(state="hidden")
    for _row in points[:3]:
        page.keyboard.press("j")
        page.keyboard.press("x")
    assert page.locator("tbody input:checked").count() == 3
    page.get_by_label("所选申报的处理原因").fill("表现形式过于笼统，请写明谁在哪个环节可能做什么。")
    page.get_by_role("button", name="退回所选").click()
    page.get_by_text("已处理 3 条申报").wait_for()
    page.get_by_role("link", name="第4件申报").click()
    page.get_by_role("heading", name="第4件申报").wait_for()
    page.keyboard.press("u")
    page.get_by_role("heading", name="待办队列").wait_for()
    statuses = dict(RiskPoint.objects.values_list("name", "status"))
    assert statuses == {f"第{n}件申报": "returned" if n < 4 else "filed" for n in range(1, 5)}
    assert set(RiskPoint.objects.filter(status="returned").values_list("return_reason", flat=True)) == {
        "表现形式过于笼统，请写明谁在哪个环节可能做什么。"
    }
    assert page.broken == []

"""What a checker does, in a real browser: from the province down to the row, and one sheet of paper."""

import io
import re
import unicodedata
from datetime import timedelta

from django.utils import timezone
from pypdf import PdfReader

from ground.lifecycle.changelog import recorded
from oversight.coverage.models import CoverageSnapshot
from riskpoints.models import RiskPoint
from tests.browsing import in_a_browser
from tests.factories import make_point

pytestmark = in_a_browser("checker")


def test_the_row_that_keeps_a_county_from_full_coverage_is_four_clicks_away(committed, sign_in, live_server):
    world = committed
    world.registered(world.steps[0])
    page = sign_in(world.checker)
    page.goto(f"{live_server.url}/coverage/")
    areas = page.locator("[data-areas]")
    areas.get_by_role("link", name=world.city.name).click()
    page.locator("[data-areas]").get_by_role("link", name=world.county.name).click()
    page.get_by_role("row", name=world.unit.name).get_by_role("link", name="环节已排查").click()
    page.get_by_role("heading", name="现行流程的环节").wait_for()
    rows = page.locator(".rows tbody tr")
    assert rows.count() == 1
    rows.get_by_role("link", name=world.steps[1].name).click()
    page.wait_for_url(f"**{world.flow.get_absolute_url()}")
    assert page.broken == []


def test_the_situation_prints_on_one_sheet_and_fits_a_phone(committed, sign_in, live_server):
    world = committed
    for days in range(0, 120, 3):
        day = timezone.localdate() - timedelta(days=days)
        facts = {"units": 2, "covered": days % 2, "points": 9, "measures": 9}
        for area in (world.province, world.city, world.county):
            CoverageSnapshot.objects.create(area=area, day=day, **facts)
    page = sign_in(world.checker)
    page.goto(f"{live_server.url}/coverage/?against=year")
    assert page.locator("svg.curve polyline").count() == 2
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 1
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.broken == []


def test_a_list_begins_on_its_first_page_and_its_head_comes_again(committed, sign_in, live_server):
    world = committed
    for n in range(45):
        make_point(world.unit, name=f"风险点之{n}")
    page = sign_in(world.checker)
    page.goto(f"{live_server.url}/riskpoints/")
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    # A PDF knows a character by its glyph, which some share with a radical: 人 and 无 come back as these.
    texts = [unicodedata.normalize("NFKC", "".join(sheet.extract_text().split())) for sheet in sheets]
    assert len(texts) > 1 and {round(sheet.mediabox.width) for sheet in sheets} == {842}
    assert "范围" in texts[0] and "打印人" in texts[0] and "险点之" in texts[0]
    assert all("险所在" in text for text in texts)
    assert sum(text.count("险点之") for text in texts) == 45
    assert page.broken == []


def test_an_inbox_without_work_has_what_was_opened_last_and_what_is_followed_by_keys(committed, sign_in, live_server):
    world = committed
    point = world.registered(name="刚看过的风险点")
    page = sign_in(world.checker)
    page.goto(f"{live_server.url}{point.get_absolute_url()}")
    page.get_by_role("button", name="关注", exact=True).click()
    page.get_by_role("button", name="已关注").wait_for()
    page.goto(f"{live_server.url}/desk/")
    page.locator("[data-opened-last]").get_by_role("link", name="刚看过的风险点").wait_for()
    for _line in page.locator(".inbox-item").all():
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="刚看过的风险点", level=1).wait_for()
    with recorded(world.liaison, action="riskpoint.edit"):
        RiskPoint.objects.filter(pk=point.pk).update(name="改了名称的风险点")
    page.goto(f"{live_server.url}/desk/?view=followed")
    page.get_by_text("1 项新变化").wait_for()
    page.locator("#pane").get_by_text("上次查看以来的变化").wait_for()
    page.wait_for_load_state("networkidle")  # the browser says that it was seen
    page.reload()
    page.locator("#pane").get_by_text("上次查看以来没有新变化").wait_for()
    assert page.locator(".inbox-news").count() == 0
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="改了名称的风险点", level=1).wait_for()
    assert page.broken == []

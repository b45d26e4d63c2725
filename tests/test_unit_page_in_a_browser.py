"""A checker goes from the tree to a unit and on to what it lacks, by keys and on a phone."""

from tests.browsing import in_a_browser

pytestmark = in_a_browser("checker")


def test_the_tree_opens_by_keys_and_leads_to_what_a_unit_lacks(committed, sign_in, live_server):
    world = committed
    world.registered(world.steps[0])
    page = sign_in(world.checker)
    page.goto(f"{live_server.url}/units/")
    page.get_by_role("link", name="树形查看").click()
    for area in (world.city, world.county):
        toggle = page.locator(f"#toggle{area.pk}")
        toggle.focus()
        page.keyboard.press("Enter")
        page.locator(f"#toggle{area.pk}[aria-expanded=true]").wait_for()
        assert page.evaluate("document.activeElement.id") == f"toggle{area.pk}"
    page.get_by_role("link", name=world.unit.name).click()
    page.locator(".rail").get_by_role("link", name="去排查").click()
    assert page.url.endswith(f"{world.flow.get_absolute_url()}#step-{world.steps[1].pk}")
    assert page.locator(f"#step-{world.steps[1].pk}").inner_text().count("尚未排查") == 1
    assert page.broken == []


def test_on_a_phone_the_rail_comes_first_and_the_tabs_scroll_sideways(committed, sign_in, live_server):
    world = committed
    phone = sign_in(world.checker, width=390, height=844)
    phone.goto(f"{live_server.url}{world.unit.get_absolute_url()}boards/")
    current, bar = phone.locator(".tab-bar [aria-current]").bounding_box(), phone.locator(".tab-bar")
    assert current["x"] >= 0 and current["x"] + current["width"] <= 390 and current["height"] >= 40
    assert bar.evaluate("bar => bar.scrollWidth > bar.clientWidth")
    phone.goto(f"{live_server.url}{world.unit.get_absolute_url()}")
    rail, marks = phone.locator(".rail").bounding_box(), phone.locator(".mark-boxes").bounding_box()
    assert phone.locator(".tab-bar").bounding_box()["y"] < rail["y"] < marks["y"]
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

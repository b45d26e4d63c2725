"""What an administrator does, in a real browser: accounts, hand-over, reorganisations."""

from accounts.models import RoleGrant
from tests.browsing import in_a_browser

pytestmark = in_a_browser("administrator")


def test_a_unit_is_chosen_by_typing_part_of_its_name(committed, sign_in, live_server):
    world = committed
    page = sign_in(world.administrator)
    page.goto(f"{live_server.url}/accounts/{world.observer.pk}/grant/")
    page.locator("#id_unit").press_sequentially("青江县交通", delay=30)
    suggestion = page.locator("#unit-suggestions option")
    suggestion.first.wait_for(state="attached")
    assert suggestion.evaluate_all("all => all.map(one => one.value)") == [f"青江县交通运输局（{world.unit.code}）"]
    page.fill("#id_unit", suggestion.first.get_attribute("value"))
    page.select_option("#id_role", label="单位联络员")
    page.fill("#id_reason", "按任命文件授予")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("已保存").wait_for()
    assert RoleGrant.objects.filter(user=world.observer, role="liaison", unit=world.unit).exists()
    assert page.broken == []


def test_work_is_handed_over_in_the_browser(committed, sign_in, live_server):
    from accounts.models import User
    from ground.lifecycle.roles import Role
    from tests.factories import make_user

    world = committed
    make_user(name="郑接任", username="jieren")
    world.filed()
    page = sign_in(world.administrator)
    page.goto(f"{live_server.url}/accounts/{world.liaison.pk}/")
    page.get_by_role("link", name="移交").click()
    page.get_by_text("等待他人办理的申报").wait_for()
    page.locator("#id_successor").press_sequentially("郑接", delay=30)
    suggestion = page.locator("#successor-suggestions option").first
    suggestion.wait_for(state="attached")
    page.fill("#id_successor", suggestion.get_attribute("value"))
    page.fill("#id_reason", "岗位调整")
    page.check("#id_close")
    page.get_by_role("button", name="移交").click()
    page.get_by_text("的工作已移交 郑接任").wait_for()
    assert User.objects.get(username="jieren").holds((Role.LIAISON,), at=world.unit)
    successor = sign_in(User.objects.get(username="jieren"))
    successor.get_by_role("link", name="等他人").click()
    successor.locator(".inbox-item").first.wait_for()
    assert page.broken == [] and successor.broken == []


def test_a_part_of_a_unit_goes_to_a_new_one_and_comes_back(committed, sign_in, live_server):
    from oversight.reorganisations.splits import posts_used_only_by
    from tests.factories import make_flow, make_power
    from units.models import Unit

    world = committed
    world.registered(world.steps[0])
    item = make_power(world.unit, status="confirmed", name="船舶登记")
    world.registered(make_flow(item, status="published").steps.first())
    page = sign_in(world.administrator)
    page.goto(f"{live_server.url}/reorganisations/units/{world.unit.pk}/")
    page.get_by_role("link", name="拆分").click()
    page.fill("#id_name", "青江县港航局")
    page.fill("#id_code", "QJ-GH")
    page.get_by_label("船舶登记").check()
    page.get_by_role("button", name="仅被所选职权使用").click()
    ticked = page.locator("input[name=posts]:checked")
    assert ticked.count() == len(posts_used_only_by(world.unit, [item.pk]))
    page.get_by_role("button", name="查看将有哪些变化").click()
    page.get_by_role("heading", name="将发生的变化").wait_for()
    assert page.locator(".facts div", has_text="风险点").first.locator("dd").inner_text() == "1"
    page.get_by_label("原因").fill("机构改革方案第四条")
    page.get_by_role("button", name="确认办理").click()
    page.get_by_text("已办理：拆分").wait_for()
    new = Unit.objects.get(code="QJ-GH")
    checker = sign_in(world.checker)
    checker.goto(f"{live_server.url}/coverage/{new.pk}/")
    assert checker.locator("[data-mark=points_mark]").inner_text() == "1 / 1"
    page.get_by_role("button", name="撤销").click()
    page.get_by_text("已撤销：拆分").wait_for()
    assert world.unit.risk_points.count() == 2 and not new.risk_points.exists()
    assert page.broken == [] and checker.broken == []


def test_two_units_are_merged_and_separated_again(committed, sign_in, live_server):
    from tests.factories import make_unit
    from units.models import Unit

    world = committed
    world.registered(world.steps[0])
    other = make_unit(world.county, name="青江县综合局")
    page = sign_in(world.administrator)
    page.goto(f"{live_server.url}{world.unit.get_absolute_url()}")
    page.get_by_role("link", name="机构改革").last.click()
    page.select_option("#id_kind", label="合并")
    page.fill("#id_target", other.code)
    page.get_by_role("button", name="查看将有哪些变化").click()
    page.get_by_role("heading", name="将发生的变化").wait_for()
    assert page.locator(".facts div", has_text="风险点").first.locator("dd").inner_text() == "1"
    page.get_by_label("原因").fill("机构改革方案第三条")
    page.get_by_role("button", name="确认办理").click()
    page.get_by_text("已办理：合并").wait_for()
    assert Unit.objects.get(pk=world.unit.pk).status == "closed"
    checker = sign_in(world.checker)
    checker.goto(f"{live_server.url}/coverage/{other.pk}/")
    assert checker.locator("[data-mark=points_mark]").inner_text() == "1 / 1"
    page.get_by_role("button", name="撤销").click()
    page.get_by_text("已撤销：合并").wait_for()
    assert Unit.objects.get(pk=world.unit.pk).risk_points.count() == 1
    assert page.broken == [] and checker.broken == []

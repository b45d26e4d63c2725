"""The journeys that people make, in a real browser, against a live server."""

import json
from pathlib import Path

import pytest

from accounts.models import RoleGrant
from oversight.coverage.models import UnitCoverage
from riskpoints.models import RiskPoint
from tests.browsing import IN_A_BROWSER
from tests.factories import PASSWORD, make_post

pytestmark = IN_A_BROWSER
# A desk, a telephone, and the desk at 200 % zoom.
SIZES = [(390, 844), (683, 384), (1366, 768)]


def figures(page, live_server, unit) -> dict[str, str]:
    """Covered units, registered points and assessed steps as the checker reads them on an area's page."""
    page.goto(f"{live_server.url}/coverage/{unit.pk}/")
    return {name: page.locator(f"[data-figure={name}]").inner_text() for name in ("covered", "points", "assessed")}


def file_a_point(page, live_server, world):
    """The liaison files a risk point with a measure on the second step of the flow."""
    page.goto(f"{live_server.url}{world.flow.get_absolute_url()}")
    page.locator(".flow-steps li", has_text="环节2").get_by_role("link", name="新建风险点").click()
    page.fill("#id_name", "核查走过场")
    page.fill("#id_manifestation", "对不符合条件的出具合格意见。")
    page.select_option("#id_risk_class", label="岗位职责")
    page.select_option("#id_likelihood", "3")
    page.select_option("#id_harm", "3")
    page.locator("#grade-now").get_by_text("中（二级）").wait_for()
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="添加措施").click()
    page.fill("#id_text", "两人以上核查，全程记录。")
    page.select_option("#id_method", label="程序防控")
    page.select_option("#id_responsible_post", label="监察室主任")
    page.check("#id_put_in_force")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name="申报").click()
    page.get_by_text("状态已变为：已申报").wait_for()


def test_a_point_filed_endorsed_and_registered_changes_coverage_at_every_level(committed, sign_in, live_server):
    world = committed
    world.registered(world.steps[0])
    levels = (world.province, world.city, world.county)
    checker = sign_in(world.checker)
    for level in levels:
        assert figures(checker, live_server, level) == {"covered": "0", "points": "1", "assessed": "1"}
    checker.goto(f"{live_server.url}/coverage/{world.unit.pk}/")
    assert checker.locator("[data-mark=steps_mark]").inner_text() == "1 / 2"

    liaison = sign_in(world.liaison)
    file_a_point(liaison, live_server, world)

    head = sign_in(world.head)
    head.get_by_role("link", name="待审定的申报").click()
    head.get_by_role("link", name="核查走过场").click()
    head.get_by_role("heading", name="核查走过场").wait_for()
    head.keyboard.press("e")
    head.get_by_text("状态已变为：已审定").wait_for()
    head.get_by_text("没有等待您处理的申报").wait_for()

    inspector = sign_in(world.inspector)
    inspector.get_by_role("link", name="待入册的申报").click()
    inspector.get_by_label("选择", exact=True).check()
    inspector.get_by_role("button", name="入册所选").click()
    inspector.get_by_text("已处理 1 条申报").wait_for()

    for level in levels:
        assert figures(checker, live_server, level) == {"covered": "1", "points": "2", "assessed": "2"}
    checker.goto(f"{live_server.url}/coverage/{world.unit.pk}/")
    assert checker.locator("[data-mark=steps_mark]").inner_text() == "2 / 2"
    assert checker.get_by_role("heading", level=1).get_by_text("已覆盖").count() == 1
    assert UnitCoverage.objects.get(pk=world.unit.pk).covered
    for page in (liaison, head, inspector, checker):
        assert page.broken == []


def test_a_return_shows_its_reason_and_is_mended(committed, sign_in, live_server):
    world = committed
    liaison = sign_in(world.liaison)
    file_a_point(liaison, live_server, world)

    head = sign_in(world.head)
    head.goto(f"{live_server.url}/riskpoints/queue/")
    head.get_by_role("link", name="核查走过场").click()
    head.get_by_text("退回 …").click()
    head.locator("details[open]").get_by_label("原因").fill("请写明谁在哪个环节可能做什么。")
    head.locator("details[open]").get_by_role("button", name="退回").click()
    head.get_by_text("状态已变为：已退回").wait_for()

    liaison.goto(f"{live_server.url}/riskpoints/work/")
    liaison.get_by_text("王局长：请写明谁在哪个环节可能做什么。").click()
    liaison.get_by_role("link", name="编辑").click()
    liaison.fill("#id_manifestation", "核查人员收受好处，对不符合条件的出具合格意见。")
    liaison.get_by_role("button", name="保存").click()
    liaison.get_by_role("button", name="申报").click()
    liaison.get_by_text("状态已变为：已申报").wait_for()
    log = liaison.locator(".changelog")
    assert log.get_by_text("请写明谁在哪个环节可能做什么。").count() >= 1

    point = RiskPoint.objects.get()
    assert point.status == "filed" and point.manifestation.startswith("核查人员收受好处")


AXE = Path(__file__).resolve().parent.parent / "node_modules/axe-core/axe.min.js"
PAGES = {
    "nobody": [
        "/boards/",
        "/boards/{flow}/",
        "/boards/units/{unit}/",
        "/account/login/",
        "/account/password/reset/",
        "/report/",
        "/report/receipt/",
        "/boards/index/",
        "/boards/index/{unit}/",
    ],
    "liaison": [
        "/desk/",
        "/riskpoints/work/",
        "/riskpoints/new/",
        "/powers/new/",
        "/measures/new/",
        "/powers/flows/{draft}/edit/",
        "/imports/",
        "/imports/new/",
        "/imports/{source}/",
        "/imports/rows/{row}/",
        "/warnings/",
        "/warnings/{issued}/",
        "/accounts/channels/",
        "/accounts/channels/{channel}/",
    ],
    "observer": ["/warnings/reports/", "/warnings/reports/new/", "/warnings/reports/{told}/"],
    "inspector": [
        "/warnings/signals/",
        "/warnings/signals/new/",
        "/warnings/signals/{told}/",
        "/warnings/signals/{told}/edit/",
        "/warnings/{warning}/",
        "/warnings/new/?signal={told}",
        "/warnings/points/",
        "/warnings/points/new/",
        "/warnings/teams/",
        "/warnings/teams/{team}/",
        "/index/periods/",
        "/index/periods/{collecting}/",
        "/index/sheets/{sheet}/",
        "/index/sheets/new/?unit={county}",
        "/index/scores/",
        "/index/scores/new/?unit={unit}",
        "/index/adjustments/",
        "/index/uses/",
        "/integrity/declarations/",
        "/integrity/declarations/{declared}/",
        "/integrity/points/",
        "/integrity/points/{entry}/",
        "/integrity/points/new/?unit={unit}",
        "/integrity/officials/{person}/",
    ],
    "official": ["/integrity/", "/integrity/declarations/new/"],
    "head": ["/riskpoints/queue/"],
    "checker": [
        "/coverage/",
        "/coverage/{county}/",
        "/coverage/{unit}/",
        "/coverage/warnings/",
        "/coverage/accountability/",
        "/coverage/warnings/{unit}/",
        "/index/",
        "/index/{county}/",
        "/index/{unit}/",
        "/riskpoints/",
        "/riskpoints/{point}/",
        "/riskpoints/flows/{flow}/",
        "/boards/{flow}/",
        "/powers/",
        "/powers/{item}/",
        "/measures/",
        "/measures/rules/",
        "/units/",
        "/units/{unit}/",
        "/coverage/jobs/",
        "/accounts/me/",
        "/accounts/notices/",
        "/accounts/filters/",
        "/glossary/",
        "/guide/",
        "/accounts/who/{unit}/",
        "/account/factors/",
        "/account/factors/totp/activate/",
        "/account/factors/webauthn/add/",
        "/account/sessions/",
        "/account/password/",
        "/search/?q=环节",
        "/riskpoints/?col=manifestation&col=grade",
        "/library/",
        "/library/{library}/",
        "/library/adopted/",
        "/library/adopted/{adoption}/",
    ],
    "administrator": [
        "/imports/headings/",
        "/imports/headings/new/",
        "/accounts/",
        "/accounts/new/",
        "/units/new/",
        "/accounts/{liaison}/",
        "/accounts/{liaison}/hand-over/",
        "/reorganisations/",
        "/reorganisations/units/{unit}/?kind=move&target=Q330000",
        "/reorganisations/units/{unit}/split/",
        "/accounts/undelivered/",
    ],
    "auditor": ["/accounts/audit/"],
}


# Nothing of the page is still on its way.
QUIET = "() => document.readyState === 'complete' && !document.querySelector('.htmx-request')"
# The browser has drawn the page anew, e.g. after its window changed.
DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: accessibility is not checked")
def test_every_page_fits_its_window_and_has_no_serious_barrier(committed, sign_in, live_server):
    """No error, nothing wider than its window; by axe-core contrast, labels, headings, tables (WCAG 2.1 AA)."""
    from accounts.models import Channel
    from exchange.library.models import Adoption
    from powers.models import Domain
    from riskwarnings.models import MonitoringPoint, Observer, ObserverTeam, Signal
    from riskwarnings.reports import receive
    from tests.factories import (
        compute,
        make_declaration,
        make_flow,
        make_import,
        make_library,
        make_official,
        make_period,
        make_points,
        make_power,
        make_sheet,
        make_signal,
        make_user,
        make_warning,
    )

    world = committed
    source = make_import(world.liaison, world.unit, grade="特高")
    point = world.registered(world.steps[0])
    world.filed()
    make_post(world.unit)
    told = Signal(unit=world.unit, text="窗口人员要求到指定公司办理检测。")
    receive(told, by=world.observer, identity={})
    make_signal(world.unit, text="交通局窗口人员要求到指定的公司办理检测。")
    told.perform("take", by=world.inspector)
    warning, issued = make_warning(world.unit, world.inspector, [told]), make_warning(world.unit, world.inspector)
    issued.perform("issue", by=world.inspector, handling="reminder", level="yellow", due_on=None)
    team = ObserverTeam.objects.create(unit=world.county, name="廉情观察员一队")
    Observer.objects.create(team=team, user=world.observer)
    MonitoringPoint.objects.create(unit=world.unit, team=team, code="JC-001", name="办事大厅", place="一楼东侧窗口")
    sheet = make_sheet(world.province)
    published = make_period(world.province, sheet=sheet)
    keeper = make_user("inspector", world.province)
    compute(published, by=keeper)
    published.perform("publish", by=keeper)
    collecting = make_period(world.province, sheet=sheet)
    channel = Channel(user=world.liaison, way="webhook", name="办公系统")
    channel.seal("https://example.org/hook")
    channel.save()
    notice = world.liaison.notices.create(kind="returned", name="风险点", why="理由", url="/riskpoints/work/")
    channel.deliveries.create(user=world.liaison, notice=notice, status="failed", error="对方服务器返回 500。")
    person = make_official(world.flow.steps.first().handler, world.official)
    domain = Domain.objects.first()
    declared = make_declaration(person, world.unit, status="declared", domain=domain)
    make_power(world.unit, domain=domain, exercising_post=person.periods.get().post, status="confirmed")
    entry = make_library(world.province)
    taken = {"taken": entry.content(), "version": 0, "by": world.liaison}
    adoption = Adoption.objects.create(entry=entry, point=point, **taken)
    names = {
        "person": person.pk,
        "declared": declared.pk,
        "entry": make_points(person, world.unit).pk,
        "draft": make_flow(make_power(world.unit)).pk,
        "told": told.pk,
        "warning": warning.pk,
        "issued": issued.pk,
        "team": team.pk,
        "sheet": sheet.pk,
        "collecting": collecting.pk,
        "channel": channel.pk,
        "county": world.county.pk,
        "unit": world.unit.pk,
        "point": point.pk,
        "flow": world.flow.pk,
        "item": world.item.pk,
        "liaison": world.liaison.pk,
        "library": entry.power_id,
        "adoption": adoption.pk,
        "source": source.pk,
        "row": source.rows.get().pk,
    }
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
    source, wider, barriers = AXE.read_text(), {}, {}
    for person, addresses in PAGES.items():
        page = sign_in(getattr(world, person, None))
        for address in addresses:
            answer = page.goto(live_server.url + address.format(**names))
            assert answer.ok, (address, answer.status)
            page.wait_for_function(QUIET)
            for width, height in SIZES:
                page.set_viewport_size({"width": width, "height": height})
                page.evaluate(DRAWN)
                over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                if over > 0:
                    wider[address, width] = over
            page.evaluate(source)
            for violation in page.evaluate("rules => axe.run(document, rules)", rules)["violations"]:
                if violation["impact"] in ("serious", "critical"):
                    where = [node["html"][:160] for node in violation["nodes"][:3]]
                    barriers.setdefault(violation["id"], {})[address] = where
            assert page.broken == [], address
    assert wider == {}
    assert barriers == {}, json.dumps(barriers, ensure_ascii=False, indent=1)


def test_the_language_is_switched_and_stays(committed, sign_in, live_server):
    page = sign_in(None)
    page.goto(f"{live_server.url}/boards/")
    assert page.locator("html").get_attribute("lang") == "zh-hans"
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="Public boards").wait_for()
    page.goto(f"{live_server.url}/account/login/")
    page.get_by_role("heading", name="Sign in").wait_for()


def test_a_board_fits_one_a3_page_in_print(committed, sign_in, live_server, tmp_path):
    world = committed
    world.registered(world.steps[0])
    page = sign_in(None)
    page.goto(f"{live_server.url}/boards/{world.flow.pk}/")
    file = Path(tmp_path / "board.pdf")
    page.pdf(path=str(file), prefer_css_page_size=True, print_background=True)
    text = file.read_bytes()
    assert text.count(b"/Type /Page\n") + text.count(b"/Type /Page ") == 1 or b"/Count 1" in text
    # A3 landscape is 420 × 297 mm, in points 1190 × 841.
    assert b"/MediaBox [0 0 1190" in text or b"/MediaBox [0 0 1191" in text


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


def test_a_flow_is_drawn_with_the_keyboard_and_confirmed(committed, sign_in, live_server, tmp_path):
    from powers.models import Flow
    from tests.factories import make_power

    world = committed
    make_post(world.unit, name="窗口岗")
    item = make_power(world.unit, name="户外广告许可")
    page = sign_in(world.liaison)
    page.goto(f"{live_server.url}{item.get_absolute_url()}")
    page.get_by_role("button", name="绘制流程").click()
    page.get_by_role("button", name="添加环节").click()
    for name in ("受理", "审查", "办结"):
        page.keyboard.type(name)
        page.keyboard.press("Enter")
    page.keyboard.type("多余的环节")
    steps = page.locator(".edit-step")
    assert steps.count() == 4
    # The drawing follows the typing, and what is missing stands at its step.
    page.locator("#edit-drawing .step-name", has_text="多余的环节").wait_for()
    steps.nth(1).get_by_text("没有经办人").wait_for()
    for _typing_then_adding in range(2):
        page.keyboard.press("Control+z")
    assert steps.count() == 3
    page.keyboard.press("Control+y")
    assert steps.count() == 4
    steps.nth(3).get_by_role("button", name="删除环节").click()
    assert steps.count() == 3
    for n in range(3):
        steps.nth(n).get_by_label("经办人").select_option(label="窗口岗")
        steps.nth(n).get_by_label("监控人").select_option(label="监察室主任")
    steps.nth(2).get_by_label("办结环节").check()
    steps.nth(1).get_by_role("button", name="添加走向").click()
    way = steps.nth(1).locator(".edit-ways li").last
    way.get_by_label("转入环节").select_option(label="1. 受理")
    way.get_by_label("条件").fill("材料不齐")
    steps.nth(2).locator("[data-field=name]").focus()
    page.keyboard.press("Alt+ArrowUp")
    assert page.locator("[data-field=name]").evaluate_all("all => all.map(one => one.value)") == [
        "受理",
        "办结",
        "审查",
    ]
    page.keyboard.press("Alt+ArrowDown")
    page.get_by_text("没有缺项").wait_for()
    page.get_by_role("button", name="保存").click()
    page.get_by_role("heading", name="户外广告许可").wait_for()
    flow = Flow.objects.get(power_item=item)
    assert list(flow.steps.order_by("number").values_list("name", flat=True)) == ["受理", "审查", "办结"]
    ways = {
        (w.source.number, w.target.number, w.kind, w.condition) for s in flow.steps.all() for w in s.ways_out.all()
    }
    assert ways == {(1, 2, "forward", ""), (2, 3, "forward", ""), (2, 1, "back", "材料不齐")}
    with page.expect_download() as download:
        page.get_by_role("link", name="BPMN").click()
    file = tmp_path / "flow.bpmn"
    download.value.save_as(file)

    # The exported chart comes in at another power of the unit.
    other = make_power(world.unit, name="临时占道许可")
    page.goto(f"{live_server.url}{other.get_absolute_url()}")
    page.get_by_role("button", name="绘制流程").click()
    page.get_by_text("从已有流程开始 …").click()
    page.get_by_label("BPMN 2.0 文件").set_input_files(file)
    page.get_by_text("已载入，尚未保存").wait_for()
    page.get_by_text("没有缺项").wait_for()
    page.keyboard.press("Control+s")
    page.get_by_text("已保存。").wait_for()
    head = sign_in(world.head)
    head.goto(f"{live_server.url}{Flow.objects.get(power_item=other).get_absolute_url()}")
    head.get_by_role("button", name="确认流程").click()
    head.get_by_text("状态已变为：已确认").wait_for()
    assert page.broken == [] and head.broken == []


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


def test_two_people_at_one_point_see_both_versions(committed, sign_in, live_server):
    from tests.factories import make_point, make_user

    world = committed
    point = make_point(world.unit, name="审批走过场")
    other = make_user("liaison", world.unit, name="孙联络")
    one, two = sign_in(world.liaison), sign_in(other)
    for page in (one, two):
        page.goto(f"{live_server.url}/riskpoints/{point.pk}/edit/")
    two.fill("#id_name", "审批不严")
    two.select_option("#id_harm", "4")
    two.get_by_role("button", name="保存").click()
    two.get_by_role("heading", name="审批不严").wait_for()
    one.fill("#id_name", "超时审批")
    one.get_by_role("button", name="保存").click()
    one.get_by_role("heading", name="他人已先保存").wait_for()
    row = one.locator(".conflict tr", has_text="审批走过场")
    assert "审批不严" in row.inner_text() and "超时审批" in row.inner_text()
    assert one.input_value("#id_name") == "超时审批" and one.input_value("#id_harm") == "4"
    one.get_by_role("button", name="保存").click()
    one.get_by_role("heading", name="超时审批").wait_for()
    point.refresh_from_db()
    assert (point.name, point.harm) == ("超时审批", 4)
    # The browser itself reports the answer 409 as an error of the network.
    assert [text for text in one.broken if "409" not in text] == [] and two.broken == []


def test_the_directory_of_the_office_signs_in_who_has_an_account(committed, sign_in, live_server, settings):
    import oidc_provider_mock

    from accounts.models import User

    world = committed
    with oidc_provider_mock.run_server_in_thread(
        user_claims=[
            oidc_provider_mock.User(sub="sub-1", claims={"preferred_username": "head"}),
            oidc_provider_mock.User(sub="sub-2", claims={"preferred_username": "fremd"}),
        ]
    ) as server:
        app = {
            "provider_id": "directory",
            "name": "统一身份认证",
            "client_id": "riskcontrol",
            "secret": "geheim",
            "settings": {"server_url": f"http://localhost:{server.server_port}"},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        # The form leads on to another host, which the policy of the pages allows for the directory alone.
        policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        allowed = [*policy["form-action"], f"http://localhost:{server.server_port}"]
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy | {"form-action": allowed}}
        world.head.must_change_password = True
        world.head.save()
        page = sign_in(None)
        for name, lands in (("fremd", "没有该用户名的账号"), ("head", "我的待办")):
            page.goto(f"{live_server.url}/account/login/")
            page.get_by_role("button", name="通过 统一身份认证 登录").click()
            subject = {"fremd": "sub-2", "head": "sub-1"}[name]
            page.get_by_role("button", name=subject).click()
            page.get_by_text(lands).first.wait_for()
        page.goto(f"{live_server.url}/accounts/me/")
        page.get_by_role("heading", name="王局长").wait_for()
    assert User.objects.filter(username="fremd").count() == 0


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
    successor.get_by_text("等待他人办理的申报").wait_for()
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


def test_a_power_of_the_library_is_adopted_changed_and_accepted(committed, sign_in, live_server):
    from exchange.library.models import LibraryEntry
    from tests.factories import make_library

    world = committed
    entry = make_library(world.province)
    make_post(world.unit, name="经办岗")
    page = sign_in(world.liaison)
    page.get_by_role("link", name="风险库", exact=True).click()
    page.get_by_role("link", name="行政许可").click()
    page.get_by_role("button", name="整项采用").click()
    page.get_by_text("均为草稿").wait_for()
    page.goto(f"{live_server.url}/riskpoints/work/")
    page.get_by_role("link", name="库中的风险").click()
    page.get_by_role("button", name="申报").click()
    page.get_by_text("状态已变为：已申报").wait_for()
    page.get_by_role("button", name="撤回").click()
    LibraryEntry.objects.filter(pk=entry.pk).update(manifestation="新的写法", version=2)
    page.goto(f"{live_server.url}/desk/")
    page.get_by_role("link", name="待确认的风险库变化").click()
    page.get_by_role("link", name="库中的风险").click()
    assert page.locator("td.changed").inner_text() == "新的写法"
    page.get_by_role("button", name="采用库中内容").click()
    page.get_by_text("库中内容已写入").wait_for()
    page.get_by_text("新的写法").first.wait_for()
    page.get_by_role("heading", name="风险库中的同类内容").wait_for()
    assert page.broken == []


@pytest.fixture
def worker():
    """A real Celery worker beside the test."""
    from celery.contrib.testing.worker import start_worker

    from riskcontrol.celery import app

    with start_worker(app, perform_ping_check=False, pool="solo", concurrency=1):
        yield


def messy_form():
    """A form as an office has it: titles, headings of two rows, merged cells, an own word for the measures."""
    import io

    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        page, plain = book.add_worksheet("风险表"), book.add_format()
        page.merge_range("A1:J1", "青江县交通运输局 岗位廉政风险点一览表（共3个）", plain)
        page.write_row("A2", ["序号", "科 室", "岗位", "职权事项及环节", "", "风险\n类别", "风险点", "表现形式"])
        page.write_row("I2", ["风险等级", "控权之策"])
        page.write_row("D3", ["职权", "环节"])
        page.merge_range("D2:E2", "职权事项及环节", plain)
        page.merge_range("B4:B5", "运管科", plain)
        rows = [
            [
                "1",
                "运管科",
                "审批岗",
                "道路运输经营许可",
                "环节1",
                "业务流程 风险",
                "核查走过场",
                "不到现场。",
                "Ⅰ级",
            ],
            ["2", "", "〃", "同上", "环节2", "岗位职责", "超时办理", "拖延办理。", "特高"],
        ]
        for number, row in enumerate(rows, 3):
            for column, text in enumerate(row):
                if column != 1:
                    page.write(number, column, text)
        page.write("J4", "1、两人核查；2、全程记录")
        page.write("J5", "①限时办结；②超时提醒")
        page.merge_range("A6:J6", "备注：本表每年修订。", plain)
    return {"name": "风险表.xlsx", "mimeType": "application/octet-stream", "buffer": file.getvalue()}


def test_a_messy_form_is_brought_in_mended_and_filed(committed, sign_in, live_server, worker):
    world = committed
    page = sign_in(world.liaison)
    page.goto(f"{live_server.url}/imports/")
    page.get_by_role("link", name="导入电子表格").click()
    page.locator("input[type=file]").set_input_files(messy_form())
    page.get_by_role("button", name="读取文件").click()
    page.get_by_label("控权之策").wait_for()
    page.get_by_label("控权之策").select_option(label="防控措施")
    page.get_by_role("button", name="记住并重新读取").click()
    page.get_by_text("表中称有 3 个，实际有 2 行").wait_for()
    page.get_by_text("不是风险等级").wait_for()
    page.get_by_role("link", name="更正").click()
    page.get_by_label("风险等级", exact=True).fill("二级")
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_text("第 5 行现为：新增").wait_for()
    page.get_by_label("直接申报风险点").check()
    page.get_by_role("button", name="导入 2 行").click()
    page.get_by_text("新增 2 行").wait_for()
    points = {point.name: point for point in RiskPoint.objects.all()}
    assert {name: point.grade for name, point in points.items()} == {"核查走过场": "high", "超时办理": "medium"}
    assert points["超时办理"].status == "filed"
    assert list(points["超时办理"].measures.order_by("pk").values_list("text", flat=True)) == ["限时办结", "超时提醒"]
    head = sign_in(world.head)
    head.goto(f"{live_server.url}/riskpoints/queue/")
    head.get_by_role("link", name="超时办理").wait_for()
    assert page.broken == [] and head.broken == []


def test_a_passkey_is_set_up_and_signs_in(committed, sign_in, live_server):
    """With the virtual authenticator that Chromium has for this."""
    world = committed
    page = sign_in(world.head)
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options = {"options": key | {"isUserVerified": True, "automaticPresenceSimulation": True}}
    authenticator = devices.send("WebAuthn.addVirtualAuthenticator", options)
    page.goto(f"{live_server.url}/accounts/me/")
    page.get_by_role("link", name="两步验证与通行密钥").click()
    page.locator("a[href$='/webauthn/add/']").click()
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="继续").click()
    page.get_by_label("名称").fill("办公室电脑")
    page.get_by_label("无密码").check()
    page.get_by_role("button", name="添加").click()
    page.get_by_text("恢复代码").first.wait_for()
    page.goto(f"{live_server.url}/account/factors/webauthn/")
    page.get_by_text("办公室电脑").wait_for()
    page.get_by_role("button", name="退出").click()
    page.goto(f"{live_server.url}/account/login/")
    page.get_by_role("button", name="使用通行密钥登录").click()
    page.get_by_role("heading", name="我的待办").wait_for()
    page.goto(f"{live_server.url}/accounts/me/")
    page.get_by_role("heading", name="王局长").wait_for()
    # On a machine that does not know the passkey the page says so.
    page.get_by_role("button", name="退出").click()
    devices.send("WebAuthn.clearCredentials", authenticator)
    page.goto(f"{live_server.url}/account/login/")
    page.get_by_role("button", name="使用通行密钥登录").click()
    page.get_by_text("未能使用通行密钥").wait_for()
    assert page.broken == []


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

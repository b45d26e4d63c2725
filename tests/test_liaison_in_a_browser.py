"""What a liaison does, in a real browser: files, mends, draws, adopts, brings in a form."""

from oversight.coverage.models import UnitCoverage
from riskpoints.models import RiskPoint
from tests.browsing import in_a_browser
from tests.factories import make_post

pytestmark = in_a_browser("liaison")


def figures(page, live_server, unit) -> dict[str, str]:
    """Covered units and registered points as the checker reads them on an area's page, assessed steps by the API."""
    page.goto(f"{live_server.url}/coverage/{unit.pk}/")
    found = {name: page.locator(f"[data-figure={name}]").inner_text() for name in ("covered", "points")}
    figures = page.request.get(f"{live_server.url}/api/v1/coverage/{unit.pk}/").json()["figures"]
    return found | {"assessed": str(figures["counts"]["steps_assessed"])}


def choose(page, field: str, text: str) -> None:
    """Type part of a name into a search over a list and take the first that fits."""
    page.fill(f"#{field}-find", text)
    page.keyboard.press("Enter")


def score(page, **steps: int) -> None:
    for name, step in steps.items():
        page.locator(f"#field-{name} .scale label").nth(step - 1).click()


def file_a_point(page, live_server, world):
    """The liaison files a risk point with a measure on the second step of the flow."""
    page.goto(f"{live_server.url}{world.flow.get_absolute_url()}")
    page.locator(".flow-steps li", has_text="环节2").get_by_role("link", name="新建风险点").click()
    page.fill("#id_name", "核查走过场")
    page.fill("#id_manifestation", "对不符合条件的出具合格意见。")
    page.get_by_text("岗位职责", exact=True).click()
    score(page, likelihood=3, harm=3, importance=1, frequency=1)
    page.locator("#explanation").get_by_text("中（二级）").wait_for()
    page.fill("#id_measure-0-text", "两人以上核查，全程记录。")
    page.get_by_text("程序防控", exact=True).click()
    choose(page, "id_measure-0-responsible_post", "监察室主任")
    page.check("#id_measure-0-put_in_force")
    page.get_by_text("申报后送单位负责人审定").wait_for()
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
    head.get_by_role("link", name="核查走过场").click()
    head.get_by_role("heading", name="核查走过场").wait_for()
    head.keyboard.press("e")
    head.get_by_text("状态已变为：已审定").wait_for()
    head.locator(".inbox-item", has_text="核查走过场").wait_for(state="detached")

    inspector = sign_in(world.inspector)
    inspector.goto(f"{live_server.url}/riskpoints/queue/")
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
    dialog = head.locator("dialog[open]")
    # Esc puts it away, and what was typed is still there; the cursor goes to the field and back to the button.
    dialog.locator("textarea:focus").fill("请写明")
    head.keyboard.press("Escape")
    head.locator("summary:focus", has_text="退回").press("Enter")
    assert dialog.get_by_label("原因").input_value() == "请写明"
    dialog.get_by_label("原因").fill("请写明谁在哪个环节可能做什么。")
    dialog.get_by_role("button", name="退回").click()
    head.get_by_text("状态已变为：已退回").wait_for()

    liaison.goto(f"{live_server.url}/riskpoints/work/")
    liaison.get_by_text("王局长：请写明谁在哪个环节可能做什么。").click()
    liaison.get_by_role("link", name="编辑").click()
    liaison.get_by_text("请写明谁在哪个环节可能做什么。").wait_for()
    liaison.fill("#id_manifestation", "核查人员收受好处，对不符合条件的出具合格意见。")
    liaison.get_by_role("button", name="申报").click()
    liaison.get_by_text("状态已变为：已申报").wait_for()
    liaison.locator(".tab-bar").get_by_role("link", name="变更记录").click()
    log = liaison.locator(".changes")
    assert log.get_by_text("请写明谁在哪个环节可能做什么。").count() >= 1

    point = RiskPoint.objects.get()
    assert point.status == "filed" and point.manifestation.startswith("核查人员收受好处")


def test_a_flow_is_drawn_with_the_keyboard_and_confirmed(committed, sign_in, live_server, tmp_path):
    from powers.models import Flow
    from tests.factories import make_power

    world = committed
    make_post(world.unit, name="窗口岗")
    item = make_power(world.unit, name="户外广告许可")
    page = sign_in(world.liaison)
    page.goto(f"{live_server.url}{item.get_absolute_url()}versions/")
    page.get_by_role("button", name="绘制流程图").first.click()
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
    page.goto(f"{live_server.url}{other.get_absolute_url()}versions/")
    page.get_by_role("button", name="绘制流程图").first.click()
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


def test_a_high_point_is_filed_without_one_refusal_after_another(committed, sign_in, live_server):
    from measures.models import Measure
    from powers.models import Domain
    from tests.factories import make_library, make_plan, make_rule

    world = committed
    world.item.domain = Domain.objects.get(code="construction")
    world.item.save()
    make_plan(world.item.domain, high={"least": 2, "methods": ["openness", "warning"]})
    make_post(world.unit, name="局长", is_main_leader=True)
    rules = [make_rule(world.unit, title=title) for title in ("工程变更管理办法", "重大事项集体决策制度")]
    entry = make_library(world.province, power=world.item.name)
    page = sign_in(world.liaison)
    page.goto(f"{live_server.url}/riskpoints/new/?unit={world.unit.pk}")
    checklist, bar = page.locator("#checklist"), page.locator("#file-bar")
    checklist.get_by_text("写明风险点名称").wait_for()
    assert page.locator(".scale :checked").count() == 0

    # Filing too early leads to the first thing that is missing; nothing is refused and nothing lost.
    choose(page, "id_step", "环节1")
    page.locator("#steps .is-here").get_by_text("环节1").wait_for()
    page.get_by_role("button", name="申报").click()
    page.locator("#id_name:focus").wait_for()

    # What the library has is put in, taken back, and put in again with its measures.
    suggestion = page.locator(".suggestions > li", has_text=entry.name)
    suggestion.get_by_role("button", name="采用").click()
    assert page.input_value("#id_name") == entry.name
    suggestion.get_by_role("button", name="撤销").click()
    assert page.input_value("#id_name") == ""
    page.fill("#id_name", "主要负责人个人指定代建单位")
    page.fill("#id_manifestation", "不经集体研究，个人点名，规避公开比选。")
    page.get_by_text("岗位职责", exact=True).click()
    score(page, likelihood=4, harm=4, importance=5, frequency=3)
    page.locator("#explanation").get_by_text("由主要领导管理").wait_for()
    page.locator("#explanation").get_by_text("17.6").wait_for()

    # All that is missing stands there together: the date, the measure; and the gap to the plan.
    checklist.get_by_text("复核日期").wait_for()
    assert checklist.locator(".is-missing").count() == 6
    page.fill("#id_review_on", "2030-01-01")
    page.focus("#id_name")
    page.locator("#field-review_on .field-told").wait_for()
    page.evaluate("""() => { const day = new Date(Date.now() + 90 * 86400000).toISOString().slice(0, 10);
        const field = document.getElementById('id_review_on'); field.value = day;
        field.dispatchEvent(new Event('input', {bubbles: true})); }""")
    page.locator("#field-review_on .field-told").wait_for(state="detached")
    page.fill("#id_measure-0-text", "比选结果在门户网站公示。")
    page.locator("#field-measure-0-method").get_by_text("公开防控").click()
    choose(page, "id_measure-0-responsible_post", "监察室主任")
    choose(page, "id_measure-0-accountable_post", "局长")
    for rule in rules:
        page.fill("#id_measure-0-rules-find", rule.title[:4])
        page.keyboard.press("Enter")
    assert page.locator("#id_measure-0-rules .tokens-chosen .token").count() == 2
    page.locator("#plan tr.is-short", has_text="预警防控").wait_for()
    page.get_by_role("button", name="添加措施").click()
    page.keyboard.type("中选两次以上的自动提示监察室。")
    page.locator("#field-measure-1-method").get_by_text("预警防控").click()
    choose(page, "id_measure-1-responsible_post", "监察室主任")
    page.locator("#plan:not([data-gaps])").wait_for()
    bar.get_by_text("申报后送单位负责人审定").wait_for()

    # What is typed is kept by itself, and comes back after the page was lost.
    with page.expect_response(lambda answer: 'name="keep"' in (answer.request.post_data or "")):
        page.fill("#id_manifestation", "不经集体研究，个人点名或授意，规避公开比选。")
    page.get_by_text("已自动保存").wait_for()
    page.goto(f"{live_server.url}/riskpoints/new/?unit={world.unit.pk}")
    page.get_by_role("link", name="主要负责人个人指定代建单位").click()
    assert page.input_value("#id_measure-1-text") == "中选两次以上的自动提示监察室。"
    page.get_by_role("button", name="申报").click()
    page.get_by_text("状态已变为：已申报").wait_for()
    point = RiskPoint.objects.get()
    assert (point.status, point.grade, point.measures.count()) == ("filed", "high", 2)
    assert set(Measure.objects.earliest("pk").rules.all()) == set(rules)
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
    score(two, harm=4)
    two.get_by_role("button", name="存草稿", exact=True).click()
    two.get_by_role("heading", name="审批不严").wait_for()
    one.fill("#id_name", "超时审批")
    one.get_by_role("button", name="存草稿", exact=True).click()
    one.get_by_role("heading", name="他人已先保存").wait_for()
    row = one.locator(".conflict tr", has_text="审批走过场")
    assert "审批不严" in row.inner_text() and "超时审批" in row.inner_text()
    assert one.input_value("#id_name") == "超时审批" and one.locator("[name=harm]:checked").input_value() == "4"
    one.get_by_role("button", name="存草稿", exact=True).click()
    one.get_by_role("heading", name="超时审批").wait_for()
    point.refresh_from_db()
    assert (point.name, point.harm) == ("超时审批", 4)
    # The browser itself reports the answer 409 as an error of the network.
    assert [text for text in one.broken if "409" not in text] == [] and two.broken == []


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
    page.goto(f"{live_server.url}/desk/?kind=outrun")
    page.get_by_role("link", name="库中的风险").click()
    page.get_by_role("link", name="打开全页").click()
    assert page.locator("td.changed").inner_text() == "新的写法"
    page.get_by_role("button", name="采用库中内容").click()
    page.get_by_text("库中内容已写入").wait_for()
    page.get_by_text("新的写法").first.wait_for()
    page.get_by_role("heading", name="风险库中的同类内容").wait_for()
    assert page.broken == []


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
    page.get_by_role("link", name="导入电子表格").first.click()
    page.locator("input[type=file]").set_input_files(messy_form())
    page.get_by_role("button", name="读取文件").click()
    page.get_by_label("控权之策").wait_for()
    page.get_by_label("控权之策").select_option(label="防控措施")
    page.get_by_role("button", name="记住并重新读取").click()
    page.get_by_text("表中称有 3 个，实际有 2 行").wait_for()
    page.get_by_text("不是风险等级").first.wait_for()
    page.get_by_role("link", name="更正").click()
    page.get_by_role("textbox", name="风险等级").fill("二级")
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

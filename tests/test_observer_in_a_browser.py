"""From an observer's report to a closed warning, and what happens where nobody answers; in a real browser."""

from datetime import timedelta

from django.utils import timezone

from ground.work import jobs
from riskwarnings.models import Observer, ObserverTeam, Signal, Warning
from riskwarnings.models.warnings import inspection_of
from tests.browsing import in_a_browser
from tests.factories import PASSPHRASE, make_key_of, make_user, make_warning

pytestmark = in_a_browser("observer")
TEXT = "窗口人员要求申请人到指定公司办理检测，否则不予受理。"


def opened(page, name):
    """Open the form of a step and give its dialog."""
    page.locator("summary", has_text=name).click()
    return page.locator("dialog[open]")


def test_an_observers_report_becomes_a_warning_that_is_answered_and_closed(committed, sign_in, live_server):
    world = committed
    team = ObserverTeam.objects.create(unit=world.county, name="廉情观察员一队")
    Observer.objects.create(team=team, user=world.observer)

    make_key_of(world.observer, world.inspector)

    observer = sign_in(world.observer, 390, 844)
    observer.goto(f"{live_server.url}/warnings/reports/new/")
    observer.get_by_role("link", name="请先打开我的反映").click()
    observer.get_by_label("封存密钥的口令").fill(PASSPHRASE)
    observer.get_by_role("button", name="打开").click()
    observer.get_by_label("涉及哪个单位").fill(f"{world.unit.name}（{world.unit.code}）")
    observer.get_by_label("反映内容").fill(TEXT)
    observer.get_by_role("button", name="提交").click()
    observer.get_by_text("你的反映已收到").wait_for()

    inspector = sign_in(world.inspector)
    inspector.get_by_role("link", name=TEXT[:20]).click()
    inspector.get_by_role("link", name="打开全页").click()
    inspector.get_by_role("button", name="承办").click()
    inspector.get_by_text("状态已变为：办理中").wait_for()
    inspector.get_by_label("查看理由").fill("约见反映人核实时间")
    inspector.locator("#id_passphrase").fill(PASSPHRASE)
    inspector.get_by_role("button", name="查看反映人").click()
    inspector.locator("#identity").get_by_text("observer").wait_for()
    inspector.get_by_role("link", name="拟发预警").click()
    inspector.get_by_label("预警级别").select_option(label="蓝色（提醒）")
    inspector.get_by_label("预警内容").fill("窗口人员指定检测公司，请立即纠正并说明。")
    inspector.get_by_role("button", name="保存").click()
    card = opened(inspector, "签发")
    card.get_by_label("处理方式").select_option(label="纠错通知")
    card.get_by_role("button", name="签发").click()
    inspector.get_by_text("状态已变为：已签发").wait_for()

    liaison = sign_in(world.liaison)
    liaison.get_by_role("link", name="窗口人员指定检测公司").click()
    liaison.get_by_role("link", name="打开全页").click()
    assert TEXT not in liaison.content()  # the addressee is not told what was reported
    liaison.get_by_role("button", name="签收").click()
    liaison.get_by_text("状态已变为：已签收").wait_for()
    card = opened(liaison, "反馈")
    card.get_by_label("原因").fill("已责令改正，并公示可选检测机构名单。")
    card.get_by_role("button", name="反馈").click()
    liaison.get_by_text("状态已变为：已反馈").wait_for()

    head = sign_in(world.head)
    head.get_by_role("link", name="窗口人员指定检测公司").click()
    head.get_by_role("link", name="打开全页").click()
    card = opened(head, "签署反馈")
    card.get_by_text("情况属实，由本人负责落实").wait_for()
    card.get_by_role("button", name="签署反馈").click()
    head.locator(".way").get_by_text("已签署").wait_for()

    inspector.goto(f"{live_server.url}/desk/")
    inspector.get_by_role("link", name="窗口人员指定检测公司").first.wait_for()
    inspector.goto(f"{live_server.url}{Warning.objects.get().get_absolute_url()}")
    card = opened(inspector, "核查")
    card.get_by_label("原因").fill("现场回访，名单已公示。")
    card.get_by_role("button", name="核查").click()
    inspector.get_by_text("状态已变为：已核查").wait_for()
    inspector.get_by_role("button", name="销号").click()
    inspector.get_by_text("状态已变为：已销号").wait_for()

    signal = Signal.objects.get()
    inspector.goto(f"{live_server.url}{signal.get_absolute_url()}")
    card = opened(inspector, "办结")
    card.get_by_label("核查结论").select_option(label="属实")
    card.get_by_label("给反映人的反馈").fill("你反映的情况属实，已纠正。")
    card.get_by_label("原因").fill("现场核实。")
    card.get_by_role("button", name="办结").click()
    inspector.get_by_text("状态已变为：已办结").wait_for()
    observer.reload()
    observer.get_by_text("你反映的情况属实，已纠正。").wait_for()

    warning = Warning.objects.get()
    assert warning.status == "closed" and warning.days_to_answer == 0
    assert list(signal.looks.values_list("reason", flat=True)) == ["约见反映人核实时间"]
    for page in (observer, inspector, liaison, head):
        assert page.broken == []


def test_what_nobody_answers_goes_up_to_the_level_above(committed, sign_in, live_server):
    world = committed
    above = make_user("inspector", world.city, username="above", name="市纪检")
    warning = make_warning(world.unit, world.inspector)
    warning.perform("issue", by=world.inspector, handling="reminder", level="blue", due_on=None)
    # Ten days later.
    issued_at = timezone.now() - timedelta(days=10)
    Warning.objects.update(due_on=timezone.localdate() - timedelta(days=3), issued_at=issued_at)

    liaison = sign_in(world.liaison)
    liaison.goto(f"{live_server.url}/warnings/?show=overdue")
    assert liaison.get_by_text("逾期").count() >= 1
    assert jobs.run("escalate").detail == {"escalated": 1}

    city = sign_in(above)
    city.goto(f"{live_server.url}/warnings/")
    city.get_by_role("link", name="近期多次反映").click()
    city.get_by_role("heading", level=1).get_by_text("已升级").wait_for()
    city.locator(".way").get_by_text(f"由{inspection_of(world.city)}督办").wait_for()

    head = sign_in(world.head)
    head.goto(f"{live_server.url}{warning.get_absolute_url()}")
    card = opened(head, "反馈")
    card.get_by_label("原因").fill("已整改，迟报原因一并说明。")
    card.get_by_role("button", name="反馈").click()
    head.get_by_text("状态已变为：已反馈").wait_for()

    below = sign_in(world.inspector)
    below.goto(f"{live_server.url}{warning.get_absolute_url()}")
    card = opened(below, "核查")
    card.get_by_label("原因").fill("已核")
    card.get_by_role("button", name="核查").click()
    below.get_by_text("由现在督办的上一级办理").wait_for()

    city.reload()
    card = opened(city, "核查")
    card.get_by_label("原因").fill("已核实。")
    card.get_by_role("button", name="核查").click()
    city.get_by_text("状态已变为：已核查").wait_for()
    warning.refresh_from_db()
    assert (warning.level, warning.verified_by) == ("yellow", above)


def test_an_anonymous_report_from_a_phone_is_read_by_its_code(committed, sign_in, live_server):
    world = committed
    phone = sign_in(None, 390, 844)
    phone.goto(f"{live_server.url}/boards/")
    phone.get_by_role("link", name="开始反映").click()
    phone.get_by_label("市或县").select_option(str(world.county.pk))
    phone.get_by_label("涉及哪个单位").fill("交通局")
    phone.get_by_label("反映内容").fill(TEXT)
    phone.get_by_role("button", name="提交").click()
    code = phone.locator("#code").inner_text()
    phone.get_by_role("link", name="凭回执码查询反馈").click()
    phone.get_by_label("回执码").fill(code)
    phone.get_by_role("button", name="查询").click()
    phone.get_by_text(TEXT).wait_for()
    phone.get_by_label("内容").fill("公司叫某某检测。")
    phone.get_by_role("button", name="补充").click()
    phone.get_by_text("补充内容已提交").wait_for()
    signal = Signal.objects.get()
    assert signal.is_anonymous and signal.messages.get().text == "公司叫某某检测。"
    assert phone.broken == []

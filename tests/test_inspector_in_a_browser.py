"""What an inspector does in a real browser: the inbox by keys; and who told a signal, with two auditors' shares."""

from django.utils import timezone

from riskpoints.models import RiskPoint
from riskwarnings.models import ReporterLook, SealingKey, Signal
from riskwarnings.reports import receive
from riskwarnings.sealing import make_sealing_key
from tests.browsing import in_a_browser
from tests.factories import PASSPHRASE, make_key_of, make_user

pytestmark = in_a_browser("inspector")
TEXT = "窗口人员要求申请人到指定公司办理检测，否则不予受理。"


def handled(world):
    """A report of the observer, sealed to whoever has a key now, and taken on by the inspector."""
    signal = Signal(unit=world.unit, text=TEXT)
    receive(signal, by=world.observer, identity={})
    signal.perform("take", by=world.inspector)
    return signal


def test_a_key_is_made_and_a_reporter_looked_at(committed, sign_in, live_server):
    world = committed
    page = sign_in(world.inspector)
    page.get_by_role("link", name="待建立的封存密钥").click()
    page.get_by_role("heading", name="我的封存密钥").wait_for()
    page.locator("#id_new").fill("太短")
    page.locator("#id_again").fill("太短")
    page.get_by_role("button", name="建立密钥").click()
    page.locator(".field-error").first.wait_for()
    assert not SealingKey.objects.exists()
    page.locator("#id_new").fill(PASSPHRASE)
    page.locator("#id_again").fill(PASSPHRASE)
    page.get_by_role("button", name="建立密钥").click()
    page.get_by_text("封存密钥已就绪").first.wait_for()

    signal = handled(world)
    phone = sign_in(world.inspector, 390, 844)
    phone.goto(f"{live_server.url}{signal.get_absolute_url()}")
    phone.get_by_label("查看理由").fill("约见反映人核实时间")
    phone.locator("#id_passphrase").fill("不是这个口令")
    phone.get_by_role("button", name="查看反映人").click()
    phone.get_by_text("口令不对").first.wait_for()
    assert not ReporterLook.objects.exists()
    phone.goto(f"{live_server.url}{signal.get_absolute_url()}")
    phone.get_by_label("查看理由").fill("约见反映人核实时间")
    phone.locator("#id_passphrase").fill(PASSPHRASE)
    phone.get_by_role("button", name="查看反映人").click()
    phone.locator("#identity").get_by_text("observer").wait_for()
    phone.reload()
    assert phone.locator("#identity").count() == 0 or ReporterLook.objects.count() == 2
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert [said for said in page.broken if "422" not in said] == []  # the passphrase that was too short


def test_two_auditors_open_it_for_a_handler_who_forgot_the_passphrase(committed, sign_in, live_server):
    world = committed
    second = make_user("auditor", world.province, username="auditor2", name="第二审计员")
    make_key_of(world.inspector, world.auditor, second)
    signal = handled(world)
    make_sealing_key(world.inspector, "a new passphrase of four")

    page = sign_in(world.inspector)
    page.goto(f"{live_server.url}{signal.get_absolute_url()}")
    page.locator("#id_recovery_reason").fill("口令遗忘，需约见反映人")
    page.get_by_role("button", name="请两位审计员提供份额").click()
    page.get_by_text("两位审计员会看到你的请求").first.wait_for()

    for auditor, size in ((world.auditor, (1366, 768)), (second, (390, 844))):
        theirs = sign_in(auditor, *size)
        theirs.get_by_role("link", name="待提供的份额").click()
        theirs.get_by_text("口令遗忘，需约见反映人").wait_for()
        assert TEXT[:8] not in theirs.content() and world.observer.username not in theirs.content()
        theirs.locator("input[type=password]").fill(PASSPHRASE)
        theirs.get_by_role("button", name="提供我的份额").click()
        theirs.get_by_text("你已提供份额").wait_for()
        assert theirs.get_by_role("button", name="提供我的份额").count() == 0
        assert theirs.evaluate("document.documentElement.scrollWidth") <= size[0]

    page.goto(f"{live_server.url}{signal.get_absolute_url()}")
    page.get_by_label("查看理由").fill("约见反映人")
    page.locator("#id_passphrase").fill("a new passphrase of four")
    page.get_by_role("button", name="查看反映人").click()
    page.locator("#identity").get_by_text("observer").wait_for()
    assert page.broken == []


def test_five_things_of_the_inbox_are_worked_through_by_keys(committed, sign_in, live_server):
    world = committed
    facts = {"likelihood": 5, "harm": 5, "review_on": timezone.localdate()}  # high ones are read one by one
    for n in range(1, 6):
        world.filed(name=f"第{n}件风险", **facts).perform("endorse", by=world.head)
    page = sign_in(world.inspector)
    page.goto(f"{live_server.url}/desk/")
    pane = page.locator("#pane")

    def stands(name):
        pane.get_by_role("heading", name=name).wait_for()

    stands("第1件风险")
    assert pane.locator("input[name=verb]:checked").count() == 0  # nothing is decided before the person does
    page.keyboard.press("j")
    stands("第2件风险")
    page.keyboard.press("k")
    stands("第1件风险")
    page.keyboard.press("e")
    page.get_by_text("状态已变为：已入册").first.wait_for()
    stands("第2件风险")
    page.keyboard.press("r")
    page.keyboard.type("太短")
    page.keyboard.press("Control+Enter")
    assert RiskPoint.objects.get(name="第2件风险").status == "endorsed"
    page.keyboard.type("，请写明谁在哪个环节可能做什么")
    page.keyboard.press("Control+Enter")
    page.get_by_text("状态已变为：已退回").first.wait_for()
    stands("第3件风险")
    page.keyboard.press("n")
    stands("第4件风险")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="第4件风险", level=1).wait_for()
    page.go_back()
    stands("第4件风险")
    for name, after in (("第4件风险", "第5件风险"), ("第5件风险", "第3件风险"), ("第3件风险", None)):
        stands(name)
        page.keyboard.press("e")
        if after:
            stands(after)
    page.locator(".inbox-item", has_text="第3件风险").wait_for(state="detached")
    found = dict(RiskPoint.objects.values_list("name", "status"))
    assert found == {f"第{n}件风险": "returned" if n == 2 else "registered" for n in range(1, 6)}
    assert page.broken == []


def test_on_a_phone_a_line_of_the_inbox_opens_its_page(committed, sign_in, live_server):
    world = committed
    world.filed(name="手机上看").perform("endorse", by=world.head)
    phone = sign_in(world.inspector, 390, 844)
    phone.goto(f"{live_server.url}/desk/")
    phone.get_by_role("link", name="手机上看").click()
    phone.get_by_role("heading", name="手机上看", level=1).wait_for()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390 and phone.broken == []

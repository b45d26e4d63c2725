"""What everybody does, in a real browser: reads what is open, chooses a language, signs in."""

from pathlib import Path

from django.test import Client

from tests.browsing import in_a_browser
from tests.factories import PASSWORD

pytestmark = in_a_browser("anybody")


def test_the_language_is_switched_and_stays(committed, sign_in, live_server):
    page = sign_in(None)
    page.goto(f"{live_server.url}/boards/")
    assert page.locator("html").get_attribute("lang") == "zh-hans"
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="How power is exercised").wait_for()
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
        for name, lands in (("fremd", "没有该用户名的账号"), ("head", "收件箱")):
            page.goto(f"{live_server.url}/account/login/")
            page.get_by_role("button", name="通过 统一身份认证 登录").click()
            subject = {"fremd": "sub-2", "head": "sub-1"}[name]
            page.get_by_role("button", name=subject).click()
            page.get_by_text(lands).first.wait_for()
        page.goto(f"{live_server.url}/accounts/me/")
        page.get_by_role("heading", name="王局长").wait_for()
    assert User.objects.filter(username="fremd").count() == 0


def sign_out(page):
    page.locator("details.account > summary").click()
    page.get_by_role("button", name="退出").click()


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
    sign_out(page)
    # Others have locked the account by wrong passwords; whoever has the passkey comes in all the same.
    for _try in range(6):
        guest = Client()
        locked = guest.post("/account/login/", {"login": "head", "password": "wrong"})
    assert locked.status_code == 429
    page.goto(f"{live_server.url}/account/login/")
    page.get_by_role("button", name="使用通行密钥登录").click()
    page.get_by_role("heading", name="收件箱").wait_for()
    page.goto(f"{live_server.url}/accounts/me/")
    page.get_by_role("heading", name="王局长").wait_for()
    # On a machine that does not know the passkey the page says so.
    sign_out(page)
    devices.send("WebAuthn.clearCredentials", authenticator)
    page.goto(f"{live_server.url}/account/login/")
    page.get_by_role("button", name="使用通行密钥登录").click()
    page.get_by_text("未能使用通行密钥").wait_for()
    assert page.broken == []

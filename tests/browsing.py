"""What the tests in a real browser share: the browser, a world in the database, a page for each person."""

import os
import shutil

import pytest

from tests.factories import PASSWORD, World

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def in_a_browser(person: str) -> list[pytest.MarkDecorator]:
    """The marks of a file of journeys; those of one person run one after the other and share a started browser."""
    return [
        pytest.mark.browser,
        pytest.mark.xdist_group(f"browser {person}"),
        pytest.mark.skipif(not CHROMIUM, reason="no Chromium on this machine: browser journeys are skipped"),
    ]


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # As root Chromium starts only without its sandbox.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def committed(transactional_db, _base_data) -> World:
    return World()


@pytest.fixture
def sign_in(browser, live_server):
    contexts = []

    def page_of(user, width=1366, height=768):
        context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15000)
        page.broken = []
        page.on("pageerror", lambda error: page.broken.append(str(error)))
        page.on("console", lambda m: page.broken.append(m.text) if m.type == "error" else None)
        if user is not None:
            page.goto(f"{live_server.url}/account/login/")
            page.fill("#id_login", user.username)
            page.fill("#id_password", PASSWORD)
            page.get_by_role("button", name="登录", exact=True).click()
            page.wait_for_url("**/*")
        return page

    yield page_of
    for context in contexts:
        context.close()

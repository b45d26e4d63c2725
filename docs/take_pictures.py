"""Take the pictures of README and docs from a running demo: make run, then make shots."""

import os
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

SITE = os.environ.get("SITE", "http://127.0.0.1:8000")
PASSWORD = "demo-lianzheng-2011"
TARGET = Path(__file__).resolve().parent / "pictures"
CHROMIUM = "/usr/bin/chromium"


def sign_in(page: Page, name: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{SITE}/account/login/")
    page.fill("#id_login", name)
    page.fill("#id_password", PASSWORD)
    page.locator("form button.w-100").click()
    page.wait_for_load_state()


def take(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(800)  # the charts' animation
    page.screenshot(path=TARGET / f"{name}.png")
    print(f"{name}.png")


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        # The help of a page stands open on the first visit only.
        page.add_init_script(
            "document.addEventListener('DOMContentLoaded', () => {"
            " for (const help of document.querySelectorAll('[data-help]'))"
            " localStorage.setItem(`help ${help.dataset.help}`, 'seen'); }, true)"
        )
        sign_in(page, "jiancha")
        page.goto(f"{SITE}/coverage/")
        take(page, "coverage")
        sign_in(page, "lianluo")
        take(page, "desk")
        page.goto(f"{SITE}/riskpoints/work/")
        take(page, "worklist")
        page.locator(".work").first.click()
        take(page, "difference")
        page.goto(f"{SITE}/powers/")
        page.locator("td a.fw-medium").first.click()
        page.locator(".list-group-item a.fw-medium").first.click()
        take(page, "flow")
        page.get_by_role("link", name="图板", exact=True).click()
        take(page, "board")
        # Last, since it starts a new version of a flow.
        page.goto(f"{SITE}/powers/")
        page.locator("td a.fw-medium").first.click()
        new = page.get_by_role("button", name="新建版本")
        if new.count():
            new.click()
        else:
            page.locator(".list-group-item a.fw-medium").first.click()
            page.get_by_role("link", name="编辑流程").click()
        take(page, "editor")
        browser.close()


if __name__ == "__main__":
    main()

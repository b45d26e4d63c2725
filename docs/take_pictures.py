"""Take the pictures of README and user guide from a running demo, in both languages: make run, then make shots."""

import os
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

SITE = os.environ.get("SITE", "http://127.0.0.1:8000")
PASSWORD = "demo-lianzheng-2011"
TARGET = Path(__file__).resolve().parent / "user" / "pictures"
FORM = Path(__file__).resolve().parents[1] / "tests/forms/岗位廉政风险点及防控措施一览表.xlsx"
CHROMIUM = "/usr/bin/chromium"
LANGUAGES = {"zh": "zh-hans", "en": "en"}
# The help of a page stands open on the first visit only.
CLOSE_HELP = "document.querySelectorAll('details[data-help]').forEach((help) => { help.open = false; })"


class Camera:
    """A browser of one language that goes to pages and takes them."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page, self.folder = page, folder

    def sign_in(self, name: str) -> None:
        self.page.goto(f"{SITE}/account/login/")
        if "/account/login/" not in self.page.url:
            self.page.locator("details.account > summary").click()
            self.page.locator("form[action*='/account/logout/'] button").first.click()
            self.page.goto(f"{SITE}/account/login/")
        self.page.fill("#id_login", name)
        self.page.fill("#id_password", PASSWORD)
        self.page.locator("form button.w-100").click()
        self.page.wait_for_load_state()

    def go(self, path: str) -> None:
        self.page.goto(SITE + path)

    def versions(self) -> None:
        """Those of the flow of the first power."""
        self.go("/powers/")
        self.page.locator("td a.fw-medium").first.click()
        self.page.wait_for_load_state()
        self.page.goto(f"{self.page.url}versions/")

    def take(self, name: str) -> None:
        self.page.wait_for_load_state("networkidle")
        self.page.evaluate(CLOSE_HELP)
        self.page.wait_for_timeout(800)  # the charts' animation
        self.page.screenshot(path=self.folder / f"{name}.png")
        print(f"{self.folder.name}/{name}.png")


def liaison(camera: Camera) -> None:
    page = camera.page
    camera.sign_in("lianluo")
    camera.go("/desk/")
    camera.take("desk")
    camera.go("/riskpoints/work/")
    camera.take("worklist")
    page.locator(".work").first.click()
    camera.take("difference")
    camera.versions()
    page.locator("td a.fw-medium").last.click()  # the published one, below what the editor began
    camera.take("flow")
    page.locator("main a[href*='/boards/']").first.click()
    camera.take("board")
    camera.go("/imports/new/")
    page.locator("input[type=file]").set_input_files(FORM)
    page.locator("form[enctype] button.btn-primary").click()
    page.locator("nav.outcomes").wait_for()
    camera.take("import")
    page.locator("form[action$='/cancel/'] button").first.click()
    camera.go("/library/?industry=transport")
    page.locator("td a.fw-medium").first.click()
    camera.take("library")


def readers(camera: Camera) -> None:
    page = camera.page
    camera.sign_in("jiancha")
    camera.go("/coverage/")
    camera.take("coverage")
    camera.go("/riskpoints/?grade=high&status=registered")
    camera.take("register")
    page.locator("td a.fw-medium").first.click()
    camera.take("point")
    camera.sign_in("fuzeren")
    camera.go("/riskpoints/queue/")
    camera.take("queue")
    camera.sign_in("shenji")
    camera.go("/accounts/audit/?table=accounts.rolegrantevent")
    camera.take("audit")


def administrator(camera: Camera) -> None:
    page = camera.page
    camera.sign_in("guanli")
    camera.go("/accounts/")
    camera.take("accounts")
    camera.go("/units/?q=浙江省卫生健康委员会")
    page.locator("td a.fw-medium").first.click()
    page.locator("a[href*='/reorganisations/units/']").click()
    page.locator("a[href$='/split/']").click()
    page.fill("#id_name", "浙江省食品药品监督管理局")
    page.fill("#id_code", "ZJ-SYJJ")
    for box in page.locator("input[name=powers]").all()[:3]:
        box.check()
    page.locator("button[name=suggest]").click()
    camera.take("split")


def editor(camera: Camera) -> None:
    """Last, since it starts a new version of a flow where there is none in draft."""
    page = camera.page
    camera.sign_in("lianluo")
    camera.versions()
    new = page.locator(".card-actions form button")
    if new.count():
        new.click()
    else:
        page.locator("td a.fw-medium").first.click()
        page.locator("main a[href$='/edit/']").first.click()
    camera.take("editor")


def main() -> None:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        for folder, language in LANGUAGES.items():
            (TARGET / folder).mkdir(parents=True, exist_ok=True)
            context = browser.new_context(viewport={"width": 1366, "height": 768})
            context.add_cookies([{"name": "django_language", "value": language, "url": SITE}])
            camera = Camera(context.new_page(), TARGET / folder)
            for scene in (liaison, readers, administrator, editor):
                scene(camera)
            context.close()
        browser.close()


if __name__ == "__main__":
    main()

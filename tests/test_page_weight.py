"""A page is light on its first load: what it fetches comes from the register itself and stays under 350 KB packed."""

import gzip
import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.contrib.staticfiles import finders

from tests.signed_in import client_of
from tests.test_index import (
    office,  # noqa: F401  a fixture
)

pytestmark = pytest.mark.any_database

MOST = 350 * 1024
FETCHED = re.compile(
    r'<(?:script|img)\b[^>]*\bsrc="([^"]+)"|<link\b[^>]*\brel="(?:stylesheet|icon)"[^>]*\bhref="([^"]+)"'
)
IMPORTED = re.compile(r'(?:\bfrom|\bimport)\s*\(?"(\.[^"]+)"|url\((?!["\']?data:)["\']?([^"\')]+)')
PAGES = {
    "checker": [
        "/desk/",
        "/coverage/",
        "/coverage/{county}/",
        "/units/{unit}/",
        "/riskpoints/",
        "/index/",
    ],
    "liaison": ["/desk/", "/riskpoints/new/?unit={unit}", "/powers/"],
    "inspector": ["/desk/", "/index/{unit}/", "/warnings/", "/riskpoints/queue/"],
    "nobody": ["/boards/", "/boards/index/", "/boards/{flow}/", "/account/login/", "/report/"],
}


def fetched(page: str, address: str) -> dict[str, bytes]:
    """What a browser asks for besides the page, with what these ask for in turn; by address."""
    waiting = {urljoin(address, first or second) for first, second in FETCHED.findall(page)}
    found: dict[str, bytes] = {}
    while waiting:
        one = waiting.pop()
        assert one.startswith("/static/"), f"{address} fetches {one}"
        file = finders.find(one.removeprefix("/static/"))
        assert file, one
        found[one] = Path(file).read_bytes()
        if one.endswith((".css", ".js")):
            named = IMPORTED.findall(found[one].decode())
            waiting |= {urljoin(one, first or second) for first, second in named} - found.keys()
    return found


@pytest.mark.parametrize("person", PAGES)
def test_what_a_page_fetches_is_light_and_our_own(office, client, person):
    browser = client if person == "nobody" else client_of(getattr(office, person))
    places = {name: getattr(office, name).pk for name in ("county", "unit", "flow")}
    for page in PAGES[person]:
        address = page.format(**places)
        answer = browser.get(address)
        if answer.status_code == 302:
            address = answer.url
            answer = browser.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        parts = fetched(answer.content.decode(), address)
        packed = {name: len(gzip.compress(content)) for name, content in parts.items()}
        whole = sum(packed.values()) + len(gzip.compress(answer.content))
        assert len(packed) > 5 and whole < MOST, (address, whole, packed)


def test_drawings_come_with_the_page_and_ask_for_nothing(office):
    for address in ("/coverage/", "/index/"):
        page = client_of(office.checker).get(address).content.decode()
        assert "chart" not in "".join(fetched(page, address))

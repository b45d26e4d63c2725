"""Hostile values for every field of every page and of the API, as every role: nothing breaks the server.

Which requests are sent is drawn by a seed, so that a failure comes again. `make test` sends a few for each role.
FUZZ_SECONDS=30 goes on for so many seconds with each, FUZZ_REQUESTS for another number, FUZZ_SEED draws others.
"""

import html
import json
import os
import random
import re
import time
from itertools import count

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.test_walk import API, PAGES, ROLES, full  # noqa: F401  the walk's world with a row for every route

pytestmark = pytest.mark.any_database

SECONDS = float(os.environ.get("FUZZ_SECONDS", "0"))
REQUESTS = int(os.environ.get("FUZZ_REQUESTS", "0" if SECONDS else "80"))
SEED = os.environ.get("FUZZ_SEED", "1")
FIELD = re.compile(r'<(?:input|select|textarea)\b[^>]*?\bname="([^"]+)"')
TARGET = re.compile(r'(?:action|hx-post|formaction)="(/[^"#]*)"')
LINK = re.compile(r'(?:href|hx-get|src)="([^"#]*)"')
ASKED = re.compile(r"[?&]([\w-]+)=([^&]*)")
# What lists and pages ask their addresses for beside the fields of their filters.
QUERY = (
    *("q", "page", "sort", "cursor", "after", "before", "below", "unit", "status", "columns", "saved", "next"),
    *("at", "tab", "view", "kind", "day", "row", "pane", "opened", "from", "until", "period", "level", "ordering"),
)
VALUES = (
    *(
        "",
        " ",
        "\0",
        "a\0b",
        "\ud800",
        "\u202e反\u202c",
        "\ufeff",
        "é" * 300,
        "招" * 20_000,
        "𠮷" * 3000,
        "\r\n" * 2000,
    ),
    *(
        "0",
        "-1",
        "1e999",
        "NaN",
        "9" * 400,
        "9" * 5000,
        "9223372036854775808",
        "2147483648",
        "0x10",
        "١٢",
        "1.5",
        "1,5",
        "true",
    ),
    *("2026-02-30", "0000-00-00", "9999-12-31", "99999-01-01", "2026-11-28T25:61", "25:00", "-0001-01-01"),
    *("' OR 1=1 --", "{{ 7*7 }}", "{% load x %}", "<script>alert(1)</script>", "../../etc/passwd", "%00", "%s%n"),
    *("[" * 5000, '{"a":' * 500, "[]", "{}", "null", '{"steps": 1}', '{"steps": [[]]}', '{"steps": [{"ways": 3}]}'),
    *(
        "javascript:alert(1)",
        "http://[::1",
        "https://user@169.254.169.254/",
        "//evil.example",
        "a@b",
        "(1",
        "*",
        "\\",
    ),
)
DEEP = [[[[[[]]]]]], {"a": {"b": {"c": [None]}}}
TYPES = (None, True, False, 0, -1, 10**30, 1.5, [], {}, [None], [[]], {"pk": 1}, "x", *DEEP)
NUMBERS = ("0", "1", "2147483648", "9223372036854775808", "9" * 60, "00001")
FILES = ("", "x.xlsx", "招标.docx", "../x.pdf", "a" * 300 + ".csv", "x.exe", "\r\nx.png", ".")
BYTES = (
    b"",
    b"PK\x03\x04",
    b"%PDF-1.7",
    b"\x00" * 5000,
    b"<?xml version='1.0'?><!DOCTYPE x>",
    "序号,风险点\n1,\0".encode(),
)


class Fuzz:
    """Draws for one role."""

    def __init__(self, role):
        self.draw = random.Random(f"{SEED} {role}")

    def value(self, name):
        if "file" in name and self.draw.random() < 0.8:
            return SimpleUploadedFile("x", self.draw.choice(BYTES)) if self.draw.random() < 0.5 else self.file()
        if self.draw.random() < 0.2:
            return [self.draw.choice(VALUES) for _n in range(self.draw.randrange(4))]
        return self.draw.choice(VALUES)

    def file(self):
        made = SimpleUploadedFile("x.xlsx", self.draw.choice(BYTES))
        made._name = self.draw.choice(FILES)
        return made

    def form(self, names):
        told = {name: self.value(name) for name in names if self.draw.random() < 0.7}
        if self.draw.random() < 0.1:
            told |= {f"{self.draw.choice(VALUES[:30])[:40]}-{n}": "x" for n in range(self.draw.choice((3, 6000)))}
        return {safe(name): safe(value) for name, value in told.items()}

    def query(self, names, known=()):
        """known: (name, value) as the page itself asks for them; some stay as they are, so that more is reached."""
        told = dict(self.draw.sample(known, min(2, len(known)))) if self.draw.random() < 0.4 else {}
        told |= {name: self.draw.choice(VALUES) for name in self.draw.sample([*names, *QUERY], 3)}
        if self.draw.random() < 0.1:
            told |= {name: [self.draw.choice(VALUES) for _n in range(3)] for name in told}
        return {name: safe(value) for name, value in told.items()}

    def address(self, address):
        """The same with another number in its path, at times."""
        if self.draw.random() < 0.7:
            return address
        return re.sub(r"\d+", lambda _n: self.draw.choice(NUMBERS), address, count=1)

    def body(self, names):
        if self.draw.random() < 0.1:
            return self.draw.choice(VALUES).encode("utf-8", "surrogatepass")
        told = {name: self.draw.choice((*TYPES, *VALUES)) for name in names if self.draw.random() < 0.5}
        return json.dumps([told, *TYPES] if self.draw.random() < 0.1 else told)


def safe(value):
    """Lone surrogates reach no server; a browser sends what stands for them."""
    if isinstance(value, list):
        return [safe(one) for one in value]
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def names_of_api():
    from django.apps import apps

    from riskcontrol.apps import APPS

    own = [model for model in apps.get_models() if apps.get_app_config(model._meta.app_label).name in APPS]
    return sorted({field.name for model in own for field in model._meta.get_fields()})


def answers(world, role):
    """(method, address, options, answer) without end: pages, their lists, links and forms; the API."""
    fuzz, routes, names = Fuzz(role), sorted(PAGES | API), names_of_api()
    client = client_of(world, role)

    def send(method, address, **options):
        return method, address, options, sent(client, method, address, options)

    while True:
        name = fuzz.draw.choice(routes)
        route = (PAGES | API)[name]
        if role not in route.may and fuzz.draw.random() < 0.7:
            continue
        address = reverse(name, kwargs=route.args(world))
        if name.startswith("api:"):
            method = fuzz.draw.choice(("post", "patch", "put"))
            yield send(method, address, data=fuzz.body(names), content_type="application/json")
            yield send("get", fuzz.address(address), data=fuzz.query(names))
            continue
        _get, _address, _none, page = opened = send("get", address)
        yield opened
        text = page.content.decode(errors="replace") if not page.streaming else ""
        fields, links = (
            FIELD.findall(text) or list(route.data(world)),
            [html.unescape(to) for to in LINK.findall(text)],
        )
        known = sorted({pair for link in links for pair in ASKED.findall(link)})
        yield send("get", fuzz.address(address), data=fuzz.query(fields, known))
        # Lists, panes and drawers are pages of their own, at addresses that only a page names.
        inner = sorted(
            {link.partition("?")[0] for link in links if link.startswith(("/", "?")) and "/static/" not in link}
        )
        for link in fuzz.draw.sample(inner, min(2, len(inner))):
            part = {"headers": {"HX-Request": "true"}} if fuzz.draw.random() < 0.3 else {}
            yield send("get", fuzz.address(link or address), data=fuzz.query(fields, known), **part)
        for target in sorted({address, *fuzz.draw.sample(found := TARGET.findall(text), min(2, len(found)))}):
            yield send("post", html.unescape(target), data=fuzz.form([*fields, *route.data(world)]))


def client_of(world, role):
    client = Client(raise_request_exception=False)
    if role != "nobody":
        client.force_login(getattr(world, role), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def sent(client, method, address, options):
    with transaction.atomic():
        answer = getattr(client, method)(address, **options)
        transaction.set_rollback(True)
    return answer


def test_the_same_seed_draws_the_same(db):
    first, second = (Fuzz("liaison") for _n in range(2))
    names = names_of_api()
    assert [first.body(names) for _n in range(9)] == [second.body(names) for _n in range(9)]


@pytest.mark.parametrize("role", ROLES)
def test_no_request_breaks_the_server(full, role):
    broken, end = [], time.monotonic() + SECONDS
    for n, (method, address, options, answer) in zip(count(), answers(full, role), strict=False):
        if answer.status_code >= 500:
            broken.append((method, address, answer.status_code, {k: str(v)[:900] for k, v in options.items()}))
        if n >= REQUESTS and time.monotonic() > end:
            break
    assert not broken, "\n".join(map(str, broken[:20]))

"""What comes from outside to do harm meets a sentence and a status of 4xx, and the register goes on."""

import io
import ipaddress
import logging
import time
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from docx import Document

from accounts import webhooks
from accounts.webhooks import Undelivered, is_inside
from exchange.documents import office_templates
from exchange.documents.board_views import found
from exchange.documents.register_form import sample
from exchange.workbooks.incoming.files import Unreadable, open_workbook
from powers.models import Flow, PowerItem
from tests.import_files import workbook
from units.text_search import matching

pytestmark = pytest.mark.any_database

ENDLESS = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
VAST = "{{ ('x' * 90000000) ~ ('y' * 90000000) ~ ('z' * 900000000) ~ ('w' * 900000000) }}"
DOCTYPE = '<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/hostname">]>'


def template(text: str) -> bytes:
    document, file = Document(), io.BytesIO()
    document.add_paragraph(text)
    document.save(file)
    return file.getvalue()


def with_part(archive: bytes, name: str, change) -> bytes:
    """The archive with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            new.writestr(part.filename, change(content) if part.filename == name else content)
    return out.getvalue()


def with_entity(xml: bytes, encoding: str = "utf-8") -> bytes:
    """A part that asks its reader for a file of the machine."""
    _declaration, _end, rest = xml.decode().partition("?>")
    text = f'<?xml version="1.0" encoding="{encoding}"?>{DOCTYPE}{rest}'
    return text.replace("victim", "&secret;").encode(encoding)


@pytest.mark.parametrize(("text", "within"), [(ENDLESS, 40), (VAST, 40)])
def test_a_template_that_takes_all_time_or_memory_ends_a_process_of_its_own(monkeypatch, text, within):
    monkeypatch.setattr(office_templates, "SECONDS", 2)
    begun = time.monotonic()
    with pytest.raises(ValidationError) as refused:
        office_templates.check(template(text), sample())
    assert time.monotonic() - begun < within
    assert str(office_templates.TOO_MUCH) in refused.value.messages


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_template_that_asks_for_a_file_of_the_machine_is_refused(encoding):
    attack = with_part(template("victim"), "word/document.xml", lambda xml: with_entity(xml, encoding))
    for deed in (office_templates.check, office_templates.fill):
        with pytest.raises(ValidationError) as refused:
            deed(attack, sample())
        assert str(office_templates.ENTITIES) in refused.value.messages


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_spreadsheet_that_asks_for_a_file_of_the_machine_is_refused(part):
    with pytest.raises(Unreadable) as refused:
        open_workbook(with_part(workbook((["序号"], [["1"]])), part, with_entity), "a.xlsx")
    assert refused.value.reason["code"] == "entities"


def sentence_of(answer):
    """What a page or the API says."""
    kind = answer.get("Content-Type", "")
    return answer.json()["detail"] if "json" in kind else answer.content.decode()


NUL_ADDRESSES = [
    "/riskpoints/?q=%00",
    "/riskpoints/?below=%00",
    "/powers/?q=a%00b",
    "/units/pick/?q=%00",
    "/search/?q=%00",
    "/riskpoints/?status=%00&grade=%00",
    "/api/v1/risk-points/?q=%00",
    "/api/v1/units/?code=%00",
    "/boards/?q=%00",
    "/guide/%00/",
]


@pytest.mark.parametrize("address", NUL_ADDRESSES)
def test_a_nul_in_an_address_gets_a_sentence(world, signed_in, address):
    answer = signed_in(world.inspector).get(address)
    assert answer.status_code in (400, 404) or (answer.status_code == 200 and "pick" in address)
    assert "字符" in sentence_of(answer) or answer.status_code != 400


@pytest.mark.parametrize("name", ["name", "version", "next", "unit", "csrfmiddlewaretoken", "a\0b"])
def test_a_nul_in_a_form_gets_a_sentence(world, signed_in, name):
    answer = signed_in(world.liaison).post("/riskpoints/new/", {"manifestation": "m", name: "a\0b"})
    assert answer.status_code in (400, 422) and "字符" in answer.content.decode()


@pytest.mark.parametrize("address", ["/account/login/", "/account/logout/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_next_that_is_no_address_gets_a_sentence(world, signed_in, address, method):
    answer = getattr(signed_in(world.liaison), method)(address, {"next": "http://[::1"})
    assert answer.status_code == 400 and "无法读取" in answer.content.decode()


@pytest.mark.parametrize(
    "wanted", ["0000-00-00", "home", "accounts:audit", "//evil.example/", "https://evil.example/", "/\\evil.example"]
)
def test_a_next_that_is_no_path_of_the_register_leads_back_to_the_row(world, signed_in, wanted):
    point = world.registered()
    answer = signed_in(world.liaison).post(f"/follow/riskpoint/{point.pk}/", {"next": wanted})
    assert (answer.status_code, answer.url) == (302, point.get_absolute_url())


@pytest.mark.parametrize(
    "body",
    [
        "[" * 200_000,
        '{"name":' * 100_000 + "1" + "}" * 100_000,
        '{"likelihood": 1e999999, "harm": ' + "9" * 5000 + "}",
        '{"name": "a\\u0000b", "manifestation": "\\ud800"}',
        '{"name": NaN}',
        "\0",
        "nul",
    ],
    ids=["deep lists", "deep objects", "vast numbers", "no characters", "no number", "nul", "no word"],
)
@pytest.mark.parametrize("address", ["/api/v1/risk-points/", "/api/v1/power-items/", "/api/v1/measures/"])
def test_hostile_json_gets_a_sentence(world, signed_in, address, body):
    answer = signed_in(world.liaison).post(address, body, content_type="application/json")
    assert 400 <= answer.status_code < 500
    assert answer.json()["detail"]


@pytest.mark.parametrize("address", ["/riskpoints/new/", "/api/v1/risk-points/", "/account/login/", "/report/"])
def test_thousands_of_fields_get_a_sentence(world, signed_in, address):
    answer = signed_in(world.liaison).post(address, {f"f{n}": "x" for n in range(6000)})
    assert answer.status_code == 400
    assert "过多" in sentence_of(answer)


def test_a_form_of_megabytes_gets_a_sentence(world, signed_in):
    body = "a=" + "x" * (6 << 20)
    for address in ("/riskpoints/new/", "/account/login/"):
        answer = signed_in(world.liaison).post(address, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 400 and "过多" in answer.content.decode()
    answer = signed_in(world.liaison).post(
        "/api/v1/risk-points/", '"' + "x" * (6 << 20) + '"', content_type="application/json"
    )
    assert 400 <= answer.status_code < 500 and answer.json()["detail"]


def test_a_broken_upload_gets_a_sentence(world, signed_in):
    for kind in (
        "multipart/form-data",
        "multipart/form-data; boundary=" + "x" * 300,
        "multipart/form-data; boundary=é",
    ):
        answer = signed_in(world.liaison).post("/riskpoints/new/", b"--x\r\n\r\n", content_type=kind)
        assert 400 <= answer.status_code < 500 and answer.content


@pytest.mark.parametrize("path", ["/units/0/", "/units/9223372036854775808/", "/units/" + "9" * 5000 + "/"])
def test_numbers_beyond_the_database_are_not_found(world, signed_in, path):
    assert signed_in(world.inspector).get(path).status_code == 404


HEADERS = {
    "Permissions-Policy": "geolocation=()",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
}


@pytest.mark.parametrize(
    "address", ["/", "/desk/", "/boards/", "/nothing/", "/healthz", "/api/v1/units/", "/units/?q=%00"]
)
def test_every_answer_carries_the_headers_that_browsers_obey(world, signed_in, address):
    answer = signed_in(world.inspector).get(address, follow=True)
    assert {name: value for name, value in HEADERS.items() if value not in answer.get(name, "")} == {}


@pytest.mark.parametrize("address", ["/desk/", "/api/v1/units/"])
def test_what_a_person_sees_is_kept_by_no_proxy(world, signed_in, address):
    assert "private" in signed_in(world.inspector).get(address, follow=True)["Cache-Control"]


@pytest.mark.parametrize(
    ("address", "status"), [("/accounts/", 403), ("/units/?q=%00", 400), ("/nothing/", 404), ("/desk/", 400)]
)
def test_a_refusal_writes_one_line_into_the_log(world, signed_in, monkeypatch, address, status):
    said = io.StringIO()
    [console] = [h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler]
    monkeypatch.setattr(console, "stream", said)
    host = {"HTTP_HOST": "evil.example"} if address == "/desk/" else {}
    assert signed_in(world.liaison).get(address, **host).status_code == status
    assert len(said.getvalue().splitlines()) == 1, said.getvalue()


@pytest.mark.parametrize(
    "address",
    [
        "192.0.0.9", "192.31.196.1", "192.52.193.1", "192.88.99.1", "192.175.48.1", "168.63.129.16", "198.18.0.1",
        "203.0.113.5", "64:ff9b:1::808:808", "100::1", "2001::1", "2001:20::1", "2001:db8::1", "2002:808:808::1",
        "2620:4f:8000::1", "3fff::1", "5f00::1", "fec0::1", "4000::1", "::8.8.8.8", "::ffff:0:8.8.8.8",
    ],
)  # fmt: skip
def test_networks_of_special_purpose_are_inside(address):
    assert is_inside(ipaddress.ip_address(address))


@pytest.mark.parametrize("port", [22, 25, 80, 6379, 5432, 8080, 9200])
def test_webhooks_reach_no_odd_port(settings, port):
    with pytest.raises(Undelivered):
        webhooks.checked(f"https://8.8.8.8:{port}/")


def test_the_operator_names_further_ports_and_networks(settings):
    assert webhooks.checked("https://8.8.8.8:443/")
    settings.WEBHOOK_PORTS = [443, 8443]
    assert webhooks.checked("https://8.8.8.8:8443/")
    settings.WEBHOOK_NETWORKS = ["10.20.0.0/16"]
    assert webhooks.checked("http://10.20.1.1:9000/")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.255.255.1"])
def test_a_demo_with_known_passwords_is_not_opened_to_the_network_unasked(host):
    with pytest.raises(CommandError) as refused:
        call_command("serve", "--demo", "--host", host, "--port", "0")
    assert "--i-know" in str(refused.value)


@pytest.mark.parametrize(
    ("host", "proxies", "is_warned"), [("0.0.0.0", 0, True), ("::", 1, False), ("::1", 0, False)]
)
def test_a_web_that_slow_clients_can_hold_is_not_opened_to_the_network_without_a_word(
    settings, monkeypatch, host, proxies, is_warned
):
    def stop(*_none):
        raise CommandError("far enough")

    settings.PROXY_COUNT, said = proxies, io.StringIO()
    monkeypatch.setattr("riskcontrol.management.commands.serve.Command._be_the_only_one", stop)
    with pytest.raises(CommandError, match="far enough"):
        call_command("serve", host=host, stderr=said)
    assert ("deploy/nginx.conf" in said.getvalue()) == is_warned


def test_a_search_for_a_thousand_words_asks_the_database_for_a_few():
    """Also on the open page of the boards, which nobody has to sign in for."""
    words = " ".join(f"词{n}" for n in range(1000))
    listed = matching(PowerItem.objects.all(), ("name", "code"), words, indexed=True)
    of_boards = found(Flow.objects.all(), words)
    for rows, each in ((listed, "name"), (of_boards, "UNION")):
        assert 0 < str(rows.query).count(each) < 100
    assert "词11" in str(listed.query) and "词12" not in str(listed.query)

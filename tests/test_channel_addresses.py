"""Where a channel may lead, and where it may not."""

import ipaddress

import pytest

from accounts import webhooks
from accounts.channels import key_of
from accounts.webhooks import Undelivered, is_inside
from tests.test_channels import (
    person,  # noqa: F401  a fixture
)

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1",
        "2002:7f00:1::", "ff02::1",
    ],
)  # fmt: skip
def test_addresses_inside_are_refused(address):
    assert is_inside(ipaddress.ip_address(address))


def test_addresses_outside_are_not(settings):
    assert not is_inside(ipaddress.ip_address("8.8.8.8")) and not is_inside(ipaddress.ip_address("2606:4700::1111"))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://2130706433/",
        "https://0x7f.1/", "https://127.1/", "ftp://8.8.8.8/", "http://8.8.8.8/", "https://8.8.8.8:99999/",
        "https://user:word@8.8.8.8/", "https:///nothing", "", "https://8.8.8.8/" + "x" * 600,
    ],
)  # fmt: skip
def test_webhooks_into_the_own_network_are_refused(url):
    with pytest.raises(Undelivered):
        webhooks.checked(url)


def test_a_name_of_which_one_address_lies_inside_is_refused(monkeypatch):
    found = [(2, 1, 6, "", ("8.8.8.8", 443)), (2, 1, 6, "", ("10.0.0.5", 443))]
    monkeypatch.setattr(webhooks.socket, "getaddrinfo", lambda *_args, **_options: found)
    with pytest.raises(Undelivered):
        webhooks.checked("https://example.org/")
    monkeypatch.setattr(webhooks.socket, "getaddrinfo", lambda *_args, **_options: found[:1])
    assert str(webhooks.checked("https://example.org/")[1]) == "8.8.8.8"


def test_addresses_of_robots_are_checked(person):
    for way, address in (
        ("dingtalk", "https://oapi.dingtalk.com.evil.example/robot/send?access_token=a"),
        ("dingtalk", "http://oapi.dingtalk.com/robot/send?access_token=a"),
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"),
        ("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a/../b"),
    ):
        with pytest.raises(Exception, match=r"https://"):
            key_of(way, address)

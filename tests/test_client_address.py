"""Behind proxies the client's address is the one that our own proxies saw, whatever the client writes."""

import pytest
from axes.models import AccessAttempt
from django.http import HttpResponse
from django.test import Client, RequestFactory

from ground.pages.client_address import ClientAddressMiddleware
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.any_database

PROXY, CLIENT = "10.0.0.1", "203.0.113.7"


def seen(settings, count: int, header: str | None, remote: str = PROXY) -> str:
    """The address that the register takes for the client's."""
    settings.PROXY_COUNT = count
    headers = {} if header is None else {"HTTP_X_FORWARDED_FOR": header}
    request = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_REAL_IP="6.6.6.6", **headers)
    ClientAddressMiddleware(lambda _request: HttpResponse())(request)
    assert not {"HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP"} & set(request.META)
    return str(request.META["REMOTE_ADDR"])


@pytest.mark.parametrize(
    ("count", "header", "address"),
    [
        (0, None, PROXY),
        (0, "6.6.6.6", PROXY),
        (1, None, PROXY),
        (1, CLIENT, CLIENT),
        (1, f"6.6.6.6, {CLIENT}", CLIENT),
        (1, f"6.6.6.6,,{CLIENT}", CLIENT),
        (2, f"6.6.6.6, {CLIENT}, 10.0.0.2", CLIENT),
        (2, CLIENT, PROXY),
        (1, "6.6.6.6, nonsense", PROXY),
        (1, "2001:db8::7", "2001:db8::7"),
        (1, "", PROXY),
    ],
)
def test_the_address_is_the_one_that_our_proxies_saw(settings, count, header, address):
    assert seen(settings, count, header) == address


def attempt(address: str, user, password: str = "wrong") -> int:
    client = Client(HTTP_X_FORWARDED_FOR=f"6.6.6.6, {address}", REMOTE_ADDR=PROXY)
    return client.post("/account/login/", {"login": user.username, "password": password}).status_code


def test_failures_behind_a_proxy_are_counted_by_the_address_of_the_person(world, settings):
    settings.PROXY_COUNT = 1
    user = make_user("liaison", world.unit, username="someone")
    for _try in range(settings.AXES_FAILURE_LIMIT):
        attempt(CLIENT, user)
    assert set(AccessAttempt.objects.values_list("ip_address", flat=True)) == {CLIENT}
    assert attempt(CLIENT, user, PASSWORD) != 302
    assert attempt("203.0.113.8", user, PASSWORD) == 302

"""Signed webhooks: sent to the outside only, to the address that was checked, and never led elsewhere.

Signed as the Standard Webhooks specification says (headers webhook-id, webhook-timestamp, webhook-signature), so that
receivers find a library for it. A message that comes twice has the same id.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import json
import socket
from typing import Any
from urllib.parse import urlsplit

import certifi
import urllib3
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

LONGEST = 500  # characters of an address
TIMEOUT = urllib3.Timeout(connect=5, read=10)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Undelivered(Exception):
    """The message did not arrive. again: whether another try may help."""

    def __init__(self, sentence: str, *, again: bool = False) -> None:
        super().__init__(sentence)
        self.again = again


class Uncertain(Exception):
    """The message may have arrived: it went out, and no answer came back."""


# Networks of special purpose that the module ipaddress takes for places of the world: relays and translators, of
# which nobody knows where they lead, and the address at which a cloud tells machines their secrets.
SPECIAL = [
    ipaddress.ip_network(network)
    for network in (
        *("192.0.0.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.175.48.0/24"),
        *("168.63.129.16/32", "64:ff9b::/32", "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48"),
        *("3fff::/20",),
    )
]
WORLD = ipaddress.ip_network("2000::/3")  # all that is handed out of IPv6


def is_inside(address: Address) -> bool:
    """Whether an address belongs to the server's own network, to a special purpose, or to no network at all."""
    if isinstance(address, ipaddress.IPv6Address):
        # An IPv4 address in the clothes of IPv6 is judged as what it is.
        if address.ipv4_mapped is not None:
            return is_inside(address.ipv4_mapped)
        if address not in WORLD:
            return True
    special = any(address in network for network in SPECIAL if network.version == address.version)
    return special or not address.is_global or address.is_multicast or address.is_reserved


def _is_allowed(address: Address) -> bool:
    """Whether the operator has named a network of their own that webhooks may reach."""
    return any(address in ipaddress.ip_network(network) for network in settings.WEBHOOK_NETWORKS)


def checked(url: str) -> tuple[Any, Address]:
    """(the parts of an address, where to connect to). Raises Undelivered with the sentence for the person.

    Every address of the name must lie outside, and the connection goes to the one that was checked: a name that
    leads elsewhere a moment later leads nowhere.
    """
    parts = urlsplit(url)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        port = 0
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or not port
        or parts.username
        or len(url) > LONGEST
    ):
        raise Undelivered(_("This is no address of the form https://…"))
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Undelivered(_("No server of this name is known."), again=True) from error
    addresses = [ipaddress.ip_address(str(row[4][0]).partition("%")[0]) for row in found]
    if all(_is_allowed(address) for address in addresses):
        return parts, addresses[0]
    if any(is_inside(address) for address in addresses):
        raise Undelivered(_("The address leads into the network of the register itself; that is refused."))
    if parts.scheme != "https":
        raise Undelivered(_("This is no address of the form https://…"))
    if port not in settings.WEBHOOK_PORTS:
        raise Undelivered(_("Webhooks do not go to port %(port)s.") % {"port": port})
    return parts, addresses[0]


def signature(secret: str, key: str, timestamp: str, body: bytes) -> str:
    """The value of the header webhook-signature. secret: base64, as it was shown."""
    signed = f"{key}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(base64.b64decode(secret), signed, hashlib.sha256)).decode()


def post(url: str, secret: str, key: str, content: dict[str, Any]) -> None:
    """Send a message. Raises Undelivered, or Uncertain where it may have arrived."""
    parts, address = checked(url)
    body, timestamp = json.dumps(content, ensure_ascii=False).encode(), str(int(timezone.now().timestamp()))
    headers = {
        "Host": parts.netloc,
        "Content-Type": "application/json",
        "User-Agent": "riskcontrol",
        "webhook-id": key,
        "webhook-timestamp": timestamp,
        "webhook-signature": signature(secret, key, timestamp, body),
    }
    # No proxy of the environment, no second try of its own, no redirect.
    options: dict[str, Any] = {"timeout": TIMEOUT, "retries": False, "maxsize": 1}
    host = str(address)
    if parts.scheme == "https":
        tls = {"server_hostname": parts.hostname, "assert_hostname": parts.hostname, "ca_certs": certifi.where()}
        pool: Any = urllib3.HTTPSConnectionPool(host, parts.port or 443, cert_reqs="CERT_REQUIRED", **tls, **options)
    else:
        pool = urllib3.HTTPConnectionPool(host, parts.port or 80, **options)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with pool:
        try:
            answer = pool.urlopen("POST", path, body=body, headers=headers, redirect=False, preload_content=False)
        except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError) as error:
            raise Undelivered(_("The server cannot be reached."), again=True) from error
        except urllib3.exceptions.SSLError as error:
            raise Undelivered(_("The certificate of the server is not valid.")) from error
        except urllib3.exceptions.HTTPError as error:
            raise Uncertain(_("The server did not answer.")) from error
        status = answer.status
        answer.close()
    if not 200 <= status < 300:
        raise Undelivered(
            _("The server answered with %(status)s.") % {"status": status}, again=status == 429 or status >= 500
        )

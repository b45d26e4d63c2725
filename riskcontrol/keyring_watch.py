"""A living process takes over the keys that a ring's file has got since: no restart after `manage.py keys`.

Asked at the beginning of each request and task, which costs a stat for each file. A file is only ever replaced as a
whole (`keyring.keep`), so that what is read is a ring. While the settings change, every key of before and of now
opens in every thread: what another process has closed by the new key comes to this one in a request or task, which
begins here.
"""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import Any

from django.conf import settings

from riskcontrol.environment import env
from riskcontrol.keyring import RINGS, read

log = logging.getLogger(__name__)

Stamp = tuple[int, int, int]

# Of the files that the settings of this process were read from; none before they were asked the first time.
_stamps: dict[Path, Stamp | None] = {}
_one_at_a_time = threading.Lock()


def begin() -> None:
    """Watch the files of this installation. Once, before there are threads."""
    for ring in RINGS.values():
        if ring.make and not env.str(ring.name, ""):
            _stamps[settings.VAR / ring.file_name] = None
    refresh()


def refresh(**facts: Any) -> None:
    """Take over what changed. Where a file cannot be read now, or is empty, the keys stay as they are."""
    if all(_stamp(file) == stamp for file, stamp in _stamps.items()):
        return
    with _one_at_a_time:
        for file, before in _stamps.items():
            now = _stamp(file)
            if now is None or now == before:
                continue
            name = file.name.upper()
            try:
                keys = read(name, file.parent)
            except OSError as error:
                log.warning("The keys %s cannot be read: %s", name, error)
                continue
            if keys:
                _take_over(name, keys)
            _stamps[file] = now  # last: until then other threads wait for this one


def _take_over(name: str, keys: list[str]) -> None:
    if name != "SECRET_KEY":
        _put(name, keys)
        return
    _put("SECRET_KEY_FALLBACKS", [*keys, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS])
    _put("SECRET_KEY", keys[0])
    _put("SECRET_KEY_FALLBACKS", keys[1:])


def _put(name: str, value: Any) -> None:
    """Change a setting while other threads read it.

    Django's settings take a value out of what they remember before they change it: a thread that asks in between
    would put the old one back for good.
    """
    setattr(settings._wrapped, name, value)  # type: ignore[misc]
    vars(settings)[name] = value


def _stamp(file: Path) -> Stamp | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size

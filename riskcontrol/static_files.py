"""Which static files are collected, and when: where one of them has changed, not at every start."""

import hashlib
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.finders import AppDirectoriesFinder, get_finders
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class AppFiles(AppDirectoriesFinder):
    """Of the API's libraries neither their other reader of schemas nor their own pages: nobody opens them here."""

    UNUSED = ("redoc", "rest_framework")

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        return super().list([*(ignore_patterns or ()), *self.UNUSED])


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Packs by gzip alone, as in production: Brotli comes with the tools for the tests, and takes far longer.

    Addresses are found once: a page names some twenty files, and none changes its name while a process lives.
    """

    @cached_property
    def addresses(self) -> dict[str, str]:
        return {}

    def url(self, name: str | None, force: bool = False) -> str:
        if name is None or force:
            return str(super().url(name, force))
        if name not in self.addresses:
            self.addresses[name] = str(super().url(name))
        return self.addresses[name]

    def create_compressor(self, **options: Any) -> Compressor:
        return super().create_compressor(**options | {"use_brotli": False})


def fingerprint() -> str:
    """What tells the files to collect, and how they are stored, from those of another start."""
    found = hashlib.sha256(
        repr((settings.STORAGES["staticfiles"], settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS)).encode()
    )
    for finder in get_finders():
        for path, storage in finder.list(StaticFilesConfig.ignore_patterns):
            state = Path(storage.path(path)).stat()
            found.update(repr((path, state.st_size, state.st_mtime_ns)).encode())
    return found.hexdigest()


def collected() -> bool:
    """Whether the static files in STATIC_ROOT are those that would be collected now."""
    mark = _mark()
    return mark.is_file() and mark.read_text() == fingerprint()


def remember() -> None:
    """Note that the files were collected."""
    _mark().write_text(fingerprint())


def _mark() -> Path:
    return Path(settings.STATIC_ROOT) / ".collected"

"""Static files are collected when one of them changed; what pages name is there, and what nobody reads is not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from riskcontrol import static_files
from riskcontrol.settings import STORAGES

pytestmark = pytest.mark.any_database


@pytest.fixture
def sources(settings, tmp_path) -> Iterator[Path]:
    source = tmp_path / "source"
    source.mkdir()
    (source / "page.css").write_text("a { color: red }")
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STORAGES = settings.STORAGES | {"staticfiles": STORAGES["staticfiles"]}
    from django.contrib.staticfiles import finders

    finders.get_finder.cache_clear()  # type: ignore[attr-defined]
    yield source
    finders.get_finder.cache_clear()  # type: ignore[attr-defined]


def test_what_was_collected_is_collected_again_only_after_a_change(sources, settings):
    assert not static_files.collected()
    call_command("collectstatic", interactive=False, verbosity=0)
    static_files.remember()
    assert static_files.collected()
    (sources / "page.css").write_text("a { color: darkred }")
    assert not static_files.collected()
    call_command("collectstatic", interactive=False, verbosity=0)
    static_files.remember()
    assert static_files.collected()
    (sources / "more.css").write_text("b { color: red }")
    assert not static_files.collected()


def test_source_maps_are_kept_and_not_compressed(sources, settings):
    (sources / "page.css").write_text("a { color: red }" * 99 + "\n/*# sourceMappingURL=page.css.map */")
    (sources / "page.css.map").write_text("{}" * 999)
    call_command("collectstatic", interactive=False, verbosity=0)
    names = sorted(path.name.split(".", 2)[2] for path in settings.STATIC_ROOT.glob("page.*"))
    assert "css" in names and "css.gz" in names, names
    assert [path for path in settings.STATIC_ROOT.iterdir() if ".map" in path.name]
    assert not [
        path for path in settings.STATIC_ROOT.iterdir() if ".map" in path.name and path.suffix in (".gz", ".br")
    ]


def test_what_no_page_reads_is_not_collected():
    names = [path for finder in get_finders() for path, _storage in finder.list([])]
    assert "css/frame.css" in names and any(name.startswith("drf_spectacular_sidecar/swagger") for name in names)
    assert not [name for name in names if "redoc" in name or name.startswith("rest_framework/")]


def test_a_start_beside_the_tools_for_the_tests_packs_no_longer_than_in_production(sources, settings):
    (sources / "page.css").write_text("a { color: red }" * 99)
    call_command("collectstatic", interactive=False, verbosity=0)
    assert {path.suffix for path in settings.STATIC_ROOT.glob("page.*")} == {".css", ".gz"}

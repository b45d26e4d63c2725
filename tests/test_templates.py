"""Templates are read and reviewed like code: a line can be read at a glance."""

from pathlib import Path

import pytest
from django.conf import settings

LONGEST = 120
TEMPLATES = sorted(path for path in (settings.BASE / "templates").rglob("*") if path.is_file())

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE / "templates")))
def test_no_line_is_longer_than_a_screen(path: Path) -> None:
    lines = path.read_text().splitlines()
    too_long = [f"{number}: {line.strip()}" for number, line in enumerate(lines, 1) if len(line) > LONGEST]
    assert not too_long

"""权力事项目录: the power items of a unit."""

from __future__ import annotations

from functools import lru_cache

from exchange.workbooks.incoming.cells import yes_or_no
from exchange.workbooks.incoming.forms.base import IncomingForm, RowMeaning, words_of
from ground.lifecycle.names import plain
from powers.choices import PowerKind


def read(row: RowMeaning) -> None:
    row.unit()
    for name in ("department", "post", "domain"):
        row.key(name)
    row.fits("post")
    if row.text("post"):
        row.fits("department")
    row.words("name", most=120)
    row.words("code", most=40)
    row.words("legal_basis")
    for name in ("name", "code"):
        if text := row.text(name):
            row.parsed[f"{name}_key"] = plain(text)
    if not row.text("name"):
        row.refuse("name", "no_title")
    if not row.text("kind"):
        row.refuse("kind", "kind")
    row.meaning("kind", kind_of, "kind")
    row.meaning("is_public", yes_or_no, "yes_or_no")


def kind_of(text: str) -> str | None:
    """The kind of power that these words name; None where they name none."""
    return kinds().get(plain(text))


@lru_cache
def kinds() -> dict[str, str]:
    other = PowerKind.OTHER.value
    return words_of(PowerKind) | {"其他": other, "其他权力": other}


POWER_ITEMS = IncomingForm(
    name="power_items",
    read=read,
    columns={
        **dict.fromkeys(("unit", "department", "post", "domain", "name", "name_key", "code", "code_key"), "text"),
        **dict.fromkeys(("kind", "legal_basis"), "text"),
        "is_public": "boolean",
    },
    posts=("post",),
    shown=("code", "name", "kind", "legal_basis", "department", "post"),
)

"""单位名录: the units below what an administrator keeps, with the units above them, in whichever order they stand."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import connection
from stdnum.cn import uscc

from exchange.workbooks.incoming.cells import yes_or_no
from exchange.workbooks.incoming.forms.base import IncomingForm, RowMeaning, words_of
from ground.lifecycle.names import plain
from ground.lifecycle.roles import Role
from ground.work.sql_files import sql
from units.choices import Industry, UnitKind, UnitLevel
from units.models import Unit

# Beside the words of the register itself.
LEVELS = {
    word: level
    for level, words in {
        "province": ("省级", "省"),
        "city": ("市级", "市", "地市级"),
        "county": ("县级", "县", "区县级", "区"),
        "township": ("乡级", "乡", "乡镇级", "乡镇"),
    }.items()
    for word in words
}
CLOSED_LISTS = {"kind": UnitKind, "level": UnitLevel, "industry": Industry}
FACTS = ("name", "kind", "level", "industry", "credit_code", "must_be_covered")


def read(row: RowMeaning) -> None:
    for name in ("parent", "division"):
        row.key(name)
    if code := row.text("parent_code"):
        row.parsed["parent"] = plain(code)
    row.words("name", most=100)
    if not row.text("name"):
        row.refuse("name", "no_title")
    row.parsed["name_key"] = plain(row.text("name"))
    row.meaning("credit_code", credit_code_of, "credit_code")
    code = plain(row.text("code")) or row.parsed.get("credit_code", "")
    if not code:
        row.refuse("code", "no_code")
    elif len(code) > 30:
        row.refuse("code", "too_long", most=30)
    row.parsed["code"] = code
    row.meaning("kind", lambda text: words_of(UnitKind).get(plain(text)), "unit_kind")
    row.meaning("industry", lambda text: words_of(Industry).get(plain(text)), "industry")
    row.meaning("level", lambda text: (words_of(UnitLevel) | LEVELS).get(plain(text)), "level")
    row.meaning("must_be_covered", yes_or_no, "yes_or_no")


def credit_code_of(text: str) -> str | None:
    code = plain(text).upper()
    return code if uscc.is_valid(code) else None


def write(cursor: Any, facts: dict[str, Any]) -> None:
    """Change the units that differ, and put the new ones into the tree below the units that are locked already."""
    cursor.execute(sql("exchange.workbooks", "write_units"))
    cursor.execute(
        "SELECT g.row_id, g.parent_unit, g.parent_row, g.code, g.name, g.kind, g.level, g.industry, g.credit_code, "
        "g.must_be_covered, g.division_id FROM located g JOIN judged j ON j.row_id = g.row_id AND j.outcome = 'new' "
        "JOIN reached r ON r.row_id = g.row_id ORDER BY r.depth, g.sheet, g.row"
    )
    new = [dict(zip((c.name for c in cursor.description), row, strict=True)) for row in cursor.fetchall()]
    made: dict[int, Unit] = {}
    parents = Unit.objects.in_bulk({row["parent_unit"] for row in new} - {None})
    next_step = _next_steps(parents)
    grown: dict[int, int] = defaultdict(int)
    for row in new:
        parent = made[row["parent_row"]] if row["parent_row"] else parents[row["parent_unit"]]
        step = next_step.get(parent.path, 1)
        next_step[parent.path] = step + 1
        made[row["row_id"]] = Unit(
            path=Unit._get_path(parent.path, parent.depth + 1, step),
            depth=parent.depth + 1,
            code=row["code"],
            division_id=row["division_id"] or parent.division_id,
            **{name: row[name] for name in FACTS if row[name] is not None} | {"level": row["level"] or parent.level},
        )
        parent.numchild += 1
        if parent.pk:
            grown[parent.pk] += 1
    Unit.objects.bulk_create(made.values(), batch_size=2000)
    for pk in grown:
        Unit.objects.filter(pk=pk).update(numchild=parents[pk].numchild)
    cursor.execute(
        "INSERT INTO written (row_id, target, files) "
        "SELECT r, u, false FROM unnest(%s::bigint[], %s::bigint[]) AS x (r, u)",
        [list(made), [unit.pk for unit in made.values()]],
    )


def _next_steps(parents: dict[int, Unit]) -> dict[str, int]:
    """Path of a unit → the number of its next child, as treebeard counts them."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.path, max(c.path) FROM units_unit p JOIN units_unit c "
            "ON c.depth = p.depth + 1 AND c.path > p.path AND c.path < p.path || '~' "
            "WHERE p.id = ANY (%s) GROUP BY p.path",
            [list(parents)],
        )
        for path, last in cursor.fetchall():
            found[path] = int(last[-Unit.steplen :], len(Unit.alphabet)) + 1
    return found


UNITS = IncomingForm(
    name="units",
    read=read,
    columns={
        **dict.fromkeys(("parent", "division", "name", "name_key", "code", "credit_code", "kind", "level"), "text"),
        "industry": "text",
        "must_be_covered": "boolean",
    },
    roles=(Role.ADMINISTRATOR,),
    shown=("code", "name", "kind", "level", "industry"),
    is_of_areas=True,
    is_located=False,
    write=write,
)

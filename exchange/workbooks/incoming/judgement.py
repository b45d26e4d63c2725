"""What is to become of each row: the register looked up for all rows of a form at once.

The SQL of a form works on temporary tables that live as long as the transaction: `staged` (the rows as they were
read), `located` (with their units), `post_of` (the posts they name), and what sql/judge_FORM.sql adds.
"""

from __future__ import annotations

import json
from difflib import get_close_matches
from typing import Any

from django.db import connection
from django.utils import timezone

from exchange.workbooks.choices import RowOutcome
from exchange.workbooks.incoming.forms import INCOMING_FORMS, IncomingForm
from exchange.workbooks.models import Import
from exchange.workbooks.sentences import SENTENCES
from ground.lifecycle.machine import NotAllowed
from ground.lifecycle.names import plain
from ground.work.sql_files import sql
from powers.models import PowerItem, Step
from riskpoints.grading import grade, rule_in_force
from riskpoints.key_marks import REVIEW_AFTER
from units.choices import UnitStatus
from units.models import Post, Unit

NEAREST = 3
ASKED = 300  # names of one file for which near ones are looked for
TABLES = """
CREATE TEMP TABLE found (
    row_id bigint NOT NULL, field text NOT NULL, code text NOT NULL, refuses boolean NOT NULL DEFAULT true,
    facts jsonb, unit_id bigint, within bigint, words text
) ON COMMIT DROP;
CREATE TEMP TABLE judged (row_id bigint PRIMARY KEY, outcome text NOT NULL, target bigint) ON COMMIT DROP;
CREATE TEMP TABLE written (row_id bigint PRIMARY KEY, target bigint, files boolean) ON COMMIT DROP;
CREATE TEMP TABLE near (unit_id bigint, within bigint, code text, words text, names text) ON COMMIT DROP;
"""
NOT_YOURS = SENTENCES["not_yours"]
AS_TOLD = "按原表所定等级导入"


def forms_of(source: Import) -> list[IncomingForm]:
    """The forms that the rows of a file belong to, in the order in which they are brought in."""
    present = set(source.rows.values_list("form", flat=True).order_by().distinct())
    return [form for name, form in INCOMING_FORMS.items() if name in present]


def facts_of(source: Import) -> dict[str, Any]:
    """What the SQL of the forms gets beside the rows."""
    today = timezone.localdate()
    rule = rule_in_force(today)
    return {
        "source": source.pk,
        "by": source.by_id,
        "unit": source.unit_id,
        "file": source.file_name,
        "today": today,
        "make_missing": source.make_missing,
        "review": today + REVIEW_AFTER,
        "rule": rule.number,
        "unsaid": grade(1, 1, 1, 1, three_majors=False, rule=rule).value,
        "as_told": AS_TOLD,
    }


def judge(source: Import, form: IncomingForm) -> None:
    """Fill the temporary tables for the rows of one form; the caller is in a transaction."""
    facts = facts_of(source)
    with connection.cursor() as cursor:
        drop(cursor)
        cursor.execute(TABLES)
        _stage(cursor, form, facts)
        _allow(cursor, source, form)
        if form.is_located:
            cursor.execute(sql("exchange.workbooks", "locate"))
        if form.posts:
            named = ", ".join(f"({name})" for name in form.posts)
            cursor.execute(
                f"CREATE TEMP TABLE post_asked ON COMMIT DROP AS "
                f"SELECT DISTINCT unit_id, coalesce(department, '') AS department, words "
                f"FROM located, LATERAL (VALUES {named}) AS v (words) WHERE words <> '' AND unit_id IS NOT NULL;"
                f"ANALYZE post_asked"
            )
            cursor.execute(sql("exchange.workbooks", "posts_of"))
        if form.prepare:
            form.prepare(cursor, source.by)
        cursor.execute(sql("exchange.workbooks", f"judge_{form.name}"), facts)
        # Nothing analyses a temporary table by itself: without this its joins are planned for a handful of rows.
        cursor.execute(
            "CREATE INDEX ON located (row_id); CREATE INDEX ON found (row_id); "
            "ANALYZE located (row_id); ANALYZE found; ANALYZE judged"
        )
        _near(cursor, form)


def drop(cursor: Any) -> None:
    """Take away the temporary tables of the form before, which may be in the same transaction."""
    cursor.execute("SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r'")
    if names := [name for (name,) in cursor.fetchall()]:
        cursor.execute(f"DROP TABLE {', '.join(f'pg_temp.{name}' for name in names)}")


def _stage(cursor: Any, form: IncomingForm, facts: dict[str, Any]) -> None:
    columns = ", ".join(f"{name} {type_of}" for name, type_of in form.columns.items())
    cursor.execute(
        f"CREATE TEMP TABLE staged ON COMMIT DROP AS "
        f"SELECT r.id AS row_id, r.sheet, r.number AS row, "
        f"jsonb_path_exists(r.misread, '$[*] ? (!exists(@.refuses) || @.refuses == true)') AS is_misread, x.* "
        f"FROM workbooks_importrow r CROSS JOIN LATERAL jsonb_to_record(r.parsed) AS x ({columns}) "
        f"WHERE r.source_id = %(source)s AND r.form = %(form)s AND NOT r.is_written; "
        f"ANALYZE staged (row_id{', unit' if form.is_located else ''})",
        facts | {"form": form.name},
    )


def _allow(cursor: Any, source: Import, form: IncomingForm) -> None:
    if form.is_of_areas:
        units = Unit.objects.reachable_by(source.by, form.roles).filter(status=UnitStatus.ACTIVE)
        units = units.below(source.unit) if source.unit else units
    else:
        units = Unit.objects.worked_for_by(source.by, form.roles)
        units = units.filter(pk=source.unit_id) if source.unit_id else units
    if not units.exists():
        raise NotAllowed(NOT_YOURS)
    query, parameters = units.order_by().values("id", "code", "name").query.sql_with_params()
    cursor.execute(
        f"CREATE TEMP TABLE allowed ON COMMIT DROP AS "
        f"SELECT id, code, workbook_plain(name) AS key, name FROM ({query}) AS u; "
        f"CREATE INDEX ON allowed (code); CREATE INDEX ON allowed (key); ANALYZE allowed",
        parameters,
    )


def _near(cursor: Any, form: IncomingForm) -> None:
    """For names that the register does not know, those it has that are most like them."""
    cursor.execute(
        "SELECT DISTINCT unit_id, within, code, words FROM found "
        "WHERE code IN ('unknown_unit', 'unknown_post', 'unknown_power', 'unknown_step') LIMIT %s",
        [ASKED],
    )
    asked = cursor.fetchall()
    pools: dict[Any, dict[str, str]] = {}
    rows = []
    for unit, within, code, words in asked:
        pool_key = (code, unit, within)
        if pool_key not in pools:
            pools[pool_key] = {plain(name): name for name in _pool(cursor, code, unit, within)}
        names = nearest(words, pools[pool_key])
        found = {"unit_id": unit, "within": within, "code": code, "words": words, "names": "、".join(names)}
        rows.append(found)
    columns = "unit_id bigint, within bigint, code text, words text, names text"
    cursor.execute(
        f"INSERT INTO near SELECT * FROM jsonb_to_recordset(%s::jsonb) AS x ({columns})", [json.dumps(rows)]
    )


def _pool(cursor: Any, code: str, unit: int | None, within: int | None) -> list[str]:
    if code == "unknown_unit":
        cursor.execute("SELECT name FROM allowed")
        return [name for (name,) in cursor.fetchall()]
    if code == "unknown_power":
        return list(PowerItem.objects.filter(unit=unit).exclude(status="abolished").values_list("name", flat=True))
    if code == "unknown_step":
        return list(Step.objects.filter(flow__power_item=within).values_list("name", flat=True))
    return list(Post.objects.filter(unit=unit, is_abolished=False).values_list("name", flat=True))


def nearest(words: str, pool: dict[str, str]) -> list[str]:
    """The names of the pool most like these words; only those that share two neighbouring characters are weighed."""
    pairs = {words[i : i + 2] for i in range(len(words) - 1)} or {words}
    shared = {key: sum(pair in key for pair in pairs) for key in pool}
    candidates = sorted((key for key, n in shared.items() if n), key=lambda key: -shared[key])[:50]
    return [pool[key] for key in get_close_matches(words, candidates, NEAREST, 0.3)]


# Rows that have just come in are not in the statistics of their table, which may count none at all: what joins them
# is kept for itself, with statistics and an index of its own, lest the planner goes through all of it for each row.
GATHER = """
CREATE TEMP TABLE gathered ON COMMIT DROP AS
SELECT f.row_id, jsonb_agg(
    jsonb_build_object('field', f.field, 'code', f.code, 'refuses', f.refuses,
                       'value', coalesce(s.values ->> f.field, ''))
    || coalesce(f.facts, '{}') || CASE WHEN n.names IS NULL THEN '{}'
       ELSE jsonb_build_object('names', n.names) END ORDER BY f.refuses DESC, f.field) AS problems
FROM found f
JOIN workbooks_importrow s ON s.id = f.row_id
LEFT JOIN near n ON n.code = f.code AND n.words = f.words
    AND n.unit_id IS NOT DISTINCT FROM f.unit_id AND n.within IS NOT DISTINCT FROM f.within
GROUP BY f.row_id;
CREATE INDEX ON gathered (row_id);
ANALYZE gathered (row_id);
ANALYZE written;
"""
KEEP = """
UPDATE workbooks_importrow r SET
    outcome = j.outcome, target = coalesce(w.target, j.target), unit_id = l.unit_id,
    is_written = %s AND j.outcome <> 'refused',
    problems = r.misread || coalesce(f.problems, '[]')
FROM judged j
JOIN located l ON l.row_id = j.row_id
LEFT JOIN written w ON w.row_id = j.row_id
LEFT JOIN gathered f ON f.row_id = j.row_id
WHERE r.id = j.row_id
"""


def persist(*, written: bool = False) -> None:
    """Keep on the rows what was found, for the person who looks at them. written: they were brought in, too."""
    with connection.cursor() as cursor:
        cursor.execute(GATHER)
        cursor.execute(KEEP, [written])


def count(source: Import) -> None:
    """Set on the import how many of its rows are new, changed, unchanged and refused."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT outcome, count(*) FROM workbooks_importrow WHERE source_id = %s GROUP BY outcome", [source.pk]
        )
        counted = dict(cursor.fetchall())
    for outcome in RowOutcome:
        setattr(source, outcome.value, counted.get(outcome.value, 0))
    source.save(update_fields=[outcome.value for outcome in RowOutcome])

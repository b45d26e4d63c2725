"""The register at every level of the tree, and the search in it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from bench.actions.action import Action
from bench.floor import CAP, LIST_COLUMNS, ROWS, SHOWN, Floor, below, keys
from bench.proofs import page
from bench.subjects import Subjects
from bench.visitors import Visitors

PAGE = page("风险点", "/riskpoints/{}/")
WORDS = (
    ("a word of two characters", "招标"),
    ("a rare word", "渔政"),
    ("a word that is nowhere", "无此"),
    ("a word that is everywhere", "环节"),
)


def actions(of: Visitors) -> list[Action]:
    return [*_lists(of), *_searches(of)]


def _filters(s: Subjects) -> tuple[tuple[str, str, str], ...]:
    """(words, query, condition with the place of the alias left open) of the filters measured."""
    return (
        ("all", "", "true"),
        (
            "two filters (grade, state)",
            "grade=high&status=registered",
            "{0}.grade = 'high' AND {0}.status = 'registered'",
        ),
        (
            "two filters (domain, class)",
            f"domain={s.domain}&risk_class=process",
            f"{{0}}.domain_id = {s.domain} AND {{0}}.risk_class = 'process'",
        ),
    )


def _lists(of: Visitors) -> Iterator[Action]:
    s = of.subjects
    for words, area in (
        ("the province", s.province),
        ("a city", s.city),
        ("a county", s.county),
        ("a unit", s.unit),
    ):
        place = "" if area is s.province else f"below={area.pk}"
        for which, filters, condition in _filters(s):
            rows = condition.format("r")
            ledger = "" if area is s.unit else condition.format("c")
            query = "&".join(filter(None, (place, filters)))
            yield Action(
                f"register of {words}, {which}",
                of.get(s.checker, f"/riskpoints/?{query}"),
                lambda f, a=area, q=rows, c=ledger: _list(f, s.checker, a, q, c),
                PAGE,
            )
            after = _deep(of, area, rows)
            if after is not None:
                cursor = urlencode({"cursor": b64encode(f"p={after}".encode()).decode()})
                yield Action(
                    f"register of {words}, {which}, deep page",
                    of.get(s.checker, f"/riskpoints/?{query}&{cursor}"),
                    lambda f, a=area, q=rows, c=ledger, d=after: _list(f, s.checker, a, q, c, d),
                    PAGE,
                )


def _deep(of: Visitors, area: Any, where: str) -> int | None:
    """The id in the middle of a list; None where the list is short and paged by number."""
    from ground.pages.paging import MANY

    row = of.connection.execute(
        f"""SELECT count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY id) FROM riskpoints_riskpoint r
            WHERE path LIKE '{area.path}%' AND {SHOWN} AND {where}"""
    ).fetchone()
    assert row
    return row[1] if row[0] > MANY else None


def _list(f: Floor, username: str, area: Any, filters: str, counted: str, after: int | None = None) -> list[int]:
    """A page of the register below `area`. filters, counted: conditions on r, and on the ledger c."""
    f.who(username)
    level = below("r", area.path)
    deep = f"AND r.id < {after}" if after else ""
    rows = f.all(f"{LIST_COLUMNS} WHERE {level} AND {SHOWN} AND {filters} {deep} ORDER BY r.id DESC LIMIT {ROWS + 1}")
    if counted:
        f.all(
            f"""SELECT sum(points) FROM riskpoints_pointcount c WHERE area_id = {area.pk}
                AND status NOT IN ('applied', 'discarded') AND {counted}"""
        )
    else:
        f.all(f"SELECT count(*) FROM riskpoints_riskpoint r WHERE {level} AND {SHOWN} AND {filters}")
    return keys(rows)


def _searches(of: Visitors) -> Iterator[Action]:
    s = of.subjects
    for words, word, place, area, query in (
        *((words, word, "the province", s.province, "") for words, word in WORDS),
        (*WORDS[0], "a county", s.county, f"&below={s.county.pk}"),
    ):
        yield Action(
            f"search {words} in {place}: {word}",
            of.get(s.checker, f"/riskpoints/?{urlencode({'q': word})}{query}"),
            lambda f, a=area, w=word: _search(f, s.checker, a, w),
            page("风险点", "/riskpoints/{}/", shows=[f'value="{word}"']),
            "search",
        )


def _search(f: Floor, username: str, area: Any, word: str) -> list[int]:
    """The newest points that hold `word`, and how many there are, up to the number that is counted."""
    f.who(username)
    where = f"""WHERE {below("r", area.path)} AND {SHOWN}
        AND (r.name LIKE '%%{word}%%' OR r.manifestation LIKE '%%{word}%%')
        AND search_pairs(r.name || E'\\n' || r.manifestation) @> search_pairs('{word}')"""
    rows = f.all(f"{LIST_COLUMNS} {where} ORDER BY r.id DESC LIMIT {ROWS + 1}")
    f.all(f"SELECT count(*) FROM (SELECT 1 FROM riskpoints_riskpoint r {where} LIMIT {CAP}) AS found")
    return keys(rows)

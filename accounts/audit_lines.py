"""The lines of the audit trail: entries of many tables told in sentences, everything that they name read in sets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Subquery

from ground.lifecycle.changelog import change_of, keys_shown, labels_of, logged_fields, metadata_of, people_of
from ground.lifecycle.log_terms import in_words
from ground.pages.change_sentences import Told, tell

NAMES = ("name", "title", "text")  # the column that names a row, where its model names none


@dataclass(frozen=True)
class Line:
    """A line of the trail. deed: the key of what they were made in, by which a batch is listed row by row."""

    told: Told
    table: str
    label: str
    deed: str = ""


@dataclass
class _Shown:
    """What lines need of one table, read for all of them together."""

    runs: list[Any] = field(default_factory=list)
    previous: dict[int, Any] = field(default_factory=dict)


def prior(model: Any) -> Any:
    """The entries of the same row before an entry of the outer query, the newest first."""
    same = model._default_manager.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
    return same.order_by("-pgh_id")


def lines_of(runs: list[Any], user: Any) -> list[Line]:
    """The lines of these runs (audit.Run), in their order; a few queries for each table among them."""
    by_table: dict[Any, _Shown] = {}
    for run in runs:
        by_table.setdefault(type(run.entry), _Shown()).runs.append(run)
    wanted: dict[Any, set[Any]] = {}
    addresses: dict[tuple[Any, Any], str] = {}
    for model, shown in by_table.items():
        tracked = model.pgh_tracked_model
        shown.previous = _previous(model, [run.entry.pgh_id for run in shown.runs if run.count == 1])
        pairs = [(run.entry, shown.previous.get(run.entry.pgh_id)) for run in shown.runs]
        columns = [f for f in logged_fields(tracked) if f.name not in tracked.log_terms.withheld]
        for related, keys in keys_shown(columns, pairs).items():
            wanted.setdefault(related, set()).update(keys)
        for column in naming(tracked):
            if column.is_relation:
                keys = {getattr(run.entry, column.attname) for run in shown.runs} - {None}
                wanted.setdefault(column.related_model, set()).update(keys)
        addresses |= _addresses(tracked, {run.entry.pgh_obj_id for run in shown.runs}, user)
    related = labels_of(wanted)
    people = people_of({metadata_of(run.entry).get("user") for run in runs})
    return [_line(run, by_table[type(run.entry)].previous, related, people, addresses) for run in runs]


def _previous(model: Any, keys: list[int]) -> dict[int, Any]:
    """The entry before each of these, by key; two queries."""
    if not keys:
        return {}
    entries = model._default_manager
    before = entries.filter(pgh_id__in=keys).annotate(prior=Subquery(prior(model).values("pgh_id")[:1]))
    pairs = dict(before.values_list("pgh_id", "prior"))
    found = {entry.pgh_id: entry for entry in entries.filter(pgh_id__in={pk for pk in pairs.values() if pk})}
    return {key: found[prior] for key, prior in pairs.items() if prior in found}


def _addresses(tracked: Any, keys: set[Any], user: Any) -> dict[tuple[Any, Any], str]:
    """The pages of those rows that the reader may open."""
    if not hasattr(tracked, "get_absolute_url") or not hasattr(tracked.objects, "visible_to"):
        return {}
    return {(tracked, row.pk): row.get_absolute_url() for row in tracked.objects.visible_to(user).filter(pk__in=keys)}


def naming(tracked: Any) -> list[Any]:
    """The columns that name a row of the log."""
    columns = {f.name: f for f in tracked._meta.concrete_fields}
    named = tracked.log_terms.named_by
    if named is None:
        named = next(((name,) for name in NAMES if name in columns), ())
    return [columns[name] for name in named if name not in tracked.log_terms.withheld]


def _line(run: Any, previous: dict[int, Any], related: Any, people: Any, addresses: Any) -> Line:
    entry = run.entry
    tracked = entry.pgh_tracked_model
    terms = tracked.log_terms
    change = change_of(
        entry, previous.get(entry.pgh_id), logged_fields(tracked), related, people, withheld=terms.withheld
    )
    if run.count > 1:
        about = str(tracked._meta.verbose_name)
        told = tell(change, about=about, count=run.count)
    else:
        names = [in_words(column, getattr(entry, column.attname), related) for column in naming(tracked)]
        words = " ".join(str(name) for name in names if name)
        about = "" if terms.tells and not words else _titled(str(tracked._meta.verbose_name), words)
        told = tell(change, about=about, url=addresses.get((tracked, entry.pgh_obj_id), ""))
    deed = str(entry.pgh_context_id or "") if run.count > 1 else ""
    return Line(told, str(tracked._meta.verbose_name), type(entry)._meta.label_lower, deed)


def _titled(kind: str, words: str) -> str:
    return f"{kind}“{words if len(words) <= 40 else words[:39] + '…'}”" if words else kind

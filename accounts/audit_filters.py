"""What of the audit trail somebody wants to see: by person, time, unit, kind of action, table and column."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from accounts.models import User
from ground.lifecycle.changelog import LABELS, event_models, logged_fields
from ground.lifecycle.log_terms import label_of
from ground.lifecycle.roles import Role
from units.models import Unit

MOST_PEOPLE = 50  # that one name may mean
AUDITOR = (Role.AUDITOR,)


@lru_cache
def tables() -> list[Any]:
    """The log's tables in the order in which entries of one moment stand."""
    return sorted(event_models(), key=lambda model: model._meta.label_lower)


def field_of(tracked: Any, name: str) -> Any:
    """The column of this name, as far as the log shows it; None for none."""
    return next((f for f in logged_fields(tracked) if f.name == name), None) if name else None


@dataclass(frozen=True)
class TrailFilter:
    """What is wanted; empty values want everything.

    people: keys of accounts, None for all. scope: of an auditor of a part of the register, a function of the lookup
    to the path of a unit. deed: the key of one batch, whose rows are listed one by one. wrong: what was asked for
    and is not there, in words.
    """

    person: str = ""
    people: frozenset[int] | None = None
    since: datetime | None = None
    until: datetime | None = None
    unit: Unit | None = None
    kind: str = ""
    table: str = ""
    field: str = ""
    deed: str = ""
    scope: Callable[[str], Q] | None = None
    wrong: tuple[str, ...] = ()

    @property
    def is_searched(self) -> bool:
        """Whether entries are looked for that no index finds. Those of a single unit are found by their rows."""
        if self.unit and not self.unit.is_area:
            return False
        return bool(self.field or self.unit or self.scope or self.kind)

    def reads(self, model: Any, place: str) -> bool:
        """Whether this table of the log can hold what is wanted."""
        if self.table and model._meta.label_lower != self.table:
            return False
        if self.field and not field_of(model.pgh_tracked_model, self.field):
            return False
        return bool(place) or not (self.unit or self.scope)


def asked(query: QueryDict, user: User) -> TrailFilter:
    """The filter that an address asks for, within what `user` audits."""
    wrong: list[str] = []
    person, named = query.get("person", "").strip()[:100], query.get("unit", "").strip()[:100]
    table = query.get("table", "")
    known = {model._meta.label_lower: model for model in tables()}
    table = table if table in known else ""
    column = query.get("field", "") if table else ""
    return TrailFilter(
        person=person,
        people=_people(person, wrong) if person else None,
        since=_day(query.get("since", ""), wrong),
        until=_day(query.get("until", ""), wrong, days=1),
        unit=_unit(named, wrong) if named else None,
        kind=query.get("kind", "") if query.get("kind", "") in LABELS else "",
        table=table,
        field=column if table and field_of(known[table].pgh_tracked_model, column) else "",
        deed=_key(query.get("deed", "")),
        scope=_scope(user),
        wrong=tuple(wrong),
    )


def _scope(user: User) -> Callable[[str], Q] | None:
    paths = user.paths_below(AUDITOR)
    if Unit.objects.filter(path__in=paths, depth=1).exists():
        return None
    return lambda place: user.where_holds(AUDITOR, place)


def _people(person: str, wrong: list[str]) -> frozenset[int]:
    found = User.objects.filter(Q(username=person) | Q(name__icontains=person)).order_by()
    keys = list(found.values_list("pk", flat=True)[: MOST_PEOPLE + 1])
    if not keys:
        wrong.append(_("There is nobody named “%(name)s”.") % {"name": person})
    elif len(keys) > MOST_PEOPLE:
        wrong.append(_("More than %(n)s people have this name; type more of it.") % {"n": MOST_PEOPLE})
    return frozenset(keys[:MOST_PEOPLE])


def _unit(named: str, wrong: list[str]) -> Unit | None:
    found = list(Unit.objects.filter(Q(code=named) | Q(name=named))[:2]) or list(Unit.objects.named(named)[:2])
    if len(found) == 1:
        return found[0]
    told = (
        _("Several units are named “%(name)s”; enter the code.") if found else _("There is no unit named “%(name)s”.")
    )
    wrong.append(told % {"name": named})
    return None


def _day(text: str, wrong: list[str], days: int = 0) -> datetime | None:
    if not text:
        return None
    try:
        day = parse_date(text)
        return timezone.make_aware(datetime.combine(day + timedelta(days=days), time())) if day else None
    except (ValueError, OverflowError):
        wrong.append(_("“%(text)s” is no date; write it as 2026-11-25.") % {"text": text[:20]})
        return None


def _key(text: str) -> str:
    try:
        return str(uuid.UUID(text)) if text else ""
    except ValueError:
        return ""


def choices(table: str) -> dict[str, list[tuple[str, str]]]:
    """What a reader may choose: tables, kinds of action, and the columns of the chosen table."""
    models = {model._meta.label_lower: model.pgh_tracked_model for model in tables()}
    named = sorted((str(tracked._meta.verbose_name), label) for label, tracked in models.items())
    columns = logged_fields(models[table]) if table in models else []
    return {
        "tables": [(label, name) for name, label in named],
        "kinds": [(kind, str(words)) for kind, words in LABELS.items()],
        "fields": [(column.name, label_of(column)) for column in columns],
    }


def in_words(wanted: TrailFilter) -> str:
    """The filters, as the record of an export keeps them."""
    named = choices(wanted.table)
    parts = [
        (_("person"), wanted.person),
        (_("from"), f"{timezone.localtime(wanted.since):%Y-%m-%d}" if wanted.since else ""),
        (_("until"), f"{timezone.localtime(wanted.until) - timedelta(days=1):%Y-%m-%d}" if wanted.until else ""),
        (_("unit"), str(wanted.unit or "")),
        (_("kind of action"), dict(named["kinds"]).get(wanted.kind, "")),
        (_("table"), dict(named["tables"]).get(wanted.table, "")),
        (_("column"), dict(named["fields"]).get(wanted.field, "")),
    ]
    return "；".join(f"{name} {value}" for name, value in parts if value) or _("everything")

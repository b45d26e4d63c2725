"""How rows of each model are told in a line of the inbox: what a person follows, and what they have done.

Each app declares its own in its module `desk.py`; a model of which none does says all by its text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from accounts.inbox_lines import Entry, path_by


def _by_every_reader(row: Any, user: Any) -> bool:
    return True


@dataclass(frozen=True)
class Kind:
    """Rows of one model.

    word: in a line, as “risk point”. entry: what a line says of a row; related: what it reads beside the row, where
    the rows have no `for_list`. unit: the lookup to the unit of a row. label, icon: of those that can be followed,
    all of them together. may_read_log: whether who sees the row reads what became of it, too.
    """

    model: Any
    word: str | Promise
    entry: Callable[[Any], Entry] = Entry.plain
    related: tuple[str, ...] = ()
    unit: str = "unit"
    label: str | Promise = ""
    icon: str = ""
    may_read_log: Callable[[Any, Any], bool] = field(default=_by_every_reader)

    @property
    def name(self) -> str:
        """As it is named in addresses."""
        return str(self.model._meta.model_name)

    @property
    def can_be_followed(self) -> bool:
        return bool(self.label)

    @property
    def path(self) -> str:
        """The lookup to the path of the unit of a row."""
        return path_by(self.unit)

    def seen_by(self, user: Any, keys: Iterable[Any]) -> QuerySet:
        """Those rows with these keys that `user` may see, with everything that their lines show."""
        rows: QuerySet = self.model.objects.visible_to(user).filter(pk__in=list(keys))
        return rows.for_list() if hasattr(rows, "for_list") else rows.select_related(*self.related or (None,))


KINDS: dict[str, Kind] = {}


def declare(*kinds: Kind) -> None:
    """Enter kinds of rows, by their names."""
    KINDS.update({kind.name: kind for kind in kinds})


def kind_of(model: Any) -> Kind:
    """The kind of a model's rows; of one that no app declares, a plain one."""
    known = KINDS.get(model._meta.model_name)
    if known:
        return known
    has_unit = any(column.name == "unit" for column in model._meta.concrete_fields)
    return Kind(model, model._meta.verbose_name, related=("unit",) if has_unit else ())

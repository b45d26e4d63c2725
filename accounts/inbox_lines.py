"""What a line of the inbox says: what is to be done, by which day, since when it waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import models
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ground.lifecycle.workdays import local_day, working_days_until

if TYPE_CHECKING:
    from accounts.inbox_sources import Rows


class Part(models.TextChoices):
    """The parts of the list, in their order, which is that of accounts/sql/inbox_lines.sql."""

    OVERDUE = "overdue", gettext_lazy("Overdue")
    TODAY = "today", gettext_lazy("Due today")
    SOON = "soon", gettext_lazy("This week and next")
    LATER = "later", gettext_lazy("Later")

    @classmethod
    def at(cls, place: int) -> Part:
        return list(cls)[place]

    @property
    def place(self) -> int:
        return list(Part).index(self)


@dataclass(frozen=True)
class Entry:
    """What is said of a row. title: a fact; about: unit and what it is known by; mark: its grade or level as HTML."""

    title: str
    url: str
    about: str = ""
    mark: SafeString | str = ""
    tag: str = ""
    unit: str = ""

    @classmethod
    def plain(cls, row: Any) -> Entry:
        """Of a row that says all itself."""
        unit = str(getattr(row, "unit", None) or "")
        return cls(str(row), row.get_absolute_url(), unit, unit=unit)


def path_by(unit: str) -> str:
    """The lookup to the path of the unit of a row, whose unit is found by the lookup `unit`: itself by `pk`."""
    return "path" if unit == "pk" else f"{unit}__path"


@dataclass(frozen=True)
class News:
    """How many changes, in print, and who did what last."""

    count: str
    newest: str


@dataclass
class Line:
    """A line of the list: one thing, or `count` equal ones of a unit, of which `key` is the first.

    row: that one, where the line is of a row. news: of one that is followed, what others did to it since the person
    last looked.
    """

    part: Part
    rows: Rows
    key: int
    due: date | None
    since: datetime | None
    count: int
    today: date
    entry: Entry | None = None
    row: Any = None
    news: News | None = None

    @property
    def name(self) -> str:
        """As it is named in addresses."""
        return f"{self.rows.kind}-{self.key}"

    @property
    def is_many(self) -> bool:
        return self.count > 1 and not self.rows.is_one

    @property
    def is_followed(self) -> bool:
        """Whether it waits for nobody: it stands there because the person follows it."""
        return self.rows.is_followed

    @property
    def title(self) -> str:
        if self.rows.is_one:
            return str(self.rows.label)
        assert self.entry
        if self.is_many:
            values = {"unit": self.entry.unit, "n": self.count, "label": self.rows.label}
            return _("%(unit)s: %(n)d %(label)s, can be decided together") % values
        return self.entry.title

    @cached_property
    def about(self) -> str:
        """Unit and reference; of several, the name of the first one."""
        if self.rows.is_one or not self.entry:
            return ""
        return _("“%(title)s” and others") % {"title": self.entry.title} if self.is_many else self.entry.about

    @property
    def url(self) -> str:
        return self.rows.url if self.rows.is_one or not self.entry else self.entry.url

    @cached_property
    def pane(self) -> str:
        """The address of what is read beside the list; empty where the line only leads on."""
        if self.rows.is_one:
            return ""
        if self.is_many and self.rows.pane_together:
            return reverse(self.rows.pane_together, args=[self.key])
        if self.rows.pane:
            return reverse(self.rows.pane, args=[self.key])
        return reverse("inbox_item", args=[self.rows.kind, self.key])

    @property
    def due_day(self) -> str:
        return f"{self.due:%m-%d}" if self.due else ""

    @cached_property
    def days(self) -> int:
        """Working days until it is due; negative where the day has passed."""
        return working_days_until(self.due, self.today) if self.due else 0

    @property
    def due_in_words(self) -> str:
        """Working days until it is due, or for how many it is late."""
        if not self.due:
            return ""
        if self.due == self.today:
            return _("today")
        if self.due < self.today:
            return ngettext("%(n)s working day late", "%(n)s working days late", -self.days) % {"n": -self.days}
        return ngettext("%(n)s working day", "%(n)s working days", self.days) % {"n": self.days}

    @property
    def since_day(self) -> str:
        return f"{local_day(self.since):%m-%d}" if self.since else ""

    @property
    def since_in_words(self) -> str:
        """Since when it waits."""
        return _("waiting since %(day)s") % {"day": self.since_day} if self.since and not self.is_followed else ""

"""What the forms share: how the words of a row are read, and how rows name units and posts."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import override

from exchange.workbooks.incoming.dates import DateReading, read_date
from ground.lifecycle.names import plain, unnumbered
from ground.lifecycle.roles import Role

LONGEST_PLACE = 60  # characters of a post, a department, a step


@lru_cache
def words_of(choices: type[TextChoices]) -> dict[str, str]:
    """The words of a closed list as forms use them, whatever language the pages of the reader are in → its values."""
    with override("zh-hans"):
        return {plain(str(label)): str(value) for value, label in choices.choices}


class RowMeaning:
    """The words of one row on their way to a meaning: `parsed` fills up, what is wrong is noted.

    present: the fields for which the table has a column.
    """

    def __init__(self, values: dict[str, str], present: Container[str] = ()) -> None:
        self.values = values
        self.present = present
        self.parsed: dict[str, Any] = {}
        self.problems: list[dict[str, Any]] = []

    def text(self, name: str) -> str:
        return self.values.get(name, "")

    def refuse(self, field: str, code: str, **facts: Any) -> None:
        self.problems.append({"field": field, "code": code, "value": self.text(field), **facts})

    def note(self, field: str, code: str, **facts: Any) -> None:
        self.problems.append({"field": field, "code": code, "value": self.text(field), "refuses": False, **facts})

    def key(self, name: str) -> None:
        """A name by which something is looked up, without blanks; nothing where nothing stands."""
        if text := self.text(name):
            self.parsed[name] = plain(text)

    def name_of(self, name: str) -> str:
        """A name without the number that the list puts in front of it, which is told."""
        text = self.text(name)
        bare = unnumbered(text)
        if bare != text:
            self.note(name, "unnumbered")
        return bare

    def day(self, name: str, *, end: bool = True) -> DateReading | None:
        """A day; what was made of a month, a number or a time is told. end: a period means its last day."""
        if not (text := self.text(name)):
            return None
        reading = read_date(text, end=end)
        if reading is None:
            self.refuse(name, "date")
            return None
        if reading.day:
            self.parsed[name] = reading.day
        if reading.code:
            self.note(name, reading.code, **({"day": reading.day} if reading.day else {}))
        return reading

    def unit(self) -> None:
        """The unit of the row: its code where there is one, else its name."""
        self.key("unit")
        if code := self.text("unit_code"):
            self.parsed["unit"] = plain(code)

    def words(self, name: str, most: int = 0) -> None:
        """A text that is kept as it stands."""
        if text := self.text(name):
            if most and len(text) > most:
                self.refuse(name, "too_long", most=most)
            self.parsed[name] = text

    def fits(self, name: str) -> None:
        """A name of a post, department or step that the register has room for; it is never cut."""
        if len(self.text(name)) > LONGEST_PLACE:
            self.refuse(name, "too_long", most=LONGEST_PLACE)

    def meaning(self, name: str, of: Callable[[str], Any], code: str) -> Any:
        """One of a closed list; None where nothing stands, or what stands is refused."""
        if not (text := self.text(name)):
            return None
        found = of(text)
        if found is None:
            self.refuse(name, code)
            return None
        self.parsed[name] = found
        return found


@dataclass(frozen=True)
class IncomingForm:
    """A form. columns: what `read` leaves in `parsed`, each with its type in PostgreSQL.

    sql/judge_NAME.sql and write_NAME.sql work on the temporary table `located`: these columns with the unit
    of each row. posts: which of them name a post, looked up in `post_of`. judge leaves `judged` (row_id, outcome,
    target) and adds to `found`; write leaves `written` (row_id, target, files). roles: who brings it in. shown: the
    columns by which a row is known. is_of_areas: rows may name areas, and belong below the unit of the file rather
    than to it. is_located: the units of the rows are found by locate.sql; else judge_NAME.sql does that, too.
    prepare: makes, with the cursor and the person, further temporary tables that judge_NAME.sql works on. write: in
    the place of write_NAME.sql, where SQL alone cannot do it.
    """

    name: str
    read: Callable[[RowMeaning], None]
    columns: dict[str, str]
    posts: tuple[str, ...] = ()
    roles: tuple[Role, ...] = (Role.LIAISON, Role.INSPECTOR)
    shown: tuple[str, ...] = ()
    is_of_areas: bool = False
    is_located: bool = True
    prepare: Callable[[Any, Any], None] | None = None
    write: Callable[[Any, dict[str, Any]], None] | None = None

    def parse(
        self, values: dict[str, str], present: Container[str] = (), told: Sequence[dict[str, Any]] = ()
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """(what the words of a row mean, what is wrong with them).

        present: the fields for which the table has a column. told: what the sheet tells of the row already; a field
        that is refused for it is not refused again for being empty.
        """
        meaning = RowMeaning(values, present)
        self.read(meaning)
        refused = {problem["field"] for problem in told if problem.get("refuses", True)}
        found = [p for p in meaning.problems if not (p["field"] in refused and not p["value"])]
        return meaning.parsed, [*told, *found]

"""What triggers of the database do when a state changes, read from the files of sql/ that install them.

A trigger counts where it runs on every change of its table's rows, or on one of `status`. What it does is said by the
first sentence of the comment over its function. tests/test_lifecycle_document.py compares this with the database.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db import models

from riskcontrol.environment import BASE

COMMENTED = re.compile(r"((?:^--.*\n)+)CREATE OR REPLACE FUNCTION (\w+)\(", re.MULTILINE)
TRIGGER = re.compile(
    r"CREATE OR REPLACE TRIGGER \w+\s+(?:BEFORE|AFTER) (?P<events>.+?) ON (?P<table>\w+)(?P<how>.*?)"
    r"EXECUTE FUNCTION (?P<function>\w+)\(",
    re.DOTALL,
)
# A file may make the same trigger on several tables: in a loop over a list that names them.
LOOP = re.compile(r"CREATE OR REPLACE TRIGGER \w+_%s AFTER %s ON %I.*?EXECUTE FUNCTION (\w+)\(", re.DOTALL)
LISTED = re.compile(r"^\s+\('([a-z_]+)',$", re.MULTILINE)


@dataclass(frozen=True, order=True)
class DatabaseEffect:
    """A function that a trigger runs; what: the first sentence about it; file: where it stands."""

    function: str
    what: str
    file: str


def on_change_of_state(model: type[models.Model]) -> list[DatabaseEffect]:
    """What the database does when rows of `model` change their state, in the order of the functions' names."""
    commented = _commented()
    return sorted(
        DatabaseEffect(function, *commented[function]) for function in _run_on(model._meta.db_table, "status")
    )


def _run_on(table: str, column: str) -> set[str]:
    """The functions that triggers run on an update of this column."""
    found = set()
    for _file, text in _files():
        for trigger in TRIGGER.finditer(text):
            update = re.search(r"UPDATE(?: OF ([\w, ]+?))?(?: OR|$)", trigger["events"])
            # A condition speaks of other columns: no trigger of the register asks for a state.
            if trigger["table"] == table and update and "WHEN (" not in trigger["how"]:
                columns = update[1].split(", ") if update[1] else [column]
                found |= {trigger["function"]} if column in columns else set()
        for loop in LOOP.finditer(text):
            found |= {loop[1]} if table in LISTED.findall(text) else set()
    return found


@cache
def _commented() -> dict[str, tuple[str, str]]:
    """Function → (the first sentence of the comment over it, its file)."""
    found = {}
    for file, text in _files():
        for comment, function in COMMENTED.findall(text):
            words = " ".join(line.removeprefix("--").strip() for line in comment.splitlines())
            found[function] = (re.split(r"(?<=\.)(?: |$)", words)[0], file)
    return found


@cache
def _files() -> list[tuple[str, str]]:
    """(name, text) of the files that install something."""
    folders = [Path(config.path) / "sql" for config in apps.get_app_configs()]
    files = sorted(file for folder in folders if BASE in folder.parents for file in folder.glob("*.sql"))
    return [(file.relative_to(BASE).as_posix(), file.read_text(encoding="utf-8")) for file in files]

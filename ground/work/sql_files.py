"""The SQL files of the apps, each in the folder `sql` beside the code that runs it."""

from functools import cache
from importlib.resources import files


@cache
def sql(app: str, name: str) -> str:
    """The text of APP/sql/NAME.sql, read once a process. app: its dotted name, e.g. "oversight.index"."""
    return files(app).joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")

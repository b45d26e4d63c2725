"""岗位目录: the posts of a unit."""

from __future__ import annotations

from exchange.workbooks.incoming.cells import size_of, yes_or_no
from exchange.workbooks.incoming.forms.base import IncomingForm, RowMeaning
from ground.lifecycle.names import plain
from ground.lifecycle.roles import Role


def read(row: RowMeaning) -> None:
    row.unit()
    row.words("department", most=60)
    row.words("name", most=60)
    if not row.text("name"):
        row.refuse("name", "no_title")
    for name in ("department", "name"):
        row.parsed[f"{name}_key"] = plain(row.text(name))
    row.meaning("discretion", size_of, "discretion")
    for name in ("is_main_leader", "is_department_head"):
        row.meaning(name, yes_or_no, "yes_or_no")


POSTS = IncomingForm(
    name="posts",
    read=read,
    columns={
        **dict.fromkeys(("unit", "department", "department_key", "name", "name_key", "discretion"), "text"),
        "is_main_leader": "boolean",
        "is_department_head": "boolean",
    },
    roles=(Role.LIAISON, Role.ADMINISTRATOR),
    shown=("department", "name", "discretion", "is_main_leader", "is_department_head"),
)

"""干部任职名册: officials and the posts that they hold, since when and until when."""

from __future__ import annotations

from exchange.workbooks.incoming.forms.base import IncomingForm, RowMeaning
from ground.lifecycle.names import plain
from ground.lifecycle.roles import Role


def read(row: RowMeaning) -> None:
    row.unit()
    for name in ("department", "post"):
        row.key(name)
    row.words("name", most=40)
    if not row.text("name"):
        row.refuse("name", "no_title")
    row.parsed["name_key"] = plain(row.text("name"))
    number = plain(row.text("staff_number"))
    if not number:
        row.refuse("staff_number", "no_staff_number")
    elif len(number) > 20:
        row.refuse("staff_number", "too_long", most=20)
    row.parsed["staff_number"] = number
    if not row.text("post"):
        row.refuse("post", "no_post")
    begins = row.day("since", end=False)
    row.day("until")
    if begins and begins.until and not row.text("until"):
        row.parsed["until"] = begins.until
        row.note("since", "until_read", day=begins.until)
    if not row.text("since"):
        row.refuse("since", "no_since")
    elif begins and not begins.day:
        row.refuse("since", "date")
    since, until = row.parsed.get("since"), row.parsed.get("until")
    if since and until and until < since:
        row.refuse("until", "ends_first")


OFFICIALS = IncomingForm(
    name="officials",
    read=read,
    columns={
        **dict.fromkeys(("unit", "department", "post", "name", "name_key", "staff_number"), "text"),
        **dict.fromkeys(("since", "until"), "date"),
    },
    posts=("post",),
    roles=(Role.ADMINISTRATOR,),
    shown=("name", "staff_number", "unit", "post", "since"),
)

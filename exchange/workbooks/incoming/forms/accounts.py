"""账号名册: accounts with the roles they hold at units. A first password comes by invitation, never by a file."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.choices import ChangeKind
from accounts.invitations import tell_old_address
from accounts.models import User
from accounts.proposals import propose
from exchange.workbooks.incoming.forms.base import IncomingForm, RowMeaning, words_of
from ground.lifecycle.names import plain
from ground.lifecycle.roles import SEPARATED, Role
from ground.work.sql_files import sql
from units.models import Official, Unit

SHORT: dict[str, str] = {
    "联络员": Role.LIAISON, "负责人": Role.UNIT_HEAD, "单位领导": Role.UNIT_HEAD, "纪检干部": Role.INSPECTOR,
    "纪检监察员": Role.INSPECTOR, "检查员": Role.CHECKER, "观察员": Role.OBSERVER, "廉情观察员": Role.OBSERVER,
    "干部": Role.OFFICIAL, "管理员": Role.ADMINISTRATOR, "审计员": Role.AUDITOR,
}  # fmt: skip


def read(row: RowMeaning) -> None:
    row.unit()
    row.words("name", most=40)
    if not row.text("name"):
        row.refuse("name", "no_title")
    row.parsed["name_key"] = plain(row.text("name"))
    username = unicodedata.normalize("NFKC", row.text("username"))
    if not username:
        row.refuse("username", "no_username")
    else:
        try:
            User._meta.get_field("username").run_validators(username)
        except ValidationError:
            row.refuse("username", "username")
    row.parsed["username"] = username
    if not row.text("role"):
        row.refuse("role", "role")
    row.meaning("role", role_of, "role")
    row.meaning("email", email_of, "email")
    if number := plain(row.text("staff_number")):
        row.parsed["staff_number"] = number
    row.words("reason", most=200)


def email_of(text: str) -> str | None:
    address = plain(text)
    try:
        validate_email(address)
    except ValidationError:
        return None
    return address


def role_of(text: str) -> str | None:
    return (words_of(Role) | SHORT).get(plain(text))


def prepare(cursor: Any, by: User) -> None:
    """What the rows are compared with: the accounts that their person keeps, and the separated roles."""
    query, parameters = User.objects.visible_to(by).order_by().values("id").query.sql_with_params()
    cursor.execute(f"CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT id FROM ({query}) AS u", parameters)
    query, parameters = User.objects.kept_by(by).order_by().values("id").query.sql_with_params()
    cursor.execute(f"CREATE TEMP TABLE sole ON COMMIT DROP AS SELECT id FROM ({query}) AS u", parameters)
    cursor.execute(
        "CREATE TEMP TABLE apart ON COMMIT DROP AS SELECT unnest(%s::text[]) AS role", [[r.value for r in SEPARATED]]
    )


def write(cursor: Any, facts: dict[str, Any]) -> None:
    """Bring in what one person may, and propose the rest: its rows count as written."""
    cursor.execute(sql("exchange.workbooks", "write_accounts"), facts)
    cursor.execute("SELECT target, kind, role, unit_id, official_id, email, reason FROM asked ORDER BY target, kind")
    asked = cursor.fetchall()
    by = User.objects.get(pk=facts["by"])
    accounts = User.objects.in_bulk({row[0] for row in asked})
    units, officials = (
        Unit.objects.in_bulk({row[3] for row in asked}),
        Official.objects.in_bulk({row[4] for row in asked}),
    )
    cursor.execute("SELECT id, email FROM moved")
    before = dict(cursor.fetchall())
    for account in User.objects.filter(pk__in=before):
        tell_old_address(account, before[account.pk])
    for target, kind, role, unit, official, email, reason in asked:
        values: dict[str, Any] = {"email": email} if email is not None else {}
        if role:
            values |= {"role": role, "unit": units[unit]}
        if official:
            values["official"] = officials[official]
        propose(ChangeKind(kind), accounts[target], by=by, reason=reason or facts["file"], **values)


ACCOUNTS = IncomingForm(
    name="accounts",
    read=read,
    columns=dict.fromkeys(
        ("unit", "name", "name_key", "username", "role", "email", "staff_number", "reason"), "text"
    ),
    roles=(Role.ADMINISTRATOR,),
    shown=("username", "name", "role", "unit"),
    is_of_areas=True,
    prepare=prepare,
    write=write,
)

"""Two roles of the database: an owner, who migrates, and one that serves, who can neither empty nor alter tables.

Each `migrate` gives the serving role what it needs on what there is then, and takes back the rest.
"""

from __future__ import annotations

from typing import Any

from psycopg import Connection
from psycopg.sql import SQL, Identifier, Literal

# What belongs to the role connected, by its kind; "g" stands for what only grows. Who made the tables is only read.
OWN = """
    SELECT CASE WHEN c.relname = 'django_migrations' THEN 'm'
        WHEN EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'only_grows_whole') THEN 'g'
        WHEN c.relkind = 'S' THEN 's' ELSE 't' END, string_agg(c.oid::regclass::text, ', ')
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'S')
      AND pg_has_role(current_user, c.relowner, 'MEMBER') GROUP BY 1
"""
MAY = {
    "m": "SELECT ON",
    "g": "SELECT, INSERT ON",
    "s": "USAGE, SELECT ON SEQUENCE",
    "t": "SELECT, INSERT, UPDATE, DELETE ON",
}
# Whom the person connected is a member of owns everything that they own.
POWERS = """
    SELECT current_user, (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),
        EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
            AND pg_has_role(current_user, c.relowner, 'MEMBER')),
        EXISTS (SELECT FROM pg_class c WHERE c.relname = 'pghistory_context'
            AND has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE'))
"""


def make_serving_role(connection: Connection[Any], role: str, password: str) -> None:
    """Make the role, or give it this password; over a connection that commits each statement."""
    there = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone() is not None
    verb = SQL("ALTER" if there else "CREATE")
    options = SQL("ROLE {} LOGIN NOINHERIT PASSWORD {}").format(Identifier(role), Literal(password))
    connection.execute(verb + SQL(" ") + options)


def grant(cursor: Any, role: str) -> bool:
    """Give `role` what serving needs; False where there is no such role. As the owner of the tables."""
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    if not cursor.fetchone():
        return False
    cursor.execute(OWN)
    for kind, names in cursor.fetchall():
        here, what = SQL(names), SQL("SEQUENCE " if kind == "s" else "")
        cursor.execute(SQL("REVOKE ALL ON {}{} FROM {}").format(what, here, Identifier(role)))
        cursor.execute(SQL("GRANT " + MAY[kind] + " {} TO {}").format(here, Identifier(role)))
    return True

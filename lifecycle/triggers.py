"""Triggers that run once a statement and see the rows that it changed; used by migrations."""

# Event → the tables under which a trigger sees the rows as they are now and as they were.
SEEN = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}


def after_statement(name: str, event: str, table: str, call: str) -> str:
    """SQL of the trigger `<name>_<event>` on `table`; call: the function with its arguments."""
    return (
        f"CREATE TRIGGER {name}_{event.lower()} AFTER {event} ON {table} REFERENCING {SEEN[event]} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {call};"
    )


def after_statements(name: str, table: str, call: str) -> str:
    """The same for insert, update and delete."""
    return "\n".join(after_statement(name, event, table, call) for event in SEEN)

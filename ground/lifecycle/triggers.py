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


def log_by_hash(table: str) -> str:
    """SQL that lets the log of changes to `table` compare old and new rows by hash, whatever the caller has set.

    Triggers that change a table for other rows have joins switched off (units that move, see sql/placing.sql), and
    what they switch off holds for the triggers of their statement, too: compared one with each other, the rows of a
    county took a minute.
    """
    return f"""
        DO $$ DECLARE log regprocedure; BEGIN
            FOR log IN SELECT tgfoid FROM pg_trigger
                WHERE tgrelid = '{table}'::regclass AND tgname LIKE 'pgtrigger_update_update%'
            LOOP EXECUTE format('ALTER FUNCTION %s SET enable_hashjoin = on', log); END LOOP;
        END $$"""

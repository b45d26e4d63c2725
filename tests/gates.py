"""Gates in a database: each piece of work stands still in the transaction that is about to finish it."""

from accounts.channels import Delivery
from exchange.workbooks.models import Export, Import
from oversight.index.models import Computation
from riskpoints.models import RiskPoint
from riskwarnings.models import AssessmentPart

GATE = (7, 7)
CLOSABLE = {
    RiskPoint: "NEW.status = 'filed' AND OLD.status = 'draft'",
    Delivery: "NEW.status = 'sent' AND OLD.status = 'trying'",
    **dict.fromkeys((Import, Export, Computation, AssessmentPart), "NEW.status = 'done' AND OLD.status <> 'done'"),
}


def make(database):
    """In a register of a test's own, over a connection of the owner."""
    database.execute(
        "CREATE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS"
        f" 'BEGIN PERFORM pg_advisory_xact_lock_shared({GATE[0]}, {GATE[1]}); RETURN NEW; END'"
    )
    for model, when in CLOSABLE.items():
        database.execute(
            f"CREATE TRIGGER gate BEFORE UPDATE ON {model._meta.db_table}"
            f" FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION gate()"
        )


class Closed:
    """A context in which the gates are closed."""

    def __init__(self, register):
        self.register = register

    def __enter__(self):
        self.holder = self.register.database()
        self.holder.execute("SELECT pg_advisory_lock(%s, %s)", GATE)
        return self

    def held(self):
        """The tables of what stands at the gate."""
        query = """
            SELECT DISTINCT r.relation::regclass::text FROM pg_locks g JOIN pg_locks r USING (pid)
            WHERE g.locktype = 'advisory' AND g.classid = %s AND NOT g.granted AND r.mode = 'RowExclusiveLock'"""
        with self.register.database() as database:
            return {table for (table,) in database.execute(query, GATE[:1])}

    def __exit__(self, *_error):
        self.holder.close()

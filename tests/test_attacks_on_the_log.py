"""Whoever holds the database rewrites who did what: each attempt is refused, or named by the verification."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from ground.lifecycle.changelog import event_models, recorded
from ground.work.progress import watched
from ground.work.tasks import resume
from oversight.checkpoints.choices import Breach, CheckpointKind
from oversight.checkpoints.models import Block, Checkpoint, Verification, VerificationRequest
from oversight.checkpoints.taking import take_checkpoint
from oversight.checkpoints.verification import handed_over, verify
from tests.factories import make_official, make_point, make_post, make_signal

LOG = "riskpoints_riskpointevent"


def run(query: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, values or None)
        return cursor.fetchall() if cursor.description else []


def disarm(*tables: str) -> None:
    """What an owner of the tables may do; what waits for the end of the transaction is checked before."""
    run("SET CONSTRAINTS ALL IMMEDIATE")
    for table in tables:
        run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    run("SET CONSTRAINTS ALL DEFERRED")


def as_owner(query: str, *values: object) -> None:
    """What somebody does who may switch triggers off."""
    table = next(word for word in query.split() if "_" in word)
    disarm(table)
    run(query, *values)
    run(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def other_columns(*left_out: str) -> str:
    found = run(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped", LOG
    )
    return ", ".join(name for (name,) in found if name not in left_out)


@pytest.fixture
def sealed(world):
    """A register with some entries, and two checkpoints over them."""
    with recorded(world.head, "因为", "test.first"):
        points = [world.registered() for _ in range(3)]
    take_checkpoint(CheckpointKind.HOUR)
    with recorded(world.head, "因为", "test.second"):
        type(points[0]).objects.filter(pk=points[0].pk).update(name="改过")
    take_checkpoint(CheckpointKind.DAY)
    return world


def entries(log: str = LOG) -> list[int]:
    return [row[0] for row in run(f"SELECT pgh_id FROM {log} ORDER BY pgh_id")]


def first_fault():
    report = verify()
    assert report.faults
    return report.faults[0]


def test_an_untouched_log_is_whole(sealed):
    report = verify()
    assert report.faults == []
    assert report.checkpoints == 2
    assert report.entries == sum(len(block.numbers) for block in Block.objects.all()) > len(entries())
    assert (report.whole_from, report.whole_until) == tuple(
        Checkpoint.objects.order_by("number").values_list("at", flat=True)
    )


def test_every_table_of_the_log_is_in_the_checkpoints(sealed):
    tables = {table for c in Checkpoint.objects.all() for table in json.loads(c.document)["tables"]}
    filled = {m._meta.db_table for m in event_models() if m._default_manager.exists()}
    assert tables == filled | {"pghistory_context"}


def test_a_changed_entry_is_named(sealed):
    attacked = entries()[2]
    as_owner(f"UPDATE {LOG} SET filed_by_id = NULL WHERE pgh_id = %s", attacked)
    fault = first_fault()
    assert (fault.breach, fault.table, fault.entry, fault.checkpoint) == (Breach.CHANGED, LOG, attacked, 1)


def test_a_redated_entry_is_named(sealed):
    attacked = entries()[-1]
    as_owner(f"UPDATE {LOG} SET pgh_created_at = pgh_created_at + interval '1 second' WHERE pgh_id = %s", attacked)
    fault = first_fault()
    assert (fault.breach, fault.entry, fault.checkpoint) == (Breach.CHANGED, attacked, 2)
    assert verify().whole_until == Checkpoint.objects.get(number=1).at


@pytest.mark.parametrize("place", [0, 2, -1])
def test_a_removed_entry_is_named(sealed, place):
    attacked = entries()[place]
    as_owner(f"DELETE FROM {LOG} WHERE pgh_id = %s", attacked)
    fault = first_fault()
    assert (fault.breach, fault.entry) == (Breach.REMOVED, attacked)


def test_an_entry_put_among_those_before_is_named(sealed):
    attacked = entries()[2]
    as_owner(f"DELETE FROM {LOG} WHERE pgh_id = %s", attacked)
    columns = other_columns("pgh_id")
    as_owner(
        f"INSERT INTO {LOG} (pgh_id, {columns}) SELECT %s, {columns} FROM {LOG} WHERE pgh_id = %s",
        attacked,
        entries()[0],
    )
    assert (first_fault().breach, first_fault().entry) == (Breach.CHANGED, attacked)
    as_owner(f"INSERT INTO {LOG} (pgh_id, {columns}) SELECT 0, {columns} FROM {LOG} LIMIT 1")
    as_owner(f"UPDATE {LOG} SET pgh_id = %s WHERE pgh_id = 0", min(entries()[1:]) - 1)
    assert first_fault().breach in (Breach.INSERTED, Breach.CHANGED)


def test_an_entry_written_today_with_a_time_of_last_week_is_named(sealed):
    columns = other_columns("pgh_id", "pgh_created_at")
    run(
        f"INSERT INTO {LOG} (pgh_created_at, {columns}) "
        f"SELECT now() - interval '7 days', {columns} FROM {LOG} LIMIT 1"
    )
    take_checkpoint(CheckpointKind.HOUR)
    fault = first_fault()
    assert (fault.breach, fault.entry, fault.checkpoint) == (Breach.DATED_BACK, entries()[-1], 3)


def test_an_entry_about_a_signal_dated_back_by_the_day_is_named(sealed):
    """Entries of reports bear a day alone, which excuses that day and none before."""
    make_signal(sealed.unit)
    log = "warnings_signalevent"
    [(attacked,)] = run(f"SELECT max(pgh_id) FROM {log}")
    today = "date_trunc('day', now(), 'Asia/Shanghai')"
    as_owner(f"UPDATE {log} SET pgh_created_at = {today}")
    take_checkpoint(CheckpointKind.DAY)
    assert verify().faults == []
    make_signal(sealed.unit)
    as_owner(f"UPDATE {log} SET pgh_created_at = {today} - interval '2 days' WHERE pgh_id > %s", attacked)
    take_checkpoint(CheckpointKind.DAY)
    fault = first_fault()
    assert (fault.breach, fault.table, fault.entry) == (Breach.DATED_BACK, log, attacked + 1)


def test_another_person_or_reason_in_a_context_is_named(sealed):
    disarm("pghistory_context")
    [(attacked,)] = run("SELECT min(number) FROM pghistory_context WHERE metadata->>'action' LIKE 'riskpoint.%'")
    run("UPDATE pghistory_context SET metadata = metadata || '{\"user\": 0}' WHERE number = %s", attacked)
    fault = first_fault()
    assert (fault.breach, fault.table, fault.entry) == (Breach.CHANGED, "pghistory_context", attacked)


def test_digests_made_to_fit_a_changed_entry_do_not_fit_the_signature(sealed):
    """Whoever writes the blocks anew would have to sign anew."""
    disarm(LOG, "checkpoints_block")
    run(f"UPDATE {LOG} SET name = '另' WHERE pgh_id = %s", entries()[0])
    from oversight.checkpoints.entries import columns_of, digest, lines, log_tables

    [table] = [t for t in log_tables() if t.name == LOG]
    for block in Block.objects.filter(table=LOG):
        found = b"".join(
            digest("sha256", line) for line in lines(table, columns_of(table), block.first - 1, block.last)
        )
        Block.objects.filter(pk=block.pk).update(digests=found, digest=digest("sha256", found).hex())
    fault = first_fault()
    assert (fault.breach, fault.table, fault.checkpoint) == (Breach.CHECKPOINT, LOG, 1)


def test_a_checkpoint_written_anew_or_taken_out_is_named(sealed):
    disarm("checkpoints_checkpoint", "checkpoints_block")
    whole = Checkpoint.objects.get(number=1).document
    Checkpoint.objects.filter(number=1).update(document="{}")
    assert (first_fault().breach, first_fault().checkpoint) == (Breach.CHECKPOINT, 1)
    Checkpoint.objects.filter(number=1).update(document=whole)
    assert verify().faults == []
    run("DELETE FROM checkpoints_block WHERE checkpoint_id = 1")
    run("DELETE FROM checkpoints_checkpoint WHERE number = 1")
    assert (first_fault().breach, first_fault().checkpoint) == (Breach.MISSING, 1)


def test_a_history_sealed_anew_with_the_key_of_the_register_differs_from_what_the_auditor_kept(sealed):
    kept = [handed_over(checkpoint) for checkpoint in Checkpoint.objects.order_by("number")]
    assert verify(kept).faults == []
    disarm("checkpoints_block", "checkpoints_checkpoint", LOG)
    run("DELETE FROM checkpoints_block")
    run("DELETE FROM checkpoints_checkpoint")
    run(f"UPDATE {LOG} SET filed_by_id = NULL")
    take_checkpoint(CheckpointKind.DAY)
    assert verify().faults == []
    faults = verify(kept).faults
    assert [fault.checkpoint for fault in faults[:1]] == [1]


def test_a_checkpoint_signed_by_a_key_that_is_not_at_hand_is_named(sealed, settings):
    import base64

    settings.CHECKPOINT_KEYS = [base64.b64encode(bytes(32)).decode()]
    assert (first_fault().breach, first_fault().checkpoint) == (Breach.KEY, 1)


def test_after_a_change_of_keys_the_log_is_whole(sealed, settings):
    import base64

    settings.CHECKPOINT_KEYS = [base64.b64encode(bytes(32)).decode(), *settings.CHECKPOINT_KEYS]
    take_checkpoint(CheckpointKind.HOUR)
    assert verify().faults == []


def test_sm3_by_setting(sealed, settings):
    settings.LOG_DIGEST = "sm3"
    sealed.registered()
    take_checkpoint(CheckpointKind.HOUR)
    assert verify().faults == []
    as_owner(f"DELETE FROM {LOG} WHERE pgh_id = %s", entries()[-1])
    assert (first_fault().breach, first_fault().checkpoint) == (Breach.REMOVED, 3)


@pytest.mark.parametrize(
    "table",
    [
        LOG,
        "pghistory_context",
        "integrity_filelook",
        "warnings_reporterlook",
        "checkpoints_checkpoint",
        "checkpoints_block",
        "checkpoints_verification",
    ],
)
def test_the_log_is_neither_changed_nor_emptied(sealed, table):
    column = run("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum = 1", table)[0][0]
    run("SET CONSTRAINTS ALL IMMEDIATE")
    refused = [f"TRUNCATE {table} CASCADE"]
    if run(f"SELECT 1 FROM {table} LIMIT 1"):
        refused += [f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"]
    for query in refused:
        with pytest.raises(DatabaseError, match=r"only grows|Cannot update or delete"), transaction.atomic():
            run(query)


def test_looks_at_people_are_neither_changed_nor_deleted(world):
    from integrity.choices import Opened
    from integrity.file_looks import record_looks
    from integrity.models import FileLook

    record_looks([make_official(make_post(world.unit)).pk], Opened.FILE, by=world.inspector)
    for change in (lambda: FileLook.objects.all().delete(), lambda: FileLook.objects.update(by=world.head)):
        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            change()


def test_every_table_of_the_log_is_guarded(db):
    guarded = {
        row[0] for row in run("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'only_grows_whole'")
    }
    assert {m._meta.db_table for m in event_models()} < guarded


def test_a_later_change_in_a_request_does_not_overwrite_the_context_of_an_earlier_one(world):
    import pghistory

    with pghistory.context(user=1, reason="先"):
        point = make_point(world.unit)
        with pghistory.context(reason="后"):
            type(point).objects.filter(pk=point.pk).update(name="二")
    found = run(
        f"SELECT c.metadata->>'reason' FROM {LOG} e JOIN pghistory_context c ON c.id = e.pgh_context_id "
        "WHERE e.pgh_obj_id = %s ORDER BY e.pgh_id",
        point.pk,
    )
    assert [row[0] for row in found][-2:] == ["先", "后"]


def test_the_command_names_the_first_entry_and_fails(sealed, capsys):
    call_command("verify_log")
    assert Verification.objects.first().is_whole
    attacked = entries()[1]
    as_owner(f"DELETE FROM {LOG} WHERE pgh_id = %s", attacked)
    with pytest.raises(CommandError, match="not whole"):
        call_command("verify_log")
    assert f"{LOG} {attacked}" in capsys.readouterr().err
    kept = Verification.objects.first()
    assert (kept.breach, kept.entry, kept.table, kept.checkpoint) == ("removed", attacked, LOG, 1)


def test_the_auditor_sees_it_is_told_of_it_and_keeps_the_checkpoint(sealed, signed_in):
    from oversight.checkpoints import tasks

    tasks.daily_checkpoint()
    newest = Checkpoint.objects.first()
    [notice] = sealed.auditor.notices.all()
    assert newest.digest in str(notice) and newest.signature in str(notice)
    page = signed_in(sealed.auditor).get("/checkpoints/").content.decode()
    assert "日志完整" in page and f"/checkpoints/{newest.number}/" in page
    kept = json.loads(signed_in(sealed.auditor).get(f"/checkpoints/{newest.number}/").content)
    assert verify([kept]).faults == []
    assert signed_in(sealed.administrator).get("/checkpoints/").status_code == 403
    as_owner(f"DELETE FROM {LOG} WHERE pgh_id = %s", entries()[0])
    tasks.verify_log()
    assert f"{LOG}" in str(sealed.auditor.notices.first())


def test_a_verification_is_asked_for_once_and_goes_on_after_a_kill(sealed, signed_in):
    client = signed_in(sealed.auditor)
    for _n in range(2):
        client.post("/checkpoints/")
    [asked] = VerificationRequest.objects.all()
    assert (
        asked.by == sealed.auditor
        and 'hx-get="/checkpoints/progress/"' in client.get("/checkpoints/").content.decode()
    )
    assert "HX-Refresh" not in client.get("/checkpoints/progress/").headers
    VerificationRequest.objects.update(status="working", tries=1)  # a worker was killed
    told: list[int] = []
    with watched(told.append):
        resume()
    asked.refresh_from_db()
    assert asked.is_done and asked.found == Verification.objects.get()
    assert told == sorted(set(told)) and told[-1] == 100
    assert client.get("/checkpoints/progress/").headers["HX-Refresh"] == "true"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_verification_shows_its_progress_to_who_looks_on_and_to_nobody_else(sealed):
    terminal, silent, log = Terminal(), Terminal(), io.StringIO()
    call_command("verify_log", stderr=terminal)
    call_command("verify_log", stderr=silent, verbosity=0)
    call_command("verify_log", stderr=log)
    assert "100 %" in terminal.getvalue() and silent.getvalue() == log.getvalue() == ""

"""An import at work: read, then, when its person says so, brought in; by one worker at a time, again after a kill.

The register is written in one transaction, so that a worker that was killed leaves nothing half done behind.
"""

from __future__ import annotations

from django.db import connection, transaction

from exchange.workbooks.choices import ImportStatus
from exchange.workbooks.incoming import answers
from exchange.workbooks.incoming.files import Unreadable
from exchange.workbooks.incoming.forms import IncomingForm
from exchange.workbooks.incoming.judgement import count, facts_of, forms_of, judge, persist
from exchange.workbooks.incoming.staging import stage
from exchange.workbooks.models import Import
from ground.lifecycle.changelog import recorded
from ground.lifecycle.machine import NotAllowed
from ground.work import progress
from ground.work.runners import Runner
from ground.work.sql_files import sql
from riskpoints.lifecycle import RISK_POINT_LIFECYCLE
from riskpoints.models import RiskPoint
from units.models import Unit


class Cancelled(Exception):
    """Its person asked to stop."""


class Incomplete(Exception):
    """Rows are refused, and all or none were wanted."""


def _go_on(source: Import) -> None:
    """Read it, or bring it in."""
    try:
        if source.status == ImportStatus.READING:
            read(source)
        else:
            write(source)
    except Cancelled:
        source.end(ImportStatus.CANCELLED)
    except Unreadable as refusal:
        source.end(ImportStatus.REFUSED, **refusal.reason)
    except NotAllowed:
        source.end(ImportStatus.FAILED, code="not_yours")


def read(source: Import) -> None:
    """Rows as they were read, with what is to become of each. Raises Unreadable, Cancelled."""
    is_new = not source.rows.exists()  # else its person mended a row, and they are looked at again
    if is_new:
        stage(source, lambda done, total: _tell(source, 70 * done // max(total, 1)))
    if not any(sheet["form"] for sheet in source.sheets):
        raise Unreadable("no_form")
    judge_rows(source)
    for _round in range(answers.ROUNDS if is_new else 0):
        if not answers.apply_remembered(source):
            break
        judge_rows(source)
    source.status = ImportStatus.READY
    source.save(update_fields=["status"])


def judge_rows(source: Import) -> None:
    """Judge all rows that are not in the register yet."""
    with transaction.atomic():
        forms = forms_of(source)
        for n, form in enumerate(forms):
            _tell(source, 70 + 30 * n // len(forms))
            judge(source, form)
            persist()
        count(source)


def write(source: Import) -> None:
    """Bring in every row that is new or changed, in one transaction. Raises Cancelled."""
    try:
        with transaction.atomic(), recorded(source.by, source.file_name, "import.write"):
            _hold_still(source)
            forms = forms_of(source)
            filed = 0
            for n, form in enumerate(forms):
                _tell(source, 100 * n // len(forms))
                filed += _write(source, form)
            count(source)
            source.obstacle, source.filed = {}, filed
            source.finish("obstacle", "filed")
            _tell(source, 99)
    except Incomplete:
        source.refresh_from_db()
        judge_rows(source)
        source.status, source.obstacle = ImportStatus.READY, {"code": "nothing_whole", "count": source.refused}
        source.save(update_fields=["status", "obstacle"])


def _hold_still(source: Import) -> None:
    """Two files for the same unit are brought in one after the other."""
    units = source.rows.exclude(unit=None).values("unit").order_by()
    list(Unit.objects.filter(pk__in=units).select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def _write(source: Import, form: IncomingForm) -> int:
    """Bring in the rows of one form; returns how many were filed."""
    judge(source, form)
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM judged WHERE outcome = 'refused')")
        if source.whole and cursor.fetchone()[0]:
            raise Incomplete
        if form.write:
            form.write(cursor, facts_of(source))
        else:
            cursor.execute(sql("exchange.workbooks", f"write_{form.name}"), facts_of(source))
        persist(written=True)
        cursor.execute("SELECT target FROM written WHERE files")
        written = [pk for (pk,) in cursor.fetchall()]
    _tell(source, 60)
    if not written or not source.file_at_once:
        return 0
    result = RISK_POINT_LIFECYCLE.attempt(RiskPoint.objects.filter(pk__in=written), "file", by=source.by)
    return len(result.done)


def _tell(source: Import, percent: int) -> None:
    """Say how far it is; raises Cancelled where its person asked to stop."""
    progress.say(source, percent)
    if Import.objects.filter(pk=source.pk, cancel_asked=True).exists():
        raise Cancelled


IMPORTS = Runner("import", Import.objects.select_related("by", "unit"), _go_on)
go_on = IMPORTS.go_on

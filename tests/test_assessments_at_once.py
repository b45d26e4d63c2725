"""Workers that are killed in an assessment, and several at once."""

import signal as signals
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from riskwarnings import assessments
from riskwarnings.models import (
    Assessment,
    AssessmentPart,
    Touched,
    Warning,
)
from tests.factories import World, make_measure, make_point, make_unit, make_user
from tests.processes import finished, other_sessions, start, until, waiting_for


@pytest.fixture
def committed(transactional_db):
    """Ten units that each have something overdue, and a part of an assessment that covers them."""
    world = World()
    for _n in range(10):
        make_measure(make_point(make_unit(world.county)), due_on=timezone.localdate() - timedelta(days=20))
    assessments.begin()
    world.part = AssessmentPart.objects.get(area=world.city)
    return world


GO_ON = "from riskwarnings import assessments; assessments.go_on({pk}); print('done')"


def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_next_one_does_it_all(committed):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE warnings_warning IN EXCLUSIVE MODE")
        worker = start(GO_ON.format(pk=committed.part.pk))
        until("the worker proposes", lambda: waiting_for("warnings_warning"))
        worker.send_signal(signals.SIGKILL)
        worker.wait()
    assert worker.returncode == -signals.SIGKILL
    until("its session ends", lambda: not other_sessions())
    committed.part.refresh_from_db()
    assert committed.part.finished_at is None and Warning.objects.count() == 0
    assert committed.part.pk in assessments.unfinished()
    finished(start(GO_ON.format(pk=committed.part.pk)))
    committed.part.refresh_from_db()
    assert committed.part.finished_at and Warning.objects.count() == 10


def test_two_workers_at_once_and_what_changed_propose_nothing_twice(committed):
    changed = "from riskwarnings import assessments; assessments.assess_changed(); print('done')"
    workers = [start(code) for code in (*[GO_ON.format(pk=committed.part.pk)] * 2, changed, changed)]
    for worker in workers:
        assert "done" in finished(worker)
    assert Warning.objects.count() == 10
    assert Warning.objects.values("fingerprint").distinct().count() == 10


def test_two_schedulers_at_once_begin_one_assessment(committed):
    begin = "from riskwarnings import assessments; a = assessments.begin(nightly=True); print(a and a.pk)"
    told = [finished(process) for process in [start(begin), start(begin)]]
    assert sum("None" in text for text in told) == 1
    assert Assessment.objects.filter(is_nightly=True).count() == 1


def test_two_escalations_at_once_take_a_warning_one_level_up(committed):
    from tests.factories import make_warning

    for unit in (committed.unit, committed.elsewhere):
        warning = make_warning(unit, make_user("inspector", committed.city))
        warning.perform("issue", by=warning.proposed_by, handling="reminder", level="blue", due_on=None)
    Warning.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    code = "from riskwarnings.escalations import escalate; print('up', escalate())"
    told = [finished(process) for process in [start(code), start(code)]]
    assert sum(int(text.split()[-1]) for text in told) == 2
    assert set(Warning.objects.values_list("level", "escalations")) == {("yellow", 1)}


def test_a_worker_killed_while_it_assesses_what_changed_leaves_it_on_the_list(committed):
    noted = Touched.objects.count()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE warnings_warning IN EXCLUSIVE MODE")
        worker = start("from riskwarnings import assessments; assessments.assess_changed()")
        until("the worker proposes", lambda: waiting_for("warnings_warning"))
        worker.send_signal(signals.SIGKILL)
        worker.wait()
    until("its session ends", lambda: not other_sessions())
    assert Touched.objects.count() == noted
    assessments.assess_changed()
    assert Warning.objects.count() == 10 and not Touched.objects.exists()

"""An assessment that loses worker, database and broker: `interrupt` begins it, `kill` ends them, `check` looks."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HERE))
os.chdir(HERE)
os.environ["DJANGO_SETTINGS_MODULE"] = "riskcontrol.settings"
WITHIN = 150  # seconds


def until(what: str, holds) -> None:
    end = time.monotonic() + WITHIN
    while not holds():
        assert time.monotonic() < end, f"not within {WITHIN} s: {what}"
        time.sleep(0.2)


def workers() -> list[int]:
    """The Celery processes of this checkout."""
    found = subprocess.run(["pgrep", "-f", "celery -A riskcontrol"], capture_output=True, text=True).stdout.split()
    return [int(pid) for pid in found if os.path.realpath(f"/proc/{pid}/cwd") == str(HERE)]


def interrupt() -> None:
    """Begin an assessment and kill the worker while it writes what a rule found."""
    from django.db import connection, transaction

    from riskwarnings import assessments
    from riskwarnings.models import Touched, Warning, WarningSignal

    # What the demo was loaded with has been assessed by now; make room, so that there is something to propose.
    until("what was loaded is assessed", lambda: not Touched.objects.exists())
    WarningSignal.objects.exclude(warning__rule="").delete()
    Warning.objects.exclude(rule="").delete()
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'warnings_warning'::regclass"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE warnings_warning IN EXCLUSIVE MODE")
        subprocess.run([sys.executable, __file__, "begin"], check=True)

        def stuck() -> bool:
            cursor.execute(waiting)
            return bool(cursor.fetchone()[0])

        until("a worker writes what it found", stuck)
        for pid in workers():
            os.kill(pid, signal.SIGKILL)
        until("the workers are dead", lambda: not set(workers()) - zombies())
    assert assessments.unfinished()
    print("assessment: the worker was killed in the middle")


def zombies() -> set[int]:
    dead = set()
    for pid in workers():
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            state = "Z"
        if state == "Z":
            dead.add(pid)
    return dead


def begin() -> None:
    """Two schedulers at the same moment."""
    code = "import django; django.setup(); from ground.work import jobs; jobs.run('assess')"
    both = [subprocess.Popen([sys.executable, "-c", code]) for _n in range(2)]
    assert [process.wait() for process in both] == [0, 0]


def kill() -> None:
    from riskcontrol.embedded.place import VAR, Place

    place = Place.below(VAR)
    for file in ("postgres/postmaster.pid", "valkey/valkey.pid"):
        os.kill(int((place.home / file).read_text().split()[0]), signal.SIGKILL)
    print("assessment: PostgreSQL and Valkey were killed")


def check() -> None:
    """The parts are finished by the worker of the second start, and nothing was proposed twice."""
    from riskwarnings import assessments
    from riskwarnings.choices import OPEN
    from riskwarnings.models import Assessment, AssessmentPart, Warning

    assert Assessment.objects.filter(is_nightly=True).count() == 1, "two schedulers began two assessments"
    until("the assessment is finished", lambda: not AssessmentPart.objects.exclude(status="done").exists())
    made = Warning.objects.exclude(rule="").filter(status__in=OPEN)
    fingerprints = list(made.values_list("fingerprint", flat=True))
    assert fingerprints and len(fingerprints) == len(set(fingerprints)), fingerprints
    for part in assessments.begin().parts.all():  # another one finds nothing that was lost
        assessments.go_on(part.pk)
    assert made.count() == len(fingerprints), (made.count(), len(fingerprints))
    print(f"assessment: finished after the kill, {len(fingerprints)} warnings proposed once each")


if __name__ == "__main__":
    command = sys.argv[1]
    if command not in ("kill",):
        from riskcontrol import embedded

        embedded.ensure(embedded.VAR)
        import django

        django.setup()
    {"interrupt": interrupt, "begin": begin, "kill": kill, "check": check}[command]()

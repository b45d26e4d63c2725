"""A process that lives while a ring gets a new key takes it over: nothing is started again, nobody is signed out."""

import pytest
from django.core import signing

from riskcontrol import keyring
from riskcontrol.keyring import RINGS, changing, kept, public_half
from tests.processes import finished, start

ANSWERS = """
from celery.signals import task_prerun
from django.conf import settings
from django.core import signing
from django.core.signals import request_started
from oversight.checkpoints.keys import sign
import riskcontrol.celery

begins = {"request": request_started, "task": task_prerun}
for line in iter(input, "end"):
    begins[line].send(sender=None)
    print(signing.dumps("x"), sign(b"x")[0], len(settings.REPORTER_KEYS), flush=True)
"""
# What each thread closes it opens again, whatever happens to the keys in between.
THREADS = """
import threading, time
from django.core import signing
from django.core.signals import request_started

failed, end = [], time.monotonic() + 8
def ask():
    while time.monotonic() < end:
        request_started.send(sender=None)
        closed = signing.dumps("x")
        request_started.send(sender=None)
        try:
            signing.loads(closed)
        except signing.BadSignature:
            failed.append(closed)
threads = [threading.Thread(target=ask) for _n in range(4)]
[thread.start() for thread in threads]
print("on", flush=True)
[thread.join() for thread in threads]
print(len(failed))
"""


@pytest.fixture
def var(tmp_path, monkeypatch):
    """An installation with every ring in its file."""
    for name in RINGS:
        monkeypatch.delenv(name, raising=False)
        if RINGS[name].make:
            kept(name, tmp_path)
    return tmp_path


def rotate(name, var, drop=False):
    """What `manage.py keys --rotate` does to the file; the new key."""
    ring = RINGS[name]
    with changing(var):
        keys = [ring.make(), *([] if drop else (var / ring.file_name).read_text().split())]
        keyring.keep(name, ring.settled(keys), var)
    return keys[0]


def ask(process, begun):
    process.stdin.write(f"{begun}\n")
    process.stdin.flush()
    closed, checkpoint_key, reporter_keys = process.stdout.readline().split()
    return closed, checkpoint_key, int(reporter_keys)


@pytest.mark.parametrize("begun", ["request", "task"])
def test_new_keys_are_taken_over_at_the_next_request_or_task(db, var, begun):
    old = (var / "secret_key").read_text()
    process = start(ANSWERS, RISKCONTROL_VAR=str(var))
    try:
        closed, signed_by, _n = ask(process, begun)
        assert signing.loads(closed, key=old) == "x"
        new = {name: rotate(name, var) for name, ring in RINGS.items() if ring.make}
        closed, signs_now, reporter_keys = ask(process, begun)
        assert signing.loads(closed, key=new["SECRET_KEY"]) == "x"
        assert signs_now != signed_by and reporter_keys == 2
        # What is torn or gone leaves the keys as they were.
        (var / "secret_key").write_text("")
        (var / "checkpoint_keys").unlink()
        closed, signs_then, _n = ask(process, begun)
        assert signing.loads(closed, key=new["SECRET_KEY"]) == "x" and signs_then == signs_now
        assert not (var / "checkpoint_keys").exists()
        print("end", file=process.stdin, flush=True)
        assert process.wait(30) == 0
    finally:
        process.kill()


def test_while_keys_change_every_thread_opens_what_it_closed(db, var):
    process = start(THREADS, RISKCONTROL_VAR=str(var))
    assert process.stdout.readline() == "on\n"
    for _n in range(200):
        rotate("SECRET_KEY", var)
    assert finished(process) == "0\n"


def test_a_key_in_the_environment_is_no_file(db, var):
    process = start(ANSWERS, RISKCONTROL_VAR=str(var), SECRET_KEY="of the environment" * 3)
    try:
        rotate("SECRET_KEY", var)
        closed, *_rest = ask(process, "request")
        assert signing.loads(closed, key="of the environment" * 3) == "x"
    finally:
        process.kill()


def test_the_halves_of_a_ring_are_found_by_everybody_who_has_the_key():
    whole = RINGS["CHECKPOINT_KEYS"].make()
    assert public_half(public_half(whole)) == public_half(whole) != whole
    assert whole not in public_half(whole)

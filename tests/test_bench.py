"""The bench asks every action and takes no other answer for it, beside a floor; and it leaves nothing behind."""

import json
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from kombu import Connection
from redis import Redis

from bench import database, server, stage
from bench.memory import MOST_OF_IMPORT
from bench.proofs import Refused, api_page, leads_to, page
from bench.server import Answer
from riskcontrol import databases
from riskcontrol.settings import broker_of
from tests.processes import until
from tests.provinces import SCALE, province, run

pytestmark = pytest.mark.xdist_group("province")


def left_behind() -> list[str]:
    """Databases, folders and keys of the bench."""
    redis = databases.servers()[1].split("?")[0]
    with Redis.from_url(f"{redis}?db={database.VALKEY_DATABASE}") as valkey:
        keys = [key.decode() for key in valkey.keys("*")]
    rooms = [str(room) for room in stage.folder().glob("room*")]
    return keys + rooms + [stage.COPY] * databases.exists(stage.COPY)


@pytest.mark.any_database
def test_every_action_answers_with_what_was_asked_for_and_has_a_floor(tmp_path):
    province()
    file = tmp_path / "report.json"
    # The port is another's: the bench finds its own server all the same.
    with socket.socket() as other:
        with suppress(OSError):  # somebody else has it already
            other.bind(("127.0.0.1", server.PORT))
        other.listen()
        done = run("bench", SCALE, "--rounds", "1", "--out", str(file))
    assert file.exists(), done.stdout + done.stderr
    report = json.loads(file.read_text())
    assert [row for row in report["results"] if "error" in row] == []
    assert done.returncode == 0, done.stdout + done.stderr
    assert report["complete"]
    assert all(row["floor_statements"] > 0 and row["product"] > 0 for row in report["results"])
    assert len(report["results"]) > 40
    brought = {name: size for name, size in report["memory_mb"].items() if "300 rows" in name}
    assert len(brought) == 2 and all(0 < size < MOST_OF_IMPORT for size in brought.values())
    assert "grows with rows^" in done.stdout
    assert left_behind() == []


@pytest.mark.any_database
def test_ended_by_ctrl_c_it_puts_everything_away(tmp_path):
    province()
    log = Path(tmp_path / "log")
    with log.open("w") as said:
        # Tests that were started in the background of a shell hand on that Ctrl-C is to be ignored.
        bench = subprocess.Popen(
            [sys.executable, "-m", "bench", SCALE],
            stdout=said,
            stderr=said,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        until("the copy is made", lambda: databases.exists(stage.COPY) or bench.poll() is not None, seconds=120)
        bench.send_signal(signal.SIGINT)
        bench.wait(120)
    assert "KeyboardInterrupt" in log.read_text()
    assert left_behind() == []


def answer(status: int = 200, text: str = "", location: str = "") -> Answer:
    return Answer(status, location, text, 1.0, 0.0, 0)


REGISTER = '<title>\n风险点 · 系统</title> <a href="/riskpoints/7/">x</a> <a href="/riskpoints/8/?in=queue">y</a>'


def test_a_page_is_proven_by_its_title_and_the_rows_that_the_floor_fetched():
    proof = page("风险点", "/riskpoints/{}/", shows=["系统"])
    proof(answer(text=REGISTER), [7, 8])
    for other, fetched in (
        (answer(302, location="/account/login/?next=/riskpoints/"), []),
        (answer(500, text=REGISTER), []),
        (answer(text=REGISTER.replace("风险点", "登录")), []),
        (answer(text=REGISTER.replace("系统", "")), []),
        (answer(text=REGISTER), [7, 9]),
        (answer(text=REGISTER), [70]),
    ):
        with pytest.raises(Refused):
            proof(other, fetched)


def test_a_form_is_proven_by_where_it_leads_and_the_api_by_its_keys():
    leads_to(r"/riskpoints/\d+/")(answer(302, location="/riskpoints/7/"), None)
    for other in (answer(), answer(302, location="/account/login/?next=/riskpoints/7/")):
        with pytest.raises(Refused):
            leads_to(r"/riskpoints/\d+/")(other, None)
    found = json.dumps({"results": [{"id": 8}, {"id": 7}]})
    api_page(answer(text=found), [8, 7])
    for wrong in (answer(text=found), [8]), (answer(403, text=found), [8, 7]):
        with pytest.raises(Refused):
            api_page(*wrong)


def test_the_queue_lies_in_the_database_that_the_address_names():
    """Celery reads the number of a socket's database from another word than redis-py."""
    address = f"{databases.servers()[1].split('?')[0]}?db=5"
    with Connection(broker_of(address)) as broker, Redis.from_url(address) as valkey:
        queue = broker.SimpleQueue("of-the-test")
        queue.put("x")
        assert valkey.llen("of-the-test") == 1
        queue.clear()
        valkey.flushdb()


def test_the_queue_of_a_server_on_the_network_keeps_its_address():
    assert broker_of("redis://cache:6379/3") == "redis://cache:6379/3"

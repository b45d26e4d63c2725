"""make load SCALE=1: 300 people of mixed roles at work for five minutes, five seconds of thought between pages.

Locust plays the people from a process of its own; web server, worker and PostgreSQL share the machine with it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from typing import Any

import psycopg

from bench import database, stage
from bench.memory import memory
from bench.visitors import session_of
from riskcontrol.environment import BASE

LIAISONS, HEADS = 120, 60
WEB_WORKERS = 2


def people(connection: psycopg.Connection) -> dict[str, list[dict[str, Any]]]:
    """Sessions by role, each with what its person opens."""

    def numbers(sql: str, *parameters: Any) -> list[int]:
        return [pk for (pk,) in connection.execute(sql, parameters)]

    def person(username: str, **looks_at: list[int]) -> dict[str, Any]:
        return {"session": session_of(username), **looks_at}

    points = "SELECT id FROM riskpoints_riskpoint WHERE path LIKE %s AND status <> 'applied' ORDER BY id LIMIT 40"
    flows = (
        "SELECT f.id FROM powers_flow f JOIN powers_poweritem p ON p.id = f.power_item_id WHERE p.unit_id = %s "
        "ORDER BY f.id LIMIT 10"
    )
    units = connection.execute(
        "SELECT id, code, path FROM units_unit WHERE NOT is_area AND id %% 97 = 5 ORDER BY id LIMIT %s",
        [LIAISONS],
    ).fetchall()
    counties = connection.execute(
        "SELECT id, division_id, path FROM units_unit WHERE is_area AND depth = 3"
    ).fetchall()
    cities = connection.execute("SELECT id, division_id FROM units_unit WHERE is_area AND depth = 2").fetchall()
    areas = numbers("SELECT id FROM units_unit WHERE is_area")
    inside = (
        "SELECT a.id FROM units_unit a JOIN units_unit c ON a.path LIKE c.path || '%%' WHERE a.is_area AND c.id = %s"
    )
    published = numbers("SELECT id FROM powers_flow WHERE status = 'published' ORDER BY id LIMIT 400")
    return {
        "liaison": [
            person(f"lianluo-{code}", points=numbers(points, f"{path}%"), flows=numbers(flows, pk))
            for pk, code, path in units
        ],
        "head": [person(f"fuzeren-{code}", points=numbers(points, f"{path}%")) for _pk, code, path in units[:HEADS]],
        "inspector": [person(f"jijian-{code}", points=numbers(points, f"{path}%")) for _pk, code, path in counties],
        "checker": [
            person("jiancha", areas=areas),
            *(person(f"jiancha-{code}", areas=numbers(inside, pk)) for pk, code in cities),
        ],
        "public": [{"session": "", "flows": published}],
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="make load", description=__doc__)
    parser.add_argument("scale", type=float, nargs="?", default=1.0)
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--minutes", type=float, default=5.0)
    options = parser.parse_args()
    source = database.require(options.scale)
    with stage.prepared(source, WEB_WORKERS) as place, place.connect() as connection:
        who, result = place.folder / "people.json", place.folder / "load.json"
        who.write_text(json.dumps(people(connection)))
        who.chmod(0o600)
        most: dict[str, float] = {}
        done = threading.Event()

        def watch() -> None:
            while not done.wait(2):
                for process, size in memory(place.server.process.pid).items():
                    most[process] = max(most.get(process, 0.0), size)

        watcher = threading.Thread(target=watch)
        watcher.start()
        started = time.monotonic()
        command = [
            sys.executable,
            "-m",
            "locust",
            "--locustfile",
            "bench/load/people.py",
            "--headless",
            "--only-summary",
        ]
        command += [
            "--host",
            f"http://127.0.0.1:{place.server.port}",
            "--users",
            str(options.people),
            "--spawn-rate",
            "20",
        ]
        command += [
            "--run-time",
            f"{round(options.minutes * 60)}s",
            "--exit-code-on-error",
            "0",
            "--loglevel",
            "WARNING",
        ]
        environment = os.environ | {"BENCH_PEOPLE": str(who), "BENCH_LOAD_RESULT": str(result)}
        try:
            subprocess.run(command, check=True, env=environment, cwd=BASE, stdout=subprocess.DEVNULL)
        finally:
            done.set()
            watcher.join()
            who.unlink()
        spent = time.monotonic() - started
    found = json.loads(result.read_text()) | {"memory_mb": most, "people": options.people, "scale": options.scale}
    result.write_text(json.dumps(found, ensure_ascii=False, indent=1))
    print("| page | requests | errors | median ms | p95 ms | p99 ms |\n|---|--:|--:|--:|--:|--:|")
    for row in sorted(found["rows"], key=lambda r: r["name"] == "Aggregated"):
        times = " | ".join(f"{row[name]:.0f}" for name in ("median", "p95", "p99"))
        print(f"| {row['name']} | {row['requests']} | {row['failures']} | {times} |")
    print(f"\n{options.people} people for {spent:.0f} s: {found['per_second']:.1f} pages a second")
    for error in found["errors"]:
        print(f"  {error}")
    for process, size in sorted(most.items()):
        print(f"{size:8.0f} MB at most  {process}")


if __name__ == "__main__":
    main()

"""make bench SCALE=1: every action of the product beside the floor, on a loaded province, in one run.

A benchmark, not a test: it fails on nothing, it prints what is. Times are milliseconds.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg

from bench import database
from riskcontrol import databases

ROUNDS = 25
WARM = 4  # turns before the measured ones: both web processes have seen the page then
GOALS = {
    "page": lambda f: (3 * f + 25, 150),
    "search": lambda f: (3 * f + 25, 150),
    "api": lambda f: (3 * f + 25, 150),
    "coverage": lambda f: (50, 150),
    "write": lambda f: (3 * f + 25, 150),
    "many": lambda f: (4 * f, None),
    "job": lambda f: (30_000, None),
    "assessment": lambda f: (60_000, None),
    "index": lambda f: (30_000, None),
    "import": lambda f: (4 * f, None),
    "export": lambda f: (3 * f, None),
    "document": lambda f: (1000, None),
}
COLD = ("job", "assessment", "index", "import", "export")  # too long to be done for warmth


@dataclass
class Result:
    """Median and 95th percentile of an action, its SQL, and the median of its floor; milliseconds."""

    action: str
    kind: str
    floor: float
    floor_statements: int
    product: float
    p95: float
    sql: float
    statements: int
    rounds: int

    @property
    def ratio(self) -> float:
        return self.product / self.floor if self.floor else 0.0

    @property
    def verdict(self) -> str:
        """Whether the goal of its kind is met; "–" where it has none."""
        if self.kind not in GOALS:
            return "–"
        most, tail = GOALS[self.kind](self.floor)
        missed = [f"{self.product - most:.0f} over {most:.0f}"] if self.product > most else []
        if tail and self.p95 > tail:
            missed.append(f"p95 {self.p95 - tail:.0f} over {tail}")
        return "; ".join(missed) or "met"


def measure(action: Any, raw: psycopg.Connection, rounds: int) -> Result:
    """The product and the floor by turns, so that noise of the machine hits both."""
    from bench.floor import Floor

    floors, answers, statements = [], [], 0
    n = action.rounds or rounds
    for turn in range(n + (0 if action.kind in COLD else WARM)):
        answer = action.ask()
        assert answer.status in (200, 302), f"{action.name}: {answer.status}"
        if action.undo:
            action.undo()
        floor = Floor(raw)
        started = time.perf_counter()
        action.floor(floor)
        spent = (time.perf_counter() - started) * 1000
        if action.undo:
            action.undo()
        if turn >= WARM or action.kind in COLD:
            floors.append(spent)
            answers.append(answer)
            statements = floor.statements
    walls = sorted(a.wall for a in answers)
    return Result(
        action=action.name,
        kind=action.kind,
        floor=statistics.median(floors),
        floor_statements=statements,
        product=statistics.median(walls),
        p95=walls[min(len(walls) - 1, round(0.95 * len(walls)))],
        sql=statistics.median(a.sql for a in answers),
        statements=answers[-1].statements,
        rounds=len(answers),
    )


def show(results: list[Result]) -> str:
    lines = [
        "| action | floor ms (SQL) | product ms | p95 ms | SQL ms (n) | ratio | goal |",
        "|---|--:|--:|--:|--:|--:|---|",
    ]
    for r in results:
        lines.append(
            f"| {r.action} | {r.floor:.1f} ({r.floor_statements}) | {r.product:.1f} | {r.p95:.1f} | "
            f"{r.sql:.1f} ({r.statements}) | {r.ratio:.1f} | {r.verdict} |"
        )
    return "\n".join(lines)


def memory(pid: int) -> dict[str, float]:
    """Resident megabytes of the web and worker processes below `pid`; shared pages count in each of them."""
    children: dict[int, list[int]] = {}
    told: dict[int, tuple[str, float]] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            status = (entry / "status").read_text()
            command = (entry / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
        facts = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        children.setdefault(int(facts["PPid"]), []).append(int(entry.name))
        told[int(entry.name)] = (command, int(facts.get("VmRSS", "0 kB").split()[0]) / 1024)
    found: dict[str, float] = {}
    waiting = list(children.get(pid, []))
    while waiting:
        child = waiting.pop()
        waiting += children.get(child, [])
        command, size = told[child]
        kind = "web" if "gunicorn" in command else "worker" if "celery" in command else "other"
        found[f"{kind} {child}"] = size
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("scale", type=float, nargs="?", default=1.0)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", default="", help="actions whose name holds this")
    options = parser.parse_args()
    name = database.require(options.scale)
    database.use(name)
    import django

    django.setup()
    from django.conf import settings

    from bench.actions import Actions
    from bench.server import running
    from bench.sheets import Sheets
    from bench.subjects import Subjects
    from oversight.coverage.area_figures import fold

    with (
        psycopg.connect(databases.conninfo(name), autocommit=True) as connection,
        psycopg.connect(databases.conninfo(name), autocommit=True) as raw,
        running() as server,
    ):
        # The floor writes what triggers would write, by hand.
        raw.execute("SET session_replication_role = replica")
        subjects = Subjects.of(connection)
        actions = [*Actions(connection, subjects).all(), *Sheets(connection, subjects).all()]
        results = []
        for action in actions:
            if options.only in action.name:
                results.append(measure(action, raw, options.rounds))
                print(show(results[-1:]).splitlines()[-1], flush=True)
        fold()
        used = memory(server.pid)
        version = connection.execute("SHOW server_version").fetchone()
    print(f"\n{show(results)}\n")
    for process, size in sorted(used.items()):
        print(f"{size:8.0f} MB  {process}")
    report: dict[str, Any] = {
        "scale": options.scale,
        "machine": {"python": platform.python_version(), "postgresql": version[0] if version else ""},
        "results": [asdict(r) | {"ratio": r.ratio, "goal": r.verdict} for r in results],
        "memory_mb": used,
    }
    file = Path(settings.VAR) / "bench" / f"scale-{options.scale:g}.json"
    if options.only and file.exists():
        # Measured again: these actions in place of what an earlier run found for them.
        again = {row["action"]: row for row in report["results"]}
        report = json.loads(file.read_text())
        report["results"] = [again.get(row["action"], row) for row in report["results"]]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(report, ensure_ascii=False, indent=1))
    print(f"written to {file.relative_to(settings.BASE) if file.is_relative_to(settings.BASE) else file}")


if __name__ == "__main__":
    main()

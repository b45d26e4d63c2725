"""What the processes of a server hold in memory, and what an import takes at most."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from riskcontrol.environment import BASE

MOST_OF_IMPORT = 500  # megabytes of the worker or of the process that opens the file, the goal


def memory(pid: int) -> dict[str, float]:
    """Resident megabytes of the web and worker processes below `pid`; shared pages count in each of them."""
    children: dict[int, list[int]] = {}
    processes: dict[int, tuple[str, float]] = {}
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
        processes[int(entry.name)] = (command, int(facts.get("VmRSS", "0 kB").split()[0]) / 1024)
    found: dict[str, float] = {}
    waiting = list(children.get(pid, []))
    while waiting:
        child = waiting.pop()
        waiting += children.get(child, [])
        command, size = processes[child]
        kind = "web" if "gunicorn" in command else "worker" if "celery" in command else "other"
        found[f"{kind} {child}"] = size
    return found


def memory_of_import(content: bytes, city_pk: int, rows: int) -> dict[str, float]:
    """Megabytes that bringing in a file takes at most, of the worker and of the process that opens it.

    A process of its own stands for the worker: this one has held other things.
    """
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        command = [sys.executable, "-m", "bench.memory", file.name, str(city_pk), str(rows)]
        done = subprocess.run(command, cwd=BASE, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """The process of an import: says what it took."""
    import django

    django.setup()
    from bench.actions.action import taken_back
    from bench.inside import bring_in

    content, city_pk, rows = Path(sys.argv[1]).read_bytes(), int(sys.argv[2]), int(sys.argv[3])
    taken_back(lambda: bring_in(content, city_pk, rows))
    most = {
        f"worker, bringing in {rows:,} rows": resource.RUSAGE_SELF,
        f"process that opens {rows:,} rows": resource.RUSAGE_CHILDREN,
    }
    print(json.dumps({name: resource.getrusage(who).ru_maxrss / 1024 for name, who in most.items()}))


if __name__ == "__main__":
    main()

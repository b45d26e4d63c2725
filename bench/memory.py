"""What the processes of a server hold in memory."""

from __future__ import annotations

from pathlib import Path


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

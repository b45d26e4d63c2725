"""make bench SCALE=1: every action of the product beside the floor, on a copy of the loaded province, in one run.

A benchmark, not a test: it judges no time. It fails where the product does not answer with what was asked for.
Times are milliseconds.
"""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench import database, report, stage
from bench.beside import There
from bench.growth import growth_of_imports
from bench.measurement import ROUNDS, Here, Result, Side, factor, turns
from bench.memory import memory, memory_of_import

IMPORTED = 100_000  # rows of the spreadsheet; a few in a run that looks at the answers only
IMPORTED_ONCE = 300
MEMORY = "memory"  # is measured after the actions, and alone where this is asked for
WEB_WORKERS = 1  # one request at a time: a second process would be met cold in the middle of the measurement


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("scale", type=float, nargs="?", default=1.0)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="at most so many of each action; 1 looks only")
    parser.add_argument("--only", default="", help="actions whose name holds this")
    parser.add_argument("--rows", type=int, help=f"of the largest spreadsheet that is brought in, {IMPORTED:,} else")
    parser.add_argument("--beside", type=Path, help="another checkout, measured in turns with this one")
    parser.add_argument("--out", type=Path, help="where the report is written")
    options = parser.parse_args()
    source = database.require(options.scale)
    imported = options.rows or (IMPORTED_ONCE if options.rounds == 1 else IMPORTED)
    with ExitStack() as stack:
        place = stack.enter_context(stage.prepared(source, WEB_WORKERS))
        here = stack.enter_context(Here.on(place, imported))
        sides: list[Side] = [here]
        if options.beside:
            sides.append(stack.enter_context(There.at(options.beside, options.scale, imported)))
        name = "beside" if options.beside else "scale"
        file = options.out or place.folder / f"{name}-{options.scale:g}.json"
        version = here.raw.info.parameter_status("server_version") or ""
        found = report.Report(file, options.scale, version, keep=bool(options.only))
        print(report.HEAD_BESIDE if options.beside else report.HEAD, flush=True)
        refused = 0
        for name in here.actions:
            if options.only in name:
                row = measured(sides, name, here.actions[name].kind, options.rounds)
                refused += "error" in row
                found.add(row)
                print((report.line_beside if options.beside else report.line)(row), flush=True)
        if options.only in MEMORY:
            from bench.actions.sheets import Sheets  # once Django is set up

            sheets = Sheets(here.visitors, imported)
            found.content["memory_mb"] = memory(place.server.process.pid) | memory_of_import(
                sheets.content, sheets.subjects.city.pk, imported
            )
        found.content["complete"] = found.content["complete"] or not options.only
        found.write()
    print()
    if told := growth_of_imports(found.content["results"]):
        print(told)
    for process, size in sorted(found.content["memory_mb"].items()):
        print(f"{size:8.0f} MB  {process}")
    print(f"written to {file}")
    if refused:
        raise SystemExit(f"{refused} actions were refused.")


def measured(sides: list[Side], name: str, kind: str, rounds: int) -> dict[str, Any]:
    """The row of an action; where it breaks, the row says why and the run goes on."""
    try:
        taken = list(zip(*turns(sides, name, rounds), strict=True))
    except Exception as error:
        return {"action": name, "kind": kind, "error": f"{type(error).__name__}: {error}"[:2000]}
    row = Result.of(name, kind, taken[0]).row()
    if len(sides) > 1:
        middle, lower, upper = factor(taken[0], taken[1])
        row["beside"] = Result.of(name, kind, taken[1]).row() | {"factor": middle, "quartiles": [lower, upper]}
    return row


if __name__ == "__main__":
    main()

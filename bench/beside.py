"""Another checkout that takes its turns in a process of its own, with its own servers and its own province.

Times of two runs differ by what else the machine does; turns of the same minute do not. The other checkout needs this
package too, and answers one line of JSON for each line it is asked: [name of the action, whether the floor begins].
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from bench import database, stage
from bench.measurement import Here, Turn
from bench.proofs import Refused
from bench.server import STOP_SECONDS

ENVIRONMENT = dict(os.environ)  # before this checkout's database is named in it


class There:
    """The other side of a measurement, see bench.measurement.Side."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    @classmethod
    @contextmanager
    def at(cls, checkout: Path, scale: float, imported: int) -> Iterator[There]:
        own = checkout / ".venv/bin/python"
        process = subprocess.Popen(
            [str(own) if own.exists() else sys.executable, "-m", "bench.beside", str(scale), str(imported)],
            cwd=checkout,
            env=ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C reaches this side alone, which then ends the other
        )
        try:
            there = cls(process)
            there._answer()
            yield there
        finally:
            assert process.stdin
            process.stdin.close()  # it puts everything away and ends
            try:
                process.wait(2 * STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()

    def turn(self, name: str, floor_first: bool) -> Turn:
        assert self.process.stdin
        self.process.stdin.write(json.dumps([name, floor_first]) + "\n")
        self.process.stdin.flush()
        answer = self._answer()
        if "error" in answer:
            raise Refused(f"the other checkout: {answer['error']}")
        return Turn(**answer)

    def _answer(self) -> dict:
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("The other checkout ended; what it says stands above.")
        return json.loads(line)


def main() -> None:
    """The other end: answers until nothing more is asked."""
    scale, imported = float(sys.argv[1]), int(sys.argv[2])
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # whatever else is printed is for people
    with stage.prepared(database.require(scale), web_workers=1) as place, Here.on(place, imported) as here:
        print("{}", file=answers)
        for line in sys.stdin:
            name, floor_first = json.loads(line)
            try:
                found = asdict(here.turn(name, floor_first))
            except Exception as error:
                found = {"error": f"{type(error).__name__}: {error}"}
            print(json.dumps(found), file=answers)


if __name__ == "__main__":
    main()

"""The report of a run: a file that grows with every action, and its rows as a table."""

from __future__ import annotations

import json
import os
import platform
from pathlib import Path
from typing import Any

HEAD = (
    "| action | floor ms (SQL) | product ms | p95 ms | SQL ms (n) | ratio | rounds | goal |\n"
    "|---|--:|--:|--:|--:|--:|--:|---|"
)
HEAD_BESIDE = "| action | this ms | the other ms | factor | quartiles | rounds |\n|---|--:|--:|--:|--:|--:|"


def line(row: dict[str, Any]) -> str:
    if "error" in row:
        return f"| {row['action']} | refused: {row['error']} |"
    p95 = f"{row['p95']:.1f}" if row["p95"] else "–"
    return (
        f"| {row['action']} | {row['floor']:.1f} ({row['floor_statements']}) | {row['product']:.1f} | {p95} | "
        f"{row['sql']:.1f} ({row['statements']}) | {row['ratio']:.1f} | {row['rounds']} | {row['goal']} |"
    )


def line_beside(row: dict[str, Any]) -> str:
    if "error" in row:
        return line(row)
    other = row["beside"]
    return (
        f"| {row['action']} | {row['product']:.1f} | {other['product']:.1f} | {other['factor']:.2f} | "
        f"{other['quartiles'][0]:.2f}–{other['quartiles'][1]:.2f} | {row['rounds']} |"
    )


class Report:
    """What a run found so far. The file is complete JSON at any moment; `complete` says whether the run was.

    kept: rows of an earlier run, which those of this run replace one by one.
    """

    def __init__(self, file: Path, scale: float, postgresql: str, *, keep: bool) -> None:
        self.file = file
        self.content: dict[str, Any] = {
            "scale": scale,
            "machine": {"python": platform.python_version(), "postgresql": postgresql},
            "complete": False,
            "results": [],
            "memory_mb": {},
        }
        if keep and file.exists():
            self.content = json.loads(file.read_text())

    def add(self, row: dict[str, Any]) -> None:
        rows = self.content["results"]
        known = next((n for n, old in enumerate(rows) if old["action"] == row["action"]), None)
        if known is None:
            rows.append(row)
        else:
            rows[known] = row
        self.write()

    def write(self) -> None:
        part = self.file.with_suffix(".part")
        part.write_text(json.dumps(self.content, ensure_ascii=False, indent=1))
        os.replace(part, self.file)

"""make growth: how each action grows from scale to scale, from the files that `make bench` wrote.

The growth of an action is the exponent b of time ~ scale^b, fitted over all scales measured: 0 where the time stays,
1 where it grows with the register. Beside it stands what three times the register costs by that, 3^b, and in the last
column what the largest scale cost against the one before.
"""

from __future__ import annotations

import json
import re
from math import log
from typing import Any

from bench.stage import folder

BROUGHT = re.compile(r"bring in ([\d,]+) rows")


def fitted(points: list[tuple[float, float]]) -> float:
    """The exponent b of y ~ x^b by least squares over the logarithms."""
    xs, ys = [log(x) for x, _y in points], [log(y) for _x, y in points]
    middle_x, middle_y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((x - middle_x) ** 2 for x in xs)
    return sum((x - middle_x) * (y - middle_y) for x, y in zip(xs, ys, strict=True)) / spread


def growth_of_imports(rows: list[dict[str, Any]]) -> str:
    """How the bringing in of a file grows with its rows, in words; empty where fewer than two sizes were measured.

    rows: of a report.
    """
    found = [(BROUGHT.fullmatch(row["action"]), row) for row in rows if "error" not in row]
    sizes = [(float(name[1].replace(",", "")), row["product"]) for name, row in found if name]
    if len(sizes) < 2:
        return ""
    each = ", ".join(f"{ms / size:.2f} ms each of {size:,.0f} rows" for size, ms in sorted(sizes))
    return f"bringing in grows with rows^{fitted(sizes):.2f}: {each}"


def main() -> None:
    reports = sorted((json.loads(f.read_text()) for f in folder().glob("scale-*.json")), key=lambda r: r["scale"])
    if len(reports) < 2:
        raise SystemExit("Run `make bench` at two scales at least, e.g. SCALE=0.1 and SCALE=1.")
    scales = [report["scale"] for report in reports]
    times = [{row["action"]: row["product"] for row in report["results"] if "error" not in row} for report in reports]
    shared = [name for name in times[-1] if all(name in found for found in times)]
    print(f"| action | {' | '.join(f'×{scale:g}' for scale in scales)} | exponent | ×3 costs | last step |")
    print(f"|---|{'--:|' * len(scales)}--:|--:|--:|")
    for name in shared:
        measured = [found[name] for found in times]
        exponent = fitted(list(zip(scales, measured, strict=True)))
        cells = " | ".join(f"{ms:.1f}" for ms in measured)
        print(f"| {name} | {cells} | {exponent:.2f} | {3**exponent:.2f} | {measured[-1] / measured[-2]:.2f} |")


if __name__ == "__main__":
    main()

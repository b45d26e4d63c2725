"""What a sheet claims of itself, in its total, title or notes, beside what its rows give. No models.

A school's handbook prints “37 risk points: 12 + 7 + 10”; nothing of the kind goes through unnoticed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from exchange.workbooks.incoming.cells import plain

TOTAL = re.compile(r"(?:合计|总计|共计|小计|共有|共)(?:\D{0,12}?)(\d+)(?:个|条|项|处)?")
SUM = re.compile(r"\d+(?:\+\d+)+")
GRADES = {
    "high": re.compile(r"(?:高|一级|Ⅰ级|I级)(?:风险|等级)*点?[:：为]?(\d+)(?:个|条|项|处)?"),
    "medium": re.compile(r"(?:中|二级|Ⅱ级|II级)(?:风险|等级)*点?[:：为]?(\d+)(?:个|条|项|处)?"),
    "low": re.compile(r"(?:低|三级|Ⅲ级|III级)(?:风险|等级)*点?[:：为]?(\d+)(?:个|条|项|处)?"),
}


def claims(texts: Iterable[tuple[int, str]], rows: int, grades: Counter[str]) -> list[dict[str, Any]]:
    """Every text that speaks of a total, as {"row", "text"}; with a code and its figures where it is not true.

    texts: (row number, text). rows: how many the sheet has. grades: how many of each.
    """
    found: list[dict[str, Any]] = []
    for row, text in texts:
        bare = plain(text)
        if not (total := TOTAL.search(bare)):
            continue
        claimed = int(total[1])
        parts = {grade: int(m[1]) for grade, pattern in GRADES.items() if (m := pattern.search(bare))}
        sums = [int(n) for n in SUM.search(bare)[0].split("+")] if SUM.search(bare) else list(parts.values())  # type: ignore[index]
        wrong: list[dict[str, Any]] = []
        if len(sums) > 1 and sum(sums) != claimed:
            summed = " + ".join(map(str, sums))
            wrong.append({"code": "total_parts", "parts": summed, "sum": sum(sums), "told": claimed})
        if claimed != rows:
            wrong.append({"code": "total_rows", "told": claimed, "counted": rows})
        wrong += [
            {"code": "total_grade", "told": n, "grade": grade, "counted": grades[grade]}
            for grade, n in parts.items()
            if n != grades[grade]
        ]
        found += [{"row": row, "text": text, **facts} for facts in wrong or [{}]]
    return found

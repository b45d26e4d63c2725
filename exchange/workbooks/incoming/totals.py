"""What a sheet claims of itself, in its total, title or notes, beside what its rows give. No models.

A school's handbook prints “37 risk points: 12 + 7 + 10”; nothing of the kind goes through unnoticed. Numbers of
posts, powers or measures speak of other things, and are not compared with risk points.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from exchange.workbooks.incoming.numerals import NUMERAL, number_of
from ground.lifecycle.names import plain

N = rf"(\d+|[{NUMERAL}]{{1,5}})"
# What is counted, before its number or after it; None of these: the rows of the table.
OTHERS = "岗位|职位|职权|权力|事项|科室|处室|部门|单位|措施|对策|制度|环节|流程|类别|方面|[人名页张份次天年月日万元]"
TOTAL = re.compile(
    rf"(?:合计|总计|共计|小计|累计|总数|共有|共)((?:(?![{NUMERAL}])\D){{0,12}}?){N}(?:\s*(?:个|条|项|处|类)?)((?:[^\d，,；;。、：:（()）]){{0,8}})"
)
STATED = re.compile(rf"风险点?(?:总?数量?)?(?:为|有|[:：])?{N}(?:个|条|处)(?=$|[，,；;。、（()）：:])")
OF_RISKS = re.compile(rf"{N}(?:个|条|处)(?:廉政|廉洁|岗位)*风险点?")
SUM = re.compile(r"\d+(?:\+\d+)+")
NOT_COUNTED = re.compile(r"(?:不少于|不超过|至少|至多|每|前|第|超过|以上|新增|其中)[^\d]{0,6}$")
GRADE_WORDS = {"high": "高|一级|Ⅰ级|I级", "medium": "中|二级|Ⅱ级|II级", "low": "低|三级|Ⅲ级|III级"}
GRADES = {
    grade: re.compile(
        rf"(?<![I其])(?:{words})(?:廉政|廉洁)?(?:风险|等级)*点?(?:共|有|[:：为])?{N}(?:个|条|项|处)?"
        rf"|{N}(?:个|条|项|处)(?:为)?(?:{words})(?:廉政|廉洁)?(?:风险|等级)+"
    )
    for grade, words in GRADE_WORDS.items()
}


@dataclass(frozen=True)
class Counted:
    """What rows give: how many there are, and how many of each grade."""

    rows: int
    grades: Mapping[str, int] = field(default_factory=Counter)


def claims(
    texts: Iterable[tuple[int, str]],
    rows: int,
    grades: Mapping[str, int],
    *,
    spans: Mapping[int, Counted] | None = None,
    whole: Counted | None = None,
) -> list[dict[str, Any]]:
    """Every text that speaks of a total, as {"row", "text"}; with a code and its figures where it is not true.

    texts: (row number, text). rows: how many the table has. grades: how many of each. spans: number of a row with a
    subtotal → what it counts. whole: all tables of the file, of which a title may speak as well.
    """
    found: list[dict[str, Any]] = []
    for row, text in texts:
        bare = plain(text)
        claimed = _claimed(bare)
        if claimed is None:
            continue
        counted = (spans or {}).get(row) or Counted(rows, grades)
        if whole and row not in (spans or {}) and claimed == whole.rows != rows:
            counted = whole
        parts = {grade: n for grade, pattern in GRADES.items() if (n := _of_grade(pattern, bare)) is not None}
        sums = [int(n) for n in SUM.search(bare)[0].split("+")] if SUM.search(bare) else list(parts.values())  # type: ignore[index]
        wrong: list[dict[str, Any]] = []
        if (
            len(sums) > 1
            and sum(sums) != claimed
            and (SUM.search(bare) or len(sums) == len(GRADES) or sum(sums) > claimed)
        ):
            summed = " + ".join(map(str, sums))
            wrong.append({"code": "total_parts", "parts": summed, "sum": sum(sums), "told": claimed})
        if claimed != counted.rows:
            wrong.append({"code": "total_rows", "told": claimed, "counted": counted.rows})
        wrong += [
            {"code": "total_grade", "told": n, "grade": grade, "counted": counted.grades.get(grade, 0)}
            for grade, n in parts.items()
            if n != counted.grades.get(grade, 0)
        ]
        found += [{"row": row, "text": text, **facts} for facts in wrong or [{}]]
    return found


def _claimed(bare: str) -> int | None:
    """How many risk points a text speaks of; None where it speaks of none, or of something else."""
    stated = STATED.search(bare)
    if (
        stated
        and not NOT_COUNTED.search(bare[: stated.start()])
        and not re.search("[高中低级]$", bare[: stated.start()])
    ):
        return number_of(stated[1])
    for match in TOTAL.finditer(bare):
        before, after = match[1], match[3]
        subject = re.split("[，,；;。、：:（(]", bare[: match.start()])[-1]
        if "风险" not in before + after and (
            re.search(rf"(?:{OTHERS})", before + after)
            or ("风险" not in subject and re.search(rf"(?:{OTHERS})数?$", subject))
        ):
            continue
        if "风险" in after and re.match(rf"(?:{OTHERS})", after):
            continue
        return number_of(match[2])
    of_risks = OF_RISKS.search(bare) if TOTAL.search(bare) else None
    if of_risks and not NOT_COUNTED.search(bare[: of_risks.start()]):
        return number_of(of_risks[1])
    return None


def _of_grade(pattern: re.Pattern[str], bare: str) -> int | None:
    match = pattern.search(bare)
    return number_of(match[1] or match[2]) if match else None

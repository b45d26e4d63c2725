"""The register form of a unit (岗位廉政风险点及防控措施一览表) as PDF, and as .docx in the wording of its office."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from exchange.documents.models import FormTemplate
from exchange.documents.office_templates import fill
from exchange.documents.typesetting import pdf
from exchange.workbooks.outgoing.forms import OUTGOING_FORMS
from units.models import Unit

FORM = OUTGOING_FORMS["risk_points"]
DEFAULT = Path(__file__).resolve().parent / "docx" / "register.docx"
NEXT_MEASURE = re.compile(r"；(?=\d+\.)")
FEW = 300  # rows that are made into a document while the person waits
# Columns of the PDF, which has room for these, by the names of their headings.
PRINTED = (
    "序号",
    "科室",
    "岗位",
    "职权",
    "环节",
    "风险类别",
    "风险点",
    "表现形式",
    "风险等级",
    "防控措施",
    "直接责任人",
    "部门负责人",
    "责任领导",
)


def rows_of(unit: Unit, user: Any, point: int | None = None) -> Any:
    """The registered points of `unit` and below, as far as `user` may see them; or one point, in whichever state."""
    if point is not None:
        return FORM.rows(user, QueryDict(f"below={unit.pk}")).filter(pk=point)
    return FORM.rows(user, QueryDict(f"below={unit.pk}&status=registered"))


def template_fields(unit: Unit, user: Any, point: int | None = None) -> dict[str, Any]:
    """The fields of a template: 单位, 单位编码, 日期, 总数, 高, 中, 低, and 各行 with the headings of the form."""
    query, parameters = FORM.query(rows_of(unit, user, point), few=True)
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        found = cursor.fetchall()
    headings = FORM.headings()
    rows = [_row(headings, row) for row in found]
    grades = Counter(row["风险等级"] for row in rows)
    return {
        "单位": unit.name,
        "单位编码": unit.code,
        "日期": f"{timezone.localdate():%Y年%-m月%-d日}",
        "总数": len(rows),
        **{grade: grades[grade] for grade in ("高", "中", "低")},
        "各行": rows,
    }


def _row(headings: list[str], row: tuple[Any, ...]) -> dict[str, str]:
    texts = {heading: "" if value is None else str(value) for heading, value in zip(headings, row, strict=True)}
    # In a document each measure has a line of its own.
    texts["防控措施"] = NEXT_MEASURE.sub("\n", texts["防控措施"])
    return texts


def sample() -> dict[str, Any]:
    """Fields of the same names, to try a template with: each row says what would stand there."""
    row = {heading: f"（{heading}）" for heading in FORM.headings()}
    rows = [row | {"序号": str(n)} for n in (1, 2)]
    counts = {"总数": 2, "高": 1, "中": 1, "低": 0}
    return {"单位": "（单位）", "单位编码": "（单位编码）", "日期": "（日期）", **counts, "各行": rows}


def register_docx(unit: Unit, user: Any, point: int | None = None) -> bytes:
    """In the template of the unit, or the nearest above it. Raises ValidationError for one that is wrong."""
    template = FormTemplate.objects.of(unit)
    return fill(template.content() if template else DEFAULT.read_bytes(), template_fields(unit, user, point))


def register_pdf(unit: Unit, user: Any, point: int | None = None) -> bytes:
    fields = template_fields(unit, user, point)
    return pdf(
        "register",
        {
            "title": FORM.title,
            "unit": fields["单位"],
            "date": fields["日期"],
            "counts": f"共{fields['总数']}个，其中高{fields['高']}个、中{fields['中']}个、低{fields['低']}个",
            "heads": PRINTED,
            "rows": [[row[heading] for heading in PRINTED] for row in fields["各行"]],
        },
    )


MADE: dict[str, Callable[..., bytes]] = {"pdf": register_pdf, "docx": register_docx}

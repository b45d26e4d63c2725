"""Tables at random, headings, layouts, ways of counting, dates and sections crossed: the same rows as plainly."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.workbooks.incoming.forms import INCOMING_FORMS
from exchange.workbooks.incoming.recognition import Said, tables_of
from exchange.workbooks.incoming.sheets import Sheet
from exchange.workbooks.incoming.totals import Counted, claims

pytestmark = pytest.mark.any_database

# More of them by hand: CROSSINGS=5000 pytest tests/test_import_crossings.py
EXAMPLES = int(os.environ.get("CROSSINGS", "60"))

HEADINGS = {
    "department": ["科室", "处室", "责任科室（股室）", "科 室", "所属部门", "部门\n名称", "内设机构*"],
    "post": ["岗位", "岗位（职务）", "岗位名称", "风险岗位", "工 作 岗 位", "岗\u3000位"],
    "name": ["风险点", "廉政风险点", "风险点（具体描述）", "风险名称", "风险点\u200b", "廉政风险内容", "主要风险点"],
    "grade": ["风险等级", "等级", "风险等级（高/中/低）", "风险\n等级", "风险级别※", "廉政风险等级评定"],
    "measures": [
        "防控措施",
        "防范措施*",
        "预防措施",
        "整改措施",
        "防控方法",
        "具体防控措施",
        "防控措施\ufeff",
        "风险防范对策",
    ],
    "due_on": ["完成时限", "整改期限", "完成时间", "落实时限（年月日）"],
}
ROWS = {
    "department": ["财务科", "办公室", "人事科"],
    "post": ["出纳", "科长", "经办员", "档案管理员"],
    "name": ["票据保管不严", "现金坐支", "公车私用", "档案造假", "泄露底价", "违规审批"],
    "grade": ["high", "medium", "low"],
}
GRADES = {
    "high": ["高", "一级", "Ⅰ级", "Ａ", "高风险"],
    "medium": ["中", "二级", "Ⅱ", "B级", "中风险"],
    "low": ["低", "三级", "III", "Ｃ", "低风险"],
}
MEASURES = [
    "专柜上锁",
    "每月盘点",
    "集体研究",
    "结果公示",
    "两级复核",
    "轮岗交流",
    "按3.5万元标准执行",
    "双人双锁（钥匙分管；密码分管）",
]
COUNTED = {
    "points": lambda n: f"{n}.",
    "commas": lambda n: f"{n}、",
    "wide": lambda n: f"{n}．",
    "brackets": lambda n: f"（{n}）",
    "half": lambda n: f"{n})",
    "circled": lambda n: "①②③④⑤"[n - 1],
    "bracketed": lambda n: "⑴⑵⑶⑷⑸"[n - 1],
    "hands": lambda n: "㈠㈡㈢㈣㈤"[n - 1],
    "han": lambda n: f"{'一二三四五'[n - 1]}、",
    "han brackets": lambda n: f"（{'一二三四五'[n - 1]}）",
    "levels": lambda n: f"2.{n}",
    "named": lambda n: f"措施{n}：",
    "letters": lambda n: f"{'abcde'[n - 1]}.",
}
TIGHT = {"circled", "bracketed", "hands", "brackets", "han brackets"}
DATES = {
    "2027-03-31": [
        *("2027-03-31", "2027/3/31", "2027年3月", "2027.3.31", "2027年第一季度", "2027年3月底前", "46477"),
        "2027-3-31 00:00:00",
    ],
    "2027-12-31": ["2027年底", "2027年12月31日前", "20271231", "２０２７．１２．３１", "二〇二七年十二月三十一日"],
    "": ["长期", "每季度", "立行立改", ""],
}

PLAIN = st.fixed_dictionaries(
    {name: st.sampled_from(known) for name, known in ROWS.items()}
    | {"measures": st.lists(st.sampled_from(MEASURES), min_size=1, max_size=4, unique=True)}
    | {"due_on": st.sampled_from(list(DATES))}
)


def measures_cell(draw, measures):
    """The measures of a row in one of the ways of counting them."""
    if len(measures) == 1 and draw(st.booleans()):
        return measures[0]
    way = draw(st.sampled_from([*COUNTED, "bullets", "semicolons", "lines"]))
    if way == "semicolons":
        return "；".join(measures) + draw(st.sampled_from(["", "；"]))
    if way == "lines":
        return "\n".join(measures)
    if way == "bullets":
        return "\n".join(f"•{text}" for text in measures)
    if len(measures) == 1 and way in ("levels", "letters"):
        return measures[0]
    between = draw(st.sampled_from(["；", "\n", "；\n", "。", *([""] if way in TIGHT else [" "])]))
    return between.join(f"{COUNTED[way](n)}{text}" for n, text in enumerate(measures, 1))


@st.composite
def crossed(draw):
    """(rows as they are meant, sheet as an office might have it, whether places stand once for each group)."""
    rows = draw(st.lists(PLAIN, min_size=2, max_size=6))
    lying = draw(st.booleans()) and draw(st.booleans())
    sections = not lying and draw(st.booleans())
    grouped = not lying and draw(st.booleans())
    rows.sort(key=lambda row: row["department"])
    order = draw(st.permutations([name for name in HEADINGS if not (sections and name == "department")]))
    head = ["序号", *(draw(st.sampled_from(HEADINGS[name])) for name in order)]
    cells, above, section = [], {}, None
    for n, row in enumerate(rows, 1):
        texts = {
            "department": row["department"],
            "post": row["post"],
            "name": draw(st.sampled_from(["", "", f"{n}、", f"（{n}）"])) + row["name"],
            "grade": draw(st.sampled_from(GRADES[row["grade"]])),
            "measures": measures_cell(draw, row["measures"]),
            "due_on": draw(st.sampled_from(DATES[row["due_on"]])),
        }
        before = above.get("department")
        for name in ("department", "post"):
            if grouped and above.get(name) == texts[name] and before == row["department"]:
                texts[name] = ""  # it stands in the first row of its group
            elif not lying and not grouped and above.get(name) == texts[name] and draw(st.booleans()):
                texts[name] = draw(st.sampled_from(["同上", "〃", "々", "同上。", "″", "同 上"]))
            else:
                above[name] = texts[name]
        if sections and section != row["department"]:
            if section and draw(st.booleans()):
                cells.append([f"小计 {sum(r['department'] == section for r in rows)}个"])
            section = row["department"]
            cells.append([f"{draw(st.sampled_from(['一、', '（二）', '3.', '']))}{section}"])
        cells.append([str(n), *(texts[name] for name in order)])
    if not lying and draw(st.booleans()):
        middle = draw(st.integers(1, len(cells)))
        cells[middle:middle] = [["某局廉政风险防控一览表（续表）"], head]
    titles = draw(
        st.sampled_from([[], [["某局廉政风险防控一览表"]], [["附件1"], ["某局一览表"], [f"共{len(rows)}个"], []]])
    )
    below = draw(
        st.sampled_from(
            [
                [],
                [[f"合计 {len(rows)}个"]],
                [["填表人：贾某", "", "审核人：甄某"]],
                [["（以下空白）"]],
                [["备注：每年修订"]],
            ]
        )
    )
    table = [list(column) for column in zip(head, *cells, strict=True)] if lying else [*titles, head, *cells, *below]
    width = max(map(len, table))
    return rows, Sheet("表", [[*line, *[""] * (width - len(line))] for line in table]), grouped


@given(crossed())
@settings(max_examples=EXAMPLES, deadline=None)
def test_whatever_a_table_looks_like_its_rows_are_the_same(given_table):
    rows, sheet, grouped = given_table
    [table] = tables_of(sheet, said=Said(is_grouped=True) if grouped else None)
    assert table.form.name == "risk_points" and table.lacks == [], (table.columns, table.words)
    assert len(table.rows) == len(rows), [row.values for row in table.rows]
    for row, meant in zip(table.rows, rows, strict=True):
        parsed, problems = INCOMING_FORMS["risk_points"].parse(row.values, table.heads, row.told)
        assert not [problem for problem in problems if problem.get("refuses", True)], problems
        assert {name: parsed.get(name) for name in ("department", "post", "name", "grade")} == {
            name: meant[name] for name in ("department", "post", "name", "grade")
        }
        assert [measure["text"].rstrip("。") for measure in parsed["measures"]] == meant["measures"]
        assert parsed.get("due_on", "") == meant["due_on"]
    told = claims(
        [*table.claims, *table.notes, *table.above],
        len(rows),
        {},
        spans={row: Counted(end - begin) for row, (begin, end) in table.spans.items()},
    )
    assert not [claim for claim in told if "code" in claim]

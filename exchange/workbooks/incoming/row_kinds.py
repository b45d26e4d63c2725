"""What a row below the headings is: a row of the form, or one of the many others that offices write. No models."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from exchange.workbooks.incoming.cells import class_of
from ground.lifecycle.names import plain, unnumbered

NOTE = re.compile(r"^(?:备注|注|说明|填表说明|附注|填表人|填报人|审核人|制表)\d?[:：]?")
TOTAL = re.compile(r"^(?:合计|总计|小计|共计|累计|总数)|(?:小计|合计|总计)[:：]?$")
TOTAL_ALONE = re.compile(r"(?:本页|本科室)?(?:合计|总计|小计|共计|累计)[:：]?")
PARTIAL = re.compile("小计")
CLAIM = re.compile(r"(?:共|合计|总计|总数|小计|累计).{0,12}?[\d一二三四五六七八九十百]+\s*(?:个|条|项|处)")
EMPTY = re.compile(r"^[（(]?(?:以下|下面|本页以下|此页|本页|下页)(?:为?空白?|无正文|无内容|无)[）)]?[。]?$")
SIGNATURE = re.compile(
    r"^(?:填表|填报|审核|审批|审定|复核|制表|编制|经办|经手|负责|单位负责|部门负责|科室负责|主要负责|分管领导|主管领导|联系|签字|签名|盖章|单位"
    r"|领导)?(?:人|单位)?(?:签字|签名|签章|盖章|公章|意见|电话|日期|时间)?(?:[（(][^）)]*[）)])?[:：]"
)
NUMBERED = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.．]?|[（(]?\d{1,2}[）)]?[、.．]|第[一二三四五六七八九十]{1,3}(?:部分|章|节)[:：、]?|[①-⑳])\s*"
)
SUFFIX = re.compile(
    r"(?:科|室|处|股|办|队|所|站|组|部|中心|窗口|大厅|局|委|院|校|库|班子|领导|科室)(?:[（(].*[）)])?$"
)
OF_SHEET = re.compile(r"^.{1,14}(?:科|室|处|股|队|所|站|部|中心|窗口|办公室)$")
CONTINUED = re.compile(r"[（(]?(?:续表?|接上页|续上表)\d*[）)]?$")
TITLE = re.compile(r"(?:一览表|登记表|统计表|汇总表|明细表|目录|手册|清单|方案|表)(?:[（(].*[）)])?$")
NUMBER = re.compile(r"\d{1,4}[.、．]?")
LONGEST_NAME = 24

ROW, BLANK, HEADING, TITLE_ROW, SECTION, SUBTOTAL, ALL, NOTES, SIGNED, CARRIES_ON, LINE = (
    *("row", "blank", "heading", "title", "section", "subtotal", "total"),
    *("note", "signature", "continuation", "line"),
)


@dataclass(frozen=True)
class Layout:
    """What a row is judged by. columns: field → index. title: the words above the table, as they are compared."""

    columns: dict[str, int]
    heads: frozenset[tuple[str, ...]]
    title: str


def kind_of(cells: Sequence[str], filled: list[int], spans: bool, layout: Layout) -> str:
    """The kind of a row that holds something. filled: indexes of its cells. spans: its first cell goes across."""
    lead = plain(cells[filled[0]])
    columns = layout.columns
    if tuple(plain(cells[index]) for index in filled) in layout.heads:
        return HEADING
    name = columns.get("name", -1)
    told = plain(cells[name]) if 0 <= name < len(cells) else ""
    alone = len(filled) == 1 or spans or len({cells[index] for index in filled}) == 1
    if alone and EMPTY.match(lead):
        return BLANK
    if TOTAL_ALONE.fullmatch(lead) or (
        TOTAL.search(lead) and (alone or filled[0] != name) and (not told or alone or len(filled) < 5)
    ):
        return SUBTOTAL if PARTIAL.search(lead) else ALL
    if NOTE.match(lead) and alone:
        return NOTES
    if SIGNATURE.match(lead) and len(lead) < 40 and _is_signed(cells, filled, columns):
        return SIGNED
    if not alone:
        return ROW
    if len(filled) == 1 and NUMBER.fullmatch(lead):
        return BLANK if filled[0] == columns.get("number", 0) else ROW
    if CLAIM.search(lead) and filled[0] != name:
        return NOTES
    if len(filled) == 1 and filled[0] in (name, columns.get("measures"), columns.get("manifestation")) and filled[0]:
        return ROW
    if lead == layout.title or CONTINUED.search(lead) or (TITLE.search(lead) and len(lead) > 3):
        return TITLE_ROW
    if NUMBERED.match(lead) and len(lead) <= LONGEST_NAME + 8:
        return SECTION
    if (
        len(lead) <= LONGEST_NAME
        and (SUFFIX.search(lead) or class_of(lead))
        and _tells_nothing(filled, spans, columns)
    ):
        return SECTION
    return LINE if _tells_nothing(filled, spans, columns) else ROW


def _tells_nothing(filled: list[int], spans: bool, columns: dict[str, int]) -> bool:
    """Whether the only cell stands where no text of the form stands: in the column of numbers, or across."""
    return spans or filled[0] == columns.get("number", -1) or filled[0] not in columns.values()


def _is_signed(cells: Sequence[str], filled: list[int], columns: dict[str, int]) -> bool:
    """Whether cells hold labels and short names, and none the text of a risk point."""
    texts = [
        cells[columns[name]] for name in ("measures", "manifestation") if 0 <= columns.get(name, -1) < len(cells)
    ]
    name = columns.get("name", -1)
    named = plain(cells[name]) if 0 <= name < len(cells) else ""
    is_label = not named or named.endswith((":", "：")) or len(named) <= 4 or SIGNATURE.match(named) is not None
    return is_label and all(len(text) <= 12 or SIGNATURE.match(plain(text)) for text in texts)


def section_of(text: str) -> tuple[str, str]:
    """(field, value) that a section gives to the rows below it; empty where its words are neither place nor class."""
    words = unnumbered(text).strip(" ：:（）()")
    words = NUMBERED.sub("", words) if NUMBERED.match(text) and words == text else words
    if plain(words).endswith("风险") and class_of(words):
        return "risk_class", words
    if len(words) <= LONGEST_NAME and SUFFIX.search(plain(words)):
        return "department", words
    return "", words

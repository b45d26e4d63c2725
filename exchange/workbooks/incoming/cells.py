"""What stands in a cell, as offices write it: grades, classes, dates, yes and no, several measures at once."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from measures.choices import Method

BLANK = re.compile(r"\s+")
# 1. 1、 1) （1） ① at the start of a measure, wherever it stands in the cell.
NUMBERED = re.compile(
    r"(?:^|(?<=[；;。\n\s]))\s*(?:[（(]?\d{1,2}[)）.．、]|[①-⑳]|[一二三四五六七八九十]{1,2}、)\s*(?!\d)"
)
GRADES = {
    "high": ("高", "高风险", "一级", "1级", "I级", "Ⅰ级", "A", "A级", "一级风险", "I", "Ⅰ", "红"),
    "medium": ("中", "中风险", "二级", "2级", "II级", "Ⅱ级", "B", "B级", "二级风险", "II", "Ⅱ", "黄"),
    "low": ("低", "低风险", "三级", "3级", "III级", "Ⅲ级", "C", "C级", "三级风险", "III", "Ⅲ", "蓝"),
}
CLASSES = {
    "ideology": ("思想道德", "思想"),
    "duty": ("岗位职责", "岗位", "职责"),
    "process": ("业务流程", "流程", "业务"),
    "system": ("制度机制", "制度", "机制"),
    "environment": ("外部环境", "外部", "环境"),
}

METHODS = {
    Method.PROCEDURE.value: ("程序防控", "程序"),
    Method.DIVISION.value: ("分权防控", "分权"),
    Method.OPENNESS.value: ("公开防控", "公开"),
    Method.WARNING.value: ("预警防控", "预警"),
}
SIZES = {"large": ("大", "高"), "medium": ("中", "较大"), "small": ("小", "低", "无")}
# By which words of a measure its method is told where no column names it; the first of them that fits.
SIGNS = (
    (Method.WARNING.value, re.compile("预警|监控|监测|提醒|抽查|巡查|回访|举报|约谈|通报")),
    (Method.OPENNESS.value, re.compile("公开|公示|公告|告知|上网|信息发布|听证")),
    (Method.DIVISION.value, re.compile("分离|分权|轮岗|交流|集体|会审|会签|联签|两人|双人|随机|回避|AB岗|分工")),
)
DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})(?:[-/.月]?(\d{1,2})日?|月)?(?:\d{1,2}:\d{2})?")


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Full-width characters as usual ones, without blanks and line breaks: “风险 类别” is 风险类别."""
    return BLANK.sub("", unicodedata.normalize("NFKC", text))


def _by_words(words: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {plain(word).upper(): name for name, known in words.items() for word in known}


GRADE_OF, CLASS_OF, METHOD_OF, SIZE_OF = (_by_words(words) for words in (GRADES, CLASSES, METHODS, SIZES))
ANSWERS = {"是": True, "公开": True, "√": True, "Y": True, "否": False, "不公开": False, "×": False, "N": False}


def grade_of(text: str) -> str | None:
    """high, medium or low; None where the words mean none of them, "" where nothing stands."""
    return _meaning(text, GRADE_OF)


def class_of(text: str) -> str | None:
    """The class of risk, likewise."""
    return _meaning(text.replace("风险", ""), CLASS_OF)


def method_of(text: str) -> str | None:
    """The control method, likewise."""
    return _meaning(text, METHOD_OF)


def size_of(text: str) -> str | None:
    """How much a post may decide by itself, likewise."""
    return _meaning(text, SIZE_OF)


def _meaning(text: str, known: Mapping[str, str]) -> str | None:
    bare = plain(text).strip("（）()。").upper()
    return known.get(bare) if bare else ""


def yes_or_no(text: str) -> bool | None:
    """True, False, or None where the words mean neither."""
    return ANSWERS.get(plain(text).upper())


def measures_of(text: str) -> list[str]:
    """The measures of a cell: numbered ones by their numbers, others by ； and line breaks."""
    text = text.replace("\r", "\n").strip()
    if not text:
        return []
    marks = list(NUMBERED.finditer(text))
    if len(marks) > 1 or (marks and marks[0].start() == 0):
        edges = [mark.end() for mark in marks]
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        parts = [text[: marks[0].start()], *(text[a:b] for a, b in zip(edges, ends, strict=True))]
    else:
        parts = re.split(r"[；;\n]", text)
    cleaned = (BLANK.sub(" ", part).strip(" ；;，,") for part in parts)
    return [part for part in cleaned if part]


def method_by_words(measure: str) -> str:
    """The method that a measure is told by where no column names it; procedure where nothing speaks for another."""
    return next((method for method, sign in SIGNS if sign.search(measure)), Method.PROCEDURE.value)


def date_of(text: str) -> str | None:
    """2011-03-01, 2011/3/1, 2011年3月1日 and 20110301 as 2011-03-01; a month is its last day. None for no date."""
    found = DAY.fullmatch(plain(text))
    if not found:
        return None
    year, month = int(found[1]), int(found[2])
    try:
        return date(year, month, int(found[3]) if found[3] else monthrange(year, month)[1]).isoformat()
    except ValueError:
        return None

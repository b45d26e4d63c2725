"""What stands in a cell, as offices write it: grades, classes, methods, sizes, yes and no."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ground.lifecycle.names import plain
from measures.choices import Method

GRADES = {
    "high": ("高", "高风险", "一级", "1级", "I级", "Ⅰ级", "A", "A级", "一级风险", "I", "Ⅰ", "红", "High"),
    "medium": ("中", "中风险", "二级", "2级", "II级", "Ⅱ级", "B", "B级", "二级风险", "II", "Ⅱ", "黄", "Medium"),
    "low": ("低", "低风险", "三级", "3级", "III级", "Ⅲ级", "C", "C级", "三级风险", "III", "Ⅲ", "蓝", "Low"),
}
CLASSES = {
    "ideology": ("思想道德", "思想"),
    "duty": ("岗位职责", "岗位", "职责"),
    "process": ("业务流程", "流程", "业务"),
    "system": ("制度机制", "制度", "机制"),
    "environment": ("外部环境", "外部", "环境"),
}

METHODS = {
    Method.PROCEDURE.value: ("程序防控", "程序", "Procedure"),
    Method.DIVISION.value: ("分权防控", "分权", "Division"),
    Method.OPENNESS.value: ("公开防控", "公开", "Openness"),
    Method.WARNING.value: ("预警防控", "预警", "Warning"),
}
REMARK = re.compile(r"(?<=.)[（(][^（）()]*[）)]$")  # 高（一级）
WORD = re.compile(r"[A-Za-z]{3,}")  # High 高
SIZES = {"large": ("大", "高"), "medium": ("中", "较大"), "small": ("小", "低", "无")}
# By which words of a measure its method is told where no column names it; the first of them that fits.
SIGNS = (
    (Method.WARNING.value, re.compile("预警|监控|监测|提醒|抽查|巡查|回访|举报|约谈|通报")),
    (Method.OPENNESS.value, re.compile("公开|公示|公告|告知|上网|信息发布|听证")),
    (Method.DIVISION.value, re.compile("分离|分权|轮岗|交流|集体|会审|会签|联签|两人|双人|随机|回避|AB岗|分工")),
)


def _by_words(words: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {plain(word).upper(): name for name, known in words.items() for word in known}


GRADE_OF, CLASS_OF, METHOD_OF, SIZE_OF = (_by_words(words) for words in (GRADES, CLASSES, METHODS, SIZES))
ANSWERS = {
    "是": True,
    "公开": True,
    "√": True,
    "Y": True,
    "YES": True,
    "否": False,
    "不公开": False,
    "×": False,
    "N": False,
    "NO": False,
}


def grade_of(text: str) -> str | None:
    """high, medium or low; None where the words mean none of them, "" where nothing stands."""
    return (
        _meaning(text, GRADE_OF) or _meaning(REMARK.sub("", text), GRADE_OF) or _meaning(WORD.sub("", text), GRADE_OF)
    )


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


def method_by_words(measure: str) -> str:
    """The method that a measure is told by where no column names it; procedure where nothing speaks for another."""
    return next((method for method, sign in SIGNS if sign.search(measure)), Method.PROCEDURE.value)

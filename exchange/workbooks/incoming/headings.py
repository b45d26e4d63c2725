"""What the heading of a column means: by its words, by the words that make it, by what stands below it. No models.

Remarks in brackets, asterisks, numbers and line breaks make no difference. How sure a meaning is, is said with it:
`said` by a person or `known` as it stands, `core` by the words that make it, `values` by what stands below. What only
suggests a meaning is a guess: no column is read by it, and a person is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from exchange.workbooks.incoming.cells import class_of, grade_of, method_of, yes_or_no
from exchange.workbooks.incoming.dates import read_date
from exchange.workbooks.incoming.enumerations import outermost
from ground.lifecycle.names import plain, unnumbered

DATA = Path(__file__).resolve().parents[1] / "data"
REMARK = re.compile(r"[(（\[【〔][^()（）\[\]【】〔〕]*[)）\]】〕]?")
MARKS = re.compile(r"[*※#★☆:：。；;,，、]+")
LONGEST = 24  # characters of a heading that is told by the words that make it; titles are longer
TITLE = re.compile(r"(?:一览表|登记表|统计表|汇总表|防控图|流程图|目录|手册|清单|方案|[^图]表)$")
MOST_OF = 0.6  # of the values below a heading that must fit
LEFT_OUT = ""  # a column of which a person said that it means nothing
# Fields that several columns may hold: what stands in them is read one after the other.
JOINED = ("measures", "manifestation")
LATIN = re.compile(r"[A-Za-z]{3,}\.?|[Nn][Oo]\.?")  # beside Chinese words: “Level 等级”
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# What stands below one heading of measures over several columns.
OF_MEASURES = re.compile(
    "(?=.)(?:[前中后]期|事[前中后]|制度|科技|技术|教育|监督)?(?:预防|监控|监督|处置|防控|防范|控制|保障)?(?:措施|办法|对策)?"
)
NTH = re.compile(r"[\d一二三四五六七八九十]{1,2}$")

Words = dict[str, dict[str, str]]  # form → heading → field
# Fields of closed lists and days: whether a text can stand there.
FITS: dict[str, Callable[[str], Any]] = {
    "grade": grade_of,
    "risk_class": class_of,
    "methods": lambda text: all(map(method_of, filter(str.strip, re.split(r"[；;、,，/\n]", text)))),
    "due_on": read_date,
    "review_on": read_date,
    "since": read_date,
    "until": read_date,
    "three_majors": lambda text: yes_or_no(text) is not None,
}
# What a heading may mean where the values below it do not fit: “防控方法” holds measures as often as their kinds.
ELSE = {"methods": "measures"}
# What the values alone suggest where no word does.
SHOWN_BY: dict[str, Callable[[str], Any]] = {
    "grade": grade_of,
    "risk_class": class_of,
    "due_on": lambda text: (reading := read_date(text)) and reading.day,
    "measures": outermost,
}


@dataclass(frozen=True)
class KnownForm:
    """A form that is read: its fields with the headings seen for each.

    needs: fields without which nothing can be read. least: columns that must be known for a row to count as headings;
    of a form that names its column of risks two. cores, hints: field → pattern, see data/headings.yaml.
    """

    name: str
    title: str
    needs: tuple[str, ...]
    headings: dict[str, str]  # heading → field
    least: int = 3
    cores: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    hints: Mapping[str, re.Pattern[str]] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash(self.name)


@lru_cache
def known_forms() -> tuple[KnownForm, ...]:
    known = yaml.safe_load((DATA / "headings.yaml").read_text(encoding="utf-8"))
    return tuple(
        KnownForm(
            name,
            form["title"],
            tuple(form["needs"]),
            {plain(word): field for field, words in form["fields"].items() for word in words},
            cores=_patterns(form.get("cores", {})),
            hints=_patterns(form.get("hints", {})),
        )
        for name, form in known.items()
    )


def _patterns(told: dict[str, str]) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern) for name, pattern in told.items()}


@lru_cache
def all_headings() -> frozenset[str]:
    """Every heading that is known for any form."""
    return frozenset(heading for form in known_forms() for heading in form.headings)


@lru_cache(maxsize=5000)
def core_of(heading: str) -> str:
    """A heading without what makes no difference: remarks in brackets, asterisks, a number in front."""
    bare = MARKS.sub("", REMARK.sub("", plain(heading)))
    if CHINESE.search(bare):
        bare = LATIN.sub("", bare).strip("/|·-") or bare
    return (unnumbered(bare) or plain(heading)).lower()


@dataclass(frozen=True)
class Meaning:
    """field: what a column holds; heading: its words, without blanks; how: said, known, core or values.

    grade: its word, where a mark in the column means it: one of three columns 高, 中, 低 below 风险等级.
    """

    field: str
    heading: str
    how: str
    grade: str = ""


def placed(
    form: KnownForm,
    headings: dict[int, tuple[str, str]],
    said: Mapping[str, str],
    values: Callable[[int], list[str]] = lambda _index: [],
) -> dict[int, Meaning]:
    """Column → what it means; each field goes to the first column that is known for it, surer ones first.

    Further columns go to a field of JOINED, and to the grade where each of them stands for one.

    headings: column → (upper heading, lower heading). said: heading → field, as people decided; an empty field leaves
    the column out. values: the first texts below a column.
    """
    found: dict[int, Meaning] = {}
    taken: set[str] = set()
    said = {plain(heading): name for heading, name in said.items()}

    def take(index: int, words: Iterable[str], of: Callable[[str], str | None], how: str) -> None:
        for heading in words:
            name = of(heading)
            if name is not None and (name == LEFT_OUT or name not in taken or (how == "said" and name in JOINED)):
                found[index] = Meaning(name, heading, how)
                taken.add(name)
                return

    of_form: list[tuple[Callable[[str], str | None], str]] = [
        (said.get, "said"),
        (form.headings.get, "known"),
        (lambda heading: form.headings.get(core_of(heading)), "known"),
        (lambda heading: _by_core(form, heading, taken), "core"),
    ]
    for of, how in of_form:
        for index, (parent, child) in sorted(headings.items()):
            if index not in found:
                take(index, filter(None, (child, parent + child, parent)), of, how)
    found |= _joined(form, headings, found) | _marked(form, headings, found)
    for index, meaning in list(found.items()):
        instead = ELSE.get(meaning.field)
        if meaning.how != "said" and instead and instead not in taken and instead in form.headings.values():
            texts = values(index)
            if texts and _share(FITS[meaning.field], texts) < MOST_OF:
                found[index] = Meaning(instead, meaning.heading, "values")
                taken.add(instead)
    if "name" in form.needs and "name" not in taken:
        # 风险点描述 alone is the risk point; beside one it is how it shows.
        shown = [i for i, meaning in found.items() if meaning.field == "manifestation" and meaning.how == "core"]
        for i in shown[:1]:
            found[i] = Meaning("name", found[i].heading, "core")
    return found


def _joined(
    form: KnownForm, headings: Mapping[int, tuple[str, str]], found: Mapping[int, Meaning]
) -> dict[int, Meaning]:
    """Columns that go on with the one to their left: 防控措施1, 防控措施2; 前期, 中期, 后期 below 防控措施."""
    more: dict[int, Meaning] = {}
    for index, (parent, child) in sorted(headings.items()):
        left = more.get(index - 1) or found.get(index - 1)
        if index in found or not left or left.field not in JOINED:
            continue
        heading = child or parent
        base, before = NTH.sub("", core_of(heading)), NTH.sub("", core_of(left.heading))
        is_same = base == before and form.headings.get(base, left.field) == left.field
        is_below = (
            bool(parent)
            and parent == headings[index - 1][0]
            and form.headings.get(core_of(parent)) == left.field
            and OF_MEASURES.fullmatch(child)
        )
        if is_same or is_below:
            # One heading over several columns mostly has others below it, which tell more.
            how = "core" if heading == left.heading else left.how
            more[index] = Meaning(left.field, heading, how)
    return more


def _marked(
    form: KnownForm, headings: Mapping[int, tuple[str, str]], found: Mapping[int, Meaning]
) -> dict[int, Meaning]:
    """Columns 高, 中, 低 below one heading that means the grade, in which a mark says it."""
    by_heading: dict[str, dict[int, str]] = {}
    for index, (parent, child) in headings.items():
        if parent and grade_of(child) and found.get(index, Meaning("grade", "", "")).field == "grade":
            by_heading.setdefault(parent, {})[index] = child
    for parent, words in by_heading.items():
        is_grade = form.headings.get(core_of(parent)) == "grade" or _by_core(form, parent, set()) == "grade"
        is_together = max(words) - min(words) < len(words)
        if is_grade and is_together and len({grade_of(word) for word in words.values()}) == len(words) > 1:
            return {index: Meaning("grade", parent + word, "known", word) for index, word in words.items()}
    return {}


def _by_core(form: KnownForm, heading: str, taken: set[str]) -> str | None:
    core = core_of(heading)
    if len(core) > LONGEST or TITLE.search(core):
        return None
    return next((name for name, pattern in form.cores.items() if name not in taken and pattern.search(core)), None)


def guessed(form: KnownForm, heading: str, texts: list[str], taken: Iterable[str]) -> str:
    """What a column without a meaning may hold: by its words, else by its values; empty where nothing tells."""
    free = [name for name in dict.fromkeys(form.headings.values()) if name not in set(taken)]
    by_words = (name for name, pattern in form.hints.items() if name in free and pattern.search(core_of(heading)))
    by_values = (
        name for name, fits in SHOWN_BY.items() if name in free and len(texts) > 1 and _share(fits, texts) >= MOST_OF
    )
    return next(by_values, "") or next(by_words, "")


def _share(fits: Callable[[str], Any], texts: list[str]) -> float:
    return sum(bool(fits(text)) for text in texts) / len(texts)


def is_enough(form: KnownForm, found: Mapping[int, Meaning]) -> bool:
    """Whether a row with these meanings is the row of the headings: two that fit where one names the risks."""
    names = {meaning.field for meaning in found.values()} - {LEFT_OUT}
    return len(names) >= form.least or (bool(form.cores) and len(names) >= 2 and "name" in names)


def weight(found: Mapping[int, Meaning]) -> float:
    """By how much a row looks like headings: what is known as it stands counts more than a core of words."""
    return sum(0.8 if meaning.how == "core" else 1 for meaning in found.values() if meaning.field)

"""Lists that people write into one cell: 1. 2. · （1）（2） · ①② · 一是，二是 · 1.1 1.2 · • · 措施1：

A mark counts by the sequence that it stands in: a number alone, as in 3.5万元, belongs to the text, and so does a
list inside an item. No models.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from exchange.workbooks.incoming.numerals import number_of

BLANK = re.compile(r"\s+")
BETWEEN = re.compile(r"[；;\n]")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
BRACKETED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"
DOTTED = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"
OF_HANDS = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
FILLED = "❶❷❸❹❺❻❼❽❾❿"
HAN_DIGITS = "一二三四五六七八九十"
HAN = f"[{HAN_DIGITS}]{{1,3}}"
OPEN = r"(?:^|(?<=[；;。，,：:\s]))"  # where an item may begin
UNITS = "年月日号项个%％元万人次天时分点度件份名种类级条款层周家户岁米公里倍"  # after a number that counts something
HALF = re.compile(rf"{OPEN}\d{{1,2}}[)）]")
# Kind → its marks, with the number as first group. The order decides between two that begin at one place.
PATTERNS = {
    "levels": re.compile(rf"(?<![\d.．])(\d{{1,2}}(?:[.．]\d{{1,2}}){{1,2}})(?![\d.．{UNITS}])[、．.)）]?\s*"),
    "arabic": re.compile(r"(?<![\d.．第附表图款条至~～\-])(\d{1,2})\s?[.．、](?!\d)\s*"),
    "half": re.compile(r"(?<![\d.．第（(])(\d{1,2})[)）]\s*"),
    "brackets": re.compile(r"[（(〔\[【](\d{1,2})[)）〕\]】][、.．]?\s*"),
    "circled": re.compile(f"([{CIRCLED}])[、.．]?\\s*"),
    "bracketed": re.compile(f"([{BRACKETED}])[、.．]?\\s*"),
    "dotted": re.compile(f"([{DOTTED}])\\s*"),
    "filled": re.compile(f"([{FILLED}])[、.．]?\\s*"),
    "of_hands": re.compile(f"([{OF_HANDS}])[、.．]?\\s*"),
    "han_brackets": re.compile(rf"[（(]({HAN})[)）][、.．]?\s*"),
    "han": re.compile(rf"(?<![{HAN_DIGITS}第])({HAN})[、．.]\s*"),
    "han_is": re.compile(rf"{OPEN}({HAN})是(?:要)?[，,：:]?\s*"),
    "ordinal": re.compile(rf"{OPEN}第({HAN}|\d{{1,2}})[，,、：:]\s*"),
    "named": re.compile(rf"{OPEN}(?:防控|防范)?(?:措施|办法|对策)\s?({HAN}|\d{{1,2}})\s?[：:、.．，,]\s*"),
    "letters": re.compile(r"(?<![A-Za-z0-9])[（(]?([A-Za-z])[.．、)）]\s*(?![A-Za-z]\b)"),
    "bare": re.compile(rf"(?:^|(?<=[；;。\s]))(\d{{1,2}})(?=[^\d\s.,，．、)）:：/~\-{UNITS}])"),
}
# Before digits (“1.2011年底前”) a point is a mark only where an item may begin.
BEFORE_DIGITS = re.compile(rf"{OPEN}(\d{{1,2}})[.．、]\s*(?=\d)")
KINDS = {kind: (pattern, BEFORE_DIGITS) if kind == "arabic" else (pattern,) for kind, pattern in PATTERNS.items()}
SINGLES = {c: n for marks in (CIRCLED, BRACKETED, DOTTED, FILLED, OF_HANDS, LETTERS) for n, c in enumerate(marks, 1)}
BULLETS = re.compile(r"(?:^|(?<=\n)|(?<=[；;。\s]))\s*([•●◆■▪▲★◇□➢►✓√·‧∙*＊]|[-–—](?=[^\d\-–—]))\s*|([•●◆■▪➢►])\s*")
# Alone in front of a text these are a list of one; the others are words of the text then.
ALONE = [kind for kind in PATTERNS if kind not in ("levels", "han_is", "bare", "letters")]
# What stands before the first item and says only that a list comes.
LEAD = re.compile(r"^[^；;。\n]{0,30}(?:如下|以下|下列|措施|做法|办法|要求)[^；;。\n]{0,6}[：:]$")
CARRIES_ON = re.compile(r"^\s*(?:其中|包括|即|分别|主要是|具体为)")


@dataclass(frozen=True)
class Mark:
    number: tuple[int, ...]
    start: int
    end: int


@dataclass(frozen=True)
class Enumeration:
    """items: the texts without their marks. lead: what said only that a list follows, and is in none of them."""

    items: list[str]
    lead: str = ""


def enumeration_of(text: str) -> Enumeration:
    """The items of a cell: by the marks of its outermost list, else by ； and line breaks outside of brackets."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        return Enumeration([])
    marks = outermost(text)
    if not marks:
        return Enumeration(_trimmed(_unmarked(text)))
    lead = text[: marks[0].start].strip()
    items = list(_between(text, marks))
    if not lead:
        return Enumeration(_trimmed(items))
    if LEAD.match(lead):
        return Enumeration(_trimmed(items), lead)
    if lead[-1] in "；;。":
        return Enumeration(_trimmed([*_unmarked(lead), *items]))
    return Enumeration(_trimmed(_around(text, marks[0].start)))


def outermost(text: str) -> list[Mark]:
    """The marks of the list that begins first in a text; none where there is no sequence."""
    found: list[list[Mark]] = []
    for kind, patterns in KINDS.items():
        marks = [Mark(_number(match[1]), match.start(), match.end()) for p in patterns for match in p.finditer(text)]
        found += _sequences(text, kind, sorted(marks, key=lambda mark: mark.start))
    bullets = [(match[1] or match[2], Mark((), match.start(), match.end())) for match in BULLETS.finditer(text)]
    for sign in dict.fromkeys(sign for sign, _mark in bullets):
        row = [mark for other, mark in bullets if other == sign]
        if (len(row) > 1 or row[0].start == 0) and _says_something(text, row):
            found.append(row)
    return min(found, key=lambda row: row[0].start, default=[])


def _sequences(text: str, kind: str, marks: list[Mark]) -> Iterator[list[Mark]]:
    """The first sequence of a kind: it begins the text, or with the number 1."""
    for n, first in enumerate(marks):
        begins = not text[: first.start].strip()
        if not (begins or first.number[-1] == 1):
            continue
        row = [first]
        for mark in marks[n + 1 :]:
            again = mark.number == (1,) and text[: mark.start].endswith("\n")
            if follows(row[-1].number, mark.number) or (again and len(row) > 1):
                row.append(mark)
        if len(row) > 1 and (kind != "bare" or first.number == (1,)) and _says_something(text, row):
            yield row
            return


def follows(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    """Whether one number comes after another: 2 after 1, 1.2 after 1.1, 2.1 after 1.4."""
    if len(before) != len(after):
        return False
    if before[:-1] == after[:-1]:
        return after[-1] == before[-1] + 1
    return after[-1] == 1 and before[:-2] == after[:-2] and after[-2] == before[-2] + 1


def _says_something(text: str, marks: list[Mark]) -> bool:
    return all(part.strip(" ；;，,。、\n") for part in _between(text, marks))


def _between(text: str, marks: list[Mark]) -> Iterator[str]:
    ends = [mark.start for mark in marks[1:]] + [len(text)]
    return (text[mark.end : end] for mark, end in zip(marks, ends, strict=True))


def _without_one(text: str) -> str:
    """Without the mark of a list of one: “1.登记” is 登记, “1.5万元以上” stays."""
    for kind in ALONE:
        match = PATTERNS[kind].match(text)
        if match and _number(match[1]) == (1,) and text[match.end() :].strip():
            return text[match.end() :]
    return text


def _unmarked(text: str) -> list[str]:
    """Parts of a text without a list, by ； and line breaks that no bracket holds."""
    parts = _outside_brackets(text)
    joined: list[str] = []
    for part in parts:
        if joined and CARRIES_ON.match(part):
            joined[-1] += f"；{part}"
        else:
            joined.append(part)
    full = [part for part in joined if part.strip()]
    for kind in ALONE:
        # Numbers that do not follow each other, as 1. 3., are marks all the same where every part has one.
        heads = [PATTERNS[kind].match(part.strip()) for part in full]
        if len(full) > 1 and all(heads):
            return [part.strip()[head.end() :] for part, head in zip(full, heads, strict=True) if head]
    return [_without_one(full[0]), *full[1:]] if full else []


def _around(text: str, start: int) -> list[str]:
    """A text whose list belongs to one of its items: from the last end of an item before the list on."""
    cut = max(text.rfind(mark, 0, start) for mark in "；;\n")
    if cut < 0:
        return [text]
    before, item = text[:cut], text[cut + 1 :]
    if CARRIES_ON.match(item):
        parts = _unmarked(before)
        return [*parts[:-1], f"{parts[-1]}；{item}"] if parts else [item]
    return [*_unmarked(before), item]


def _outside_brackets(text: str) -> list[str]:
    parts, depth, begun = [], 0, 0
    opening, closing = "（(【〔《“", "）)】〕》”"
    whole, text = text, HALF.sub(lambda mark: " " * len(mark[0]), text)  # 1) closes nothing
    if any(text.count(a) != text.count(b) for a, b in zip(opening, closing, strict=True)):
        return BETWEEN.split(whole)  # who knows what they hold
    for n, c in enumerate(text):
        depth += (c in opening) - (c in closing)
        if c in "；;\n" and depth <= 0:
            parts.append(whole[begun:n])
            begun = n + 1
    return [*parts, whole[begun:]]


def _trimmed(parts: list[str]) -> list[str]:
    """What parts two items belongs to neither; the end of the last one stays."""
    cleaned = [BLANK.sub(" ", part).strip(" ；;，,、") for part in parts]
    return [
        part if n == len(cleaned) - 1 else part.rstrip("。") for n, part in enumerate(cleaned) if part.rstrip("。")
    ]


def _number(text: str) -> tuple[int, ...]:
    if text.lower() in SINGLES:
        return (SINGLES[text.lower()],)
    return tuple(number_of(part) or 0 for part in re.split("[.．]", text))

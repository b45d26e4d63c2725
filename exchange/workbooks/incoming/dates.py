"""Dates as offices write them: as days, months, quarters, numbers of a workbook, or as words that name no day.

No models. A period begins on its first day and ends on its last: which of the two is meant, the column says.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from exchange.workbooks.incoming.numerals import NUMERAL, number_of
from ground.lifecycle.names import plain, seen

YEARS = range(1950, 2101)
SERIAL = re.compile(r"(\d{5})(?:\.(\d+))?")
TIME = re.compile(
    r"(?:(?<=[\d日号])[T\s]+|(?<=[日号]))(?:上午|下午)?(\d{1,2})(?:[:：时](\d{1,2})?)(?:[:：分](\d{1,2})(?:\.\d+)?秒?|分)?"
    r"\s*(?:[AaPp][Mm]|Z)?$"
)
WRITTEN = re.compile(f"[{NUMERAL}]+(?=[年月日号])")
BEFORE = re.compile(r"^(?:截至|截止至?|限于?|于|应于|计划)+")
AFTER = re.compile(r"(?:之前|以前|前|为止|止|内|完成|整改完成|完毕|落实)+$")
RANGE = re.compile(r"(\d{4}[-/.年].*?)(?:—+|–+|~|～|至|到|--+|-(?=\d{4}\D))(今|\d{4}[-/.年].*)")
DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?|(\d\d)(\d\d))")
MONTH = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:月份?)?|(\d\d))(底|末|初|上旬|中旬|下旬)?")
YEAR = re.compile(r"(\d{4})年?(?:度)?(年?底|年?末|年?初|上半年|下半年|第?([一二三四1-4])季度末?底?)?")
# Words of a column of dates that name no day: it happens again and again, has happened, or shall happen at once.
NO_DAY = re.compile(
    r"(?:长期|长效|常年|全年|经常|日常|平时|随时|即时|实时|立即|适时|及时|即知即改|即查即改|立行立改|边查边改|持续"
    r"|定期|不定期|每[日天周旬月季年]|每季度|每半年|半年|按[日周月季年]|已|无|暂无|待定|-+|—+|/|\\|至今|现在|目前)"
    r"(?:度|一次|进行|开展|坚持|执行|有效|性|整改|完成|落实|办结|结束)*[。；]?"
)


@dataclass(frozen=True)
class DateReading:
    """What a text means as a date.

    day: as 2027-03-31; None where it names none. code: what is to be told of it: day_read (a period was read as a
    day), time_cut, no_day (a word that names no day). until: the other end, where the text is a period.
    """

    day: str | None
    code: str = ""
    until: str | None = None


def read_date(text: str, *, end: bool = True) -> DateReading | None:
    """The date of a text; None where it is none, or none that there can be. end: a period means its last day."""
    bare = seen(unicodedata.normalize("NFKC", text)).strip()
    if number := SERIAL.fullmatch(bare):
        day = of_serial(bare)
        return DateReading(day, "time_cut" if (number[2] or "").strip("0") else "day_read") if day else None
    time = TIME.search(bare)
    cut = "time_cut" if time and any(int(part) for part in time.groups() if part) else ""
    if time:
        bare = bare[: time.start()]
    bare = plain(bare)
    if NO_DAY.fullmatch(bare):
        return DateReading(None, "" if bare == "至今" and end else "no_day")
    bare = WRITTEN.sub(lambda match: str(number_of(match[0])), bare)
    bare = AFTER.sub("", BEFORE.sub("", bare)) or bare
    if period := RANGE.fullmatch(bare):
        first = _day(period[1], end=False)
        last = None if period[2] == "今" else _day(period[2], end=True)
        if first is None or (last is None and period[2] != "今") or (last and last < first):
            return None
        return DateReading(last if end else first, "day_read", last)
    day = _day(bare, end=end)
    if day is None:
        return None
    return DateReading(day, cut or ("" if DAY.fullmatch(bare) else "day_read"))


def date_of(text: str) -> str | None:
    """The day alone, a month as its last day; None where the text names none."""
    reading = read_date(text)
    return reading.day if reading else None


def of_serial(text: str, *, since_1904: bool = False) -> str | None:
    """A number of a workbook as its date; None for what is none. since_1904: as the workbooks of old Macs count."""
    match = SERIAL.fullmatch(text)
    if not match:
        return None
    day = (date(1904, 1, 1) if since_1904 else date(1899, 12, 30)) + timedelta(int(match[1]))
    return day.isoformat() if day.year in YEARS else None


def _day(text: str, *, end: bool) -> str | None:
    """The day of a text without blanks and times, or the day on which the period that it names begins or ends."""
    if match := DAY.fullmatch(text):
        return _made(int(match[1]), int(match[2] or match[4]), int(match[3] or match[5]))
    if match := MONTH.fullmatch(text):
        year, month, part = int(match[1]), int(match[2] or match[3]), match[4]
        if month not in range(1, 13):
            return None
        last = monthrange(year, month)[1] if year in YEARS else 28
        begins, ends = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, last), "初": (1, None)}.get(part, (1, last))
        begins = last if part in ("底", "末") else begins
        day = ends if end else begins
        return _made(year, month, day) if day else None
    if match := YEAR.fullmatch(text):
        year, part = int(match[1]), match[2] or ""
        if quarter := number_of(match[3] or ""):
            months = (3 * quarter - 2, 3 * quarter)
        elif part == "上半年":
            months = (1, 6)
        elif part == "下半年":
            months = (7, 12)
        elif part.endswith("初"):
            if end:
                return None
            months = (1, 12)
        else:
            months = (12, 12) if part else (1, 12)
        if not end:
            return _made(year, months[0], 31 if part.endswith(("底", "末")) and not match[3] else 1)
        return _made(year, months[1], monthrange(2001, months[1])[1])
    return None


def _made(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat() if year in YEARS else None
    except ValueError:
        return None

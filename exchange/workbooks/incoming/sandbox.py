"""Opens a spreadsheet in a process that may die of it: `python sandbox.py FILE MOST_CELLS MOST_COLUMNS`.

A cell in the last row and column of a sheet makes a reader reserve memory for all cells before it, and a damaged file
may do worse; here that ends a process with a limit of memory and time, and not the worker. Needs nothing of the
product. Writes to stdout, pickled: the sheets in turn as (name, merged areas, facts of the sheet), lists of rows, and
{"is_cut": …, "inexact": …}; before the hidden ones, which come last, their names as a frozenset; at the end True. A
refusal is its code as a text.
"""

import pickle
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

MEMORY = 2 * 2**30  # bytes of addresses; a register of 100,000 rows takes 0.3
SECONDS = 90  # of the processor
AT_ONCE = 2000
CHUNK = 4 * 2**20  # of a part of the archive
MOST_TOLD = 20_000  # formulas and hidden rows of a sheet that are told
SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
HIDDEN_COLUMNS = re.compile(rb"<(?:\w+:)?col\s(?=[^>]*?\bhidden=\"(?:1|true)\")[^>]*>")
HIDDEN = re.compile(rb"<(?:\w+:)?row\s[^>]*?\shidden=\"(?:1|true)\"[^>]*>")
# A cell with a formula and no result; a result that is an empty text has the type str.
FORMULA = re.compile(
    rb"<(?:\w+:)?c\s(?![^>]*\st=\"str\")[^>]*?\br=\"([A-Z]{1,3})(\d{1,7})\"[^>]*>\s*<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
# A result that is an error, such as #N/A; calamine reads it as nothing.
ERROR = re.compile(rb"<(?:\w+:)?c\s(?=[^>]*\bt=\"e\")[^>]*?\br=\"([A-Z]{1,3})(\d{1,7})\"")
# Numbers that are shown otherwise than they are kept: 7 as 007 or ZJ007, 0.3 as 30%. How is said by the styles.
NUMBER_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\s[^>]*>")
CELL_FORMATS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.S)
CELL_FORMAT = re.compile(rb"<(?:\w+:)?xf\s[^>]*>")
PADDED = re.compile(r'(?:"([^"]*)")?(0{2,30})(?:;.*)?')
PERCENT = re.compile(r"[#0,]*0(?:\.0+)?%.*")
BUILT_IN = {"9": "0%", "10": "0.00%"}
EXACT = 10**15  # from here on a number of a workbook has lost its last digits


def text_of(value: Any) -> str:
    """A cell as people read it: 1.0 is “1”, a date is 2011-03-01."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip().replace("\0", "")
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def attribute(tag: bytes, name: bytes) -> str:
    """The value of an attribute of a tag; empty where it has none."""
    found = re.search(rb"\s(?:\w+:)?" + name + rb"=\"([^\"]*)\"", tag)
    return found[1].decode("utf-8", "replace") if found else ""


def formats_of(archive: zipfile.ZipFile) -> dict[bytes, str]:
    """Number of a style → its format, of the styles that show a number padded with zeros or in percent."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    styles = archive.read("xl/styles.xml")
    codes = BUILT_IN | {
        attribute(tag, b"numFmtId"): unescaped(attribute(tag, b"formatCode")) for tag in NUMBER_FORMAT.findall(styles)
    }
    found = CELL_FORMATS.search(styles)
    of_styles = enumerate(
        codes.get(attribute(tag, b"numFmtId"), "") for tag in CELL_FORMAT.findall(found[0] if found else b"")
    )
    return {b"%d" % n: code for n, code in of_styles if PADDED.fullmatch(code) or PERCENT.fullmatch(code)}


def as_shown(value: Any, code: str) -> str:
    """A number in its format: 7 as 0000 is “0007”, 0.3 as 0% is “30%”."""
    if isinstance(value, float) and (padded := PADDED.fullmatch(code)) and value.is_integer() and value >= 0:
        return (padded[1] or "") + str(int(value)).zfill(len(padded[2]))
    if isinstance(value, float) and PERCENT.fullmatch(code):
        return f"{round(value * 100, 10):g}%"
    return text_of(value)


def facts_of(file: str, most_columns: int) -> dict[str, dict[str, Any]]:
    """Of a .xlsx: name of a sheet → what its cells alone do not tell, see Sheet. Nothing for other files.

    Beside it `shown`: row → column → the format of a number that is shown otherwise than it is kept.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            book = archive.read("xl/workbook.xml")
            relations = RELATION.findall(archive.read("xl/_rels/workbook.xml.rels"))
            paths = {
                attribute(tag, b"Id"): attribute(tag, b"Target").lstrip("/").removeprefix("xl/") for tag in relations
            }
            formats = formats_of(archive)
            styled = re.compile(
                rb"<(?:\w+:)?c\s(?=[^>]*\br=\"([A-Z]{1,3})(\d{1,7})\")[^>]*?\ss=\"(%s)\"" % b"|".join(formats)
            )
            since_1904 = re.search(rb"<(?:\w+:)?workbookPr\s[^>]*date1904=\"(?:1|true)\"", book) is not None
            found = {}
            for tag in SHEET.findall(book):
                facts: dict[str, Any] = {"since_1904": since_1904}
                unsolved, hidden, columns = set(), [], []
                shown: dict[int, dict[int, str]] = {}
                with archive.open(f"xl/{paths.get(attribute(tag, b'id'), '')}") as stream:
                    rest = b""
                    while chunk := stream.read(CHUNK):
                        if not rest:  # columns are told of before the rows
                            columns += hidden_columns(chunk.partition(b"<sheetData")[0], most_columns)
                        rest += chunk
                        end = rest.rfind(b"</row>") + 6
                        ready, rest = rest[:end], rest[end:]
                        if b"<f" in ready or b":f" in ready:
                            unsolved |= {(int(row) - 1, column(name)) for name, row in FORMULA.findall(ready)}
                        if b't="e"' in ready:
                            unsolved |= {(int(row) - 1, column(name)) for name, row in ERROR.findall(ready)}
                        for name, row, style in styled.findall(ready) if formats else ():
                            shown.setdefault(int(row) - 1, {})[column(name)] = formats[style]
                        if b"hidden=" in ready:
                            hidden += [int(attribute(row, b"r") or 0) for row in HIDDEN.findall(ready)]
                        if len(unsolved) + len(hidden) > MOST_TOLD or len(rest) > 4 * CHUNK:
                            break
                facts |= {
                    "unsolved": unsolved,
                    "hidden": hidden[:MOST_TOLD],
                    "hidden_columns": columns,
                    "shown": shown,
                }
                found[unescaped(attribute(tag, b"name"))] = facts
            return found
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, EOFError, RuntimeError, NotImplementedError):
        return {}


def hidden_columns(head: bytes, most: int) -> list[int]:
    """Numbers of the columns that are hidden, from 1 to `most`."""
    spans = [(attribute(tag, b"min"), attribute(tag, b"max")) for tag in HIDDEN_COLUMNS.findall(head)]
    return [n for first, last in spans for n in range(int(first), min(int(last), most) + 1)]


def unescaped(name: str) -> str:
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        name = name.replace(entity, sign)
    return name


def column(letters: bytes) -> int:
    """A is 0, AA is 26."""
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1


def parts(file: str, most_cells: int, most_columns: int) -> Iterator[Any]:
    """What is written, one after the other."""
    book = CalamineWorkbook.from_path(file)
    told = facts_of(file, most_columns)
    cells = 0
    tables = [facts for facts in book.sheets_metadata if facts.typ == SheetTypeEnum.WorkSheet]
    shown = [facts.name for facts in tables if facts.visible == SheetVisibleEnum.Visible]
    hidden = frozenset(facts.name for facts in tables).difference(shown)
    for name in (*shown, None, *sorted(hidden)):
        if name is None:
            yield hidden
            continue
        sheet = book.get_sheet_by_name(name)
        width = min(sheet.total_width + 1, most_columns)  # it counts from 0
        cells += sheet.total_height * width
        if cells > most_cells:
            yield "too_much"
            return
        facts = told.get(name, {})
        shown_as = facts.pop("shown", {})
        yield name, list(sheet.merged_cell_ranges or []), facts
        # The rows begin at the first one that holds something.
        rows = [[""] * width for _row in range(sheet.start[0] if sheet.start else 0)]
        is_cut, inexact = False, set()
        for number, row in enumerate(sheet.iter_rows(), sheet.start[0] if sheet.start else 0):
            texts = [text_of(value) for value in row[:width]]
            for index, code in shown_as.get(number, {}).items():
                if index < len(texts):
                    texts[index] = as_shown(row[index], code)
            rows.append(texts)
            inexact |= {
                (number, index) for index, value in enumerate(row) if isinstance(value, float) and abs(value) >= EXACT
            }
            is_cut = is_cut or any(value not in (None, "") for value in row[width:])
            if len(rows) == AT_ONCE:
                yield rows
                rows = []
        yield rows
        yield {"is_cut": is_cut, "inexact": inexact}
    yield True


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    out = sys.stdout.buffer
    try:
        for part in parts(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])):
            pickle.dump(part, out)
    except PasswordError:
        pickle.dump("password", out)
    except MemoryError:
        pickle.dump("too_much", out)
    except (CalamineError, OSError, ValueError, KeyError):
        pickle.dump("damaged", out)


if __name__ == "__main__":
    main()

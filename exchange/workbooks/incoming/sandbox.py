"""Opens a spreadsheet in a process that may die of it: `python sandbox.py FILE MOST_CELLS MOST_COLUMNS`.

A cell in the last row and column of a sheet makes a reader reserve memory for all cells before it, and a damaged file
may do worse; here that ends a process with a limit of memory and time, and not the worker. Needs nothing of the
product. Writes to stdout, pickled: the sheets in turn as (name, merged areas), lists of rows, None; at last True. A
refusal is its code as a text.
"""

import pickle
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

MEMORY = 2 * 2**30  # bytes of addresses; a register of 100,000 rows takes 0.3
SECONDS = 90  # of the processor
AT_ONCE = 2000


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


def parts(file: str, most_cells: int, most_columns: int) -> Iterator[Any]:
    """What is written, one after the other. Hidden sheets are left out."""
    book = CalamineWorkbook.from_path(file)
    cells = 0
    for facts in book.sheets_metadata:
        if facts.typ != SheetTypeEnum.WorkSheet or facts.visible != SheetVisibleEnum.Visible:
            continue
        sheet = book.get_sheet_by_name(facts.name)
        width = min(sheet.total_width + 1, most_columns)  # it counts from 0
        cells += sheet.total_height * width
        if cells > most_cells:
            yield "too_much"
            return
        yield facts.name, list(sheet.merged_cell_ranges or [])
        # The rows begin at the first one that holds something.
        rows = [[""] * width for _row in range(sheet.start[0] if sheet.start else 0)]
        for row in sheet.iter_rows():
            rows.append([text_of(value) for value in row[:width]])
            if len(rows) == AT_ONCE:
                yield rows
                rows = []
        yield rows
        yield None
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

"""What stands in the columns of a sheet."""

from collections import Counter
from collections.abc import Collection
from itertools import islice

from exchange.workbooks.incoming.sheets import Sheet

SAMPLE = 30  # values by which a column is judged


def texts_of(sheet: Sheet, start: int, index: int, most: int) -> list[str]:
    """The first texts of a column."""
    rows = islice(sheet.rows, start, None)
    return list(islice((row[index] for row in rows if index < len(row) and row[index]), most))


def without_heading(sheet: Sheet, first: int, headed: Collection[int], beyond: int) -> list[int]:
    """Columns over which nothing stands and in which there are values of more rows than `beyond`."""
    rows = sheet.rows[first : first + 4 * SAMPLE]
    filled = Counter(index for row in rows for index, cell in enumerate(row) if cell and index not in headed)
    return sorted(index for index, n in filled.items() if n > beyond)

"""Five classes for amounts on a map, fitted to the amounts that are shown."""

from bisect import bisect_right
from collections.abc import Sequence
from statistics import quantiles

CLASSES = 5


def bounds(amounts: Sequence[float]) -> list[int]:
    """Where one class ends and the next begins: the quantiles in whole numbers, ascending, at most four.

    Where the amounts lie close together there are fewer classes, none of them empty.
    """
    if len(set(amounts)) < 2:
        return []
    cuts = sorted({round(cut) for cut in quantiles(amounts, n=CLASSES, method="inclusive")})
    found: list[int] = []
    low = min(amounts)
    for cut in cuts:
        # A class without an amount in it says nothing.
        if any((found[-1] if found else low) <= amount < cut for amount in amounts) and max(amounts) >= cut:
            found.append(cut)
    return found


def class_of(amount: float, between: Sequence[int]) -> int:
    """1 for the lightest; of fewer than five the last is the darkest all the same."""
    place = bisect_right(between, amount)
    return 1 + round(place * (CLASSES - 1) / len(between)) if between else CLASSES // 2 + 1

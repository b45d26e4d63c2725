"""python -m tests.upgrades.rules: does the configured register hold by the rules? Exit 1 where one is broken.

The rules are those of the full province (bench/province/check.py).
"""

import os
import sys

import django

# The demo gives its rows their dates after they were made, ends measures whose grade stays on retired points, lets
# warnings go up to the next level and has warnings of indicator rules.
OF_PROVINCE_ALONE = {
    "states carry the stamps that lead to them",
    "a high point has a review date within a year of its registration",
    "warnings were issued by an inspector of their keeper, in the order of the steps",
    "a warning rests on signals of its unit, and one on the same grounds is open once",
    "the grade that remains comes from a measure verified as effective",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskcontrol.settings")
    django.setup()
    from bench.province.check import BROKEN, breaches

    assert set(BROKEN) >= OF_PROVINCE_ALONE
    broken = {rule: n for rule, n in breaches() if n and rule not in OF_PROVINCE_ALONE}
    for rule, n in broken.items():
        print(f"{n:>8,}  {rule}")
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()

"""The forms that are brought in: what the words of a row mean, what the register has with it, and how it is written.

Each module holds one form as a `Kind`; SQL works on all rows of a file at once.
"""

from exchange.workbooks.incoming.kinds.accounts import ACCOUNTS
from exchange.workbooks.incoming.kinds.base import Kind
from exchange.workbooks.incoming.kinds.officials import OFFICIALS
from exchange.workbooks.incoming.kinds.posts import POSTS
from exchange.workbooks.incoming.kinds.power_items import POWER_ITEMS
from exchange.workbooks.incoming.kinds.risk_points import RISK_POINTS
from exchange.workbooks.incoming.kinds.units import UNITS

# In the order in which a file with several of them is brought in: what others name comes first.
KINDS: dict[str, Kind] = {kind.name: kind for kind in (UNITS, POSTS, OFFICIALS, ACCOUNTS, POWER_ITEMS, RISK_POINTS)}

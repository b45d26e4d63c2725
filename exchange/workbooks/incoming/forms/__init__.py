"""The forms that are brought in: what the words of a row mean, what the register has with it, and how it is written.

Each module holds one as an `IncomingForm`; SQL works on all rows of a file at once.
"""

from exchange.workbooks.incoming.forms.accounts import ACCOUNTS
from exchange.workbooks.incoming.forms.base import IncomingForm
from exchange.workbooks.incoming.forms.officials import OFFICIALS
from exchange.workbooks.incoming.forms.posts import POSTS
from exchange.workbooks.incoming.forms.power_items import POWER_ITEMS
from exchange.workbooks.incoming.forms.risk_points import RISK_POINTS
from exchange.workbooks.incoming.forms.units import UNITS

# In the order in which a file with several of them is brought in: what others name comes first.
INCOMING_FORMS: dict[str, IncomingForm] = {
    form.name: form for form in (UNITS, POSTS, OFFICIALS, ACCOUNTS, POWER_ITEMS, RISK_POINTS)
}

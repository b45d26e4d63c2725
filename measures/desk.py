"""What of the measures waits for a person."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ground.lifecycle.roles import Role
from ground.pages.desk import Waiting, what_waits
from measures.models import Measure


@what_waits
def overdue(user: Any) -> Iterator[Waiting]:
    if user.holds((Role.LIAISON,)):
        n = Measure.objects.filter(user.where_holds((Role.LIAISON,), "path")).overdue().count()
        label = _("measures whose due date has passed")
        listed = f"{reverse('measures:list')}?overdue=true"
        yield Waiting(Role.LIAISON, label, n, listed, "shield-x", late=n, late_url=listed)

"""Tab of a unit: the warnings to it that its reader may see, and for its inspectors what was told about it."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ground.lifecycle.roles import Role
from ground.pages.tabs import Figure, Summary, Tab, enter, listed
from riskpoints.tabs import reads_register
from riskwarnings import point_tabs, warning_tabs  # noqa: F401  enter their own
from riskwarnings.choices import OPEN, UNANSWERED
from riskwarnings.filters import WarningOfUnitFilter
from riskwarnings.models import Signal, Warning
from riskwarnings.tables import WarningOfUnitTable
from units.models import Unit
from units.tabs import UNIT

SIGNALS = 20  # the newest; their own list has all


def warnings(unit: Unit, request: Any) -> dict[str, Any]:
    user = request.user
    rows = Warning.objects.visible_to(user).filter(unit=unit)
    filterset = WarningOfUnitFilter(request.GET, queryset=rows, request=request)
    found = listed(request, filterset, WarningOfUnitTable, ("-pk",), _("No warnings match."))
    inspects = user.holds((Role.INSPECTOR,), at=unit)
    signals: Any = ()
    if inspects:
        signals = (
            Signal.objects.visible_to(user).filter(unit=unit).select_related("handler").order_by("-pk")[:SIGNALS]
        )
    return found | {"inspects": inspects, "signals": signals}


def warnings_summary(unit: Unit, user: Any) -> Summary:
    rows = Warning.objects.visible_to(user).filter(unit=unit).order_by()
    late = Q(status__in=UNANSWERED, due_on__lt=timezone.localdate())
    n = rows.aggregate(all=Count("pk"), open=Count("pk", filter=Q(status__in=OPEN)), overdue=Count("pk", filter=late))
    note = ngettext("%(n)s overdue", "%(n)s overdue", n["overdue"]) % {"n": n["overdue"]} if n["overdue"] else ""
    label = gettext_lazy("open warnings")
    return Summary(n["all"], (Figure(label, n["open"], "warnings/?show=open", note, "warnings/?show=overdue"),))


enter(
    Tab(
        UNIT,
        80,
        "warnings",
        gettext_lazy("Signals and warnings"),
        "warnings/_of_unit.html",
        warnings,
        warnings_summary,
        reads_register,
    )
)

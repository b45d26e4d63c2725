from typing import Any

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from ground.pages.tables import RegisterTable
from oversight.reorganisations.models import Reorganisation


class ReorganisationTable(RegisterTable):
    at = tables.DateTimeColumn(format="Y-m-d H:i")
    undo = tables.Column(empty_values=(), orderable=False, verbose_name="")
    becomes = tables.Column(empty_values=(), orderable=False, verbose_name=_("becomes"))

    class Meta(RegisterTable.Meta):
        model = Reorganisation
        fields = ["at", "kind", "unit", "becomes", "reason", "by", "undo"]

    def render_becomes(self, record: Any) -> Any:
        return record.name or str(record.target)

    def render_undo(self, record: Any) -> Any:
        return render_to_string("reorganisations/_undo.html", {"change": record}, request=self.request)

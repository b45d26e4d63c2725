"""Forms of the indicator rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import Role
from ground.pages.forms import BooleanChoice, DateInput
from ground.pages.pickers import PickField
from riskwarnings.choices import WarningLevel
from riskwarnings.indicators import Indicator
from units.models import Unit


class ParametersForm(forms.Form):
    """The parameters of a rule; with `sets` also how and from when they are put in force."""

    def __init__(self, indicator: Indicator, sets: bool, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for p in indicator.parameters:
            if p.is_switch:
                self.fields[p.name] = forms.BooleanField(label=p.label, required=False)
                continue
            self.fields[p.name] = forms.IntegerField(
                label=p.label, min_value=p.least, max_value=p.most, help_text=f"{p.least}–{p.most:,}"
            )
        self.names = [p.name for p in indicator.parameters]
        if sets:
            self.fields["level"] = forms.ChoiceField(label=_("warning level"), choices=WarningLevel.choices)
            self.fields["is_on"] = forms.BooleanField(label=_("switched on"), required=False)
            self.fields["valid_from"] = forms.DateField(
                label=_("holds from"), widget=DateInput(), initial=timezone.localdate
            )
            self.fields["reason"] = forms.CharField(label=_("reason"), max_length=200, required=False)

    @property
    def parameters(self) -> dict[str, int]:
        return {name: int(self.cleaned_data[name]) for name in self.names}


class SwitchForm(forms.Form):
    """A rule on or off for a subtree."""

    is_on = BooleanChoice(label=_("the rule is"), yes=_("on"), no=_("off"), yes_first=False)
    reason = forms.CharField(label=_("reason"), max_length=200)

    field_order = ["unit", "is_on", "reason"]

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        units = Unit.objects.reachable_by(user, (Role.INSPECTOR,))
        self.fields["unit"] = PickField(units, key="code", route="warnings:unit_pick", label=_("unit or area"))
        self.order_fields(self.field_order)

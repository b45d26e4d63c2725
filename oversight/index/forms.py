"""Forms of the integrity index."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ground.pages.forms import DateInput, RegisterForm, word_the_empty_choice
from oversight.index.choices import PartSource, PeriodStatus
from oversight.index.models import Adjustment, Period, Sheet, SheetPart, SurveyScore, Use
from units.subtrees import paths_above

MOST_PARTS = 12


class SheetForm(forms.ModelForm):
    class Meta:
        model = Sheet
        fields = ["valid_from", "a_from", "b_from", "praise_most", "grave_most", "reason"]
        widgets = {"valid_from": DateInput()}


class PartForm(forms.ModelForm):
    class Meta:
        model = SheetPart
        fields = ["name", "source", "weight"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label
            word_the_empty_choice(field)

    def has_changed(self) -> bool:
        """A line without a name is left out, whatever else stands in it."""
        return bool((self["name"].data or "").strip())


class PartLines(forms.BaseFormSet):
    """Lines for the parts; each may be left empty, also those that hold something to start from."""

    def initial_form_count(self) -> int:
        return 0


PartForms = forms.formset_factory(PartForm, formset=PartLines, max_num=MOST_PARTS, validate_max=True)


class PeriodForm(RegisterForm):
    checked_too = ("unit",)

    class Meta:
        model = Period
        fields = ["name", "starts_on", "ends_on", "sheet", "breadth"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["sheet"].queryset = Sheet.objects.for_area(self.unit).select_related("unit")  # type: ignore[attr-defined]
        if not self.instance.pk:
            self.initial.setdefault("sheet", self.fields["sheet"].queryset.first())  # type: ignore[attr-defined]


class _OfPeriodForm(RegisterForm):
    """Rows about a unit in a period; offered are the periods that measure the unit and are in `state`."""

    state: Any = PeriodStatus.COLLECTING
    checked_too = ("unit",)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        periods = Period.objects.filter(unit__path__in=paths_above(self.unit.path), status=self.state)
        self.fields["period"].queryset = periods.select_related("unit")  # type: ignore[attr-defined]
        self.fields["period"].empty_label = None  # type: ignore[attr-defined]


class ScoreForm(_OfPeriodForm):
    class Meta:
        model = SurveyScore
        fields = ["period", "part", "score", "answers"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        periods = self.fields["period"].queryset  # type: ignore[attr-defined]
        parts = SheetPart.objects.filter(sheet__in=periods.order_by().values("sheet"), source=PartSource.SURVEY)
        self.fields["part"].queryset = parts  # type: ignore[attr-defined]


class AdjustmentForm(_OfPeriodForm):
    class Meta:
        model = Adjustment
        fields = ["period", "kind", "points", "basis"]


class UseForm(_OfPeriodForm):
    state = PeriodStatus.PUBLISHED

    class Meta:
        model = Use
        fields = ["period", "kind", "on", "text"]


class SurveyFileForm(forms.Form):
    file = forms.FileField(
        label=_("the filled form"), widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"})
    )

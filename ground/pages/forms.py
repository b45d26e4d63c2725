"""The base of all forms, and the form of a state change."""

from typing import Any

from django import forms
from django.db.models import BLANK_CHOICE_DASH
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.machine import Transition
from ground.pages.widgets import searched


class DateInput(forms.DateInput):
    """The browser's own date picker; the value travels as 2026-11-23 in every language."""

    input_type = "date"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%d", **options)


class BooleanChoice(forms.TypedChoiceField):
    """Yes or no in two words of its own, e.g. “effective” and “not effective”; clean() gives True or False.

    The API takes true and false for it (ground/pages/api.py).
    """

    def __init__(self, *, yes: Any, no: Any, yes_first: bool = True, **options: Any) -> None:
        choices = [("1", yes), ("0", no)]
        options |= {"choices": choices if yes_first else choices[::-1], "coerce": lambda value: value == "1"}
        super().__init__(**options)


def word_the_empty_choice(field: forms.Field) -> None:
    """“choose” or “none”, in place of the dashes of Django."""
    if isinstance(field, forms.ModelChoiceField) and field.empty_label is not None:
        field.empty_label = _("choose") if field.required else _("none")
    elif isinstance(field, forms.TypedChoiceField):
        offered: list[Any] = list(field.choices)  # type: ignore[arg-type]
        if offered[:1] == BLANK_CHOICE_DASH:
            field.choices = [("", _("choose") if field.required else _("none")), *offered[1:]]


class RegisterForm(forms.ModelForm):
    """A form for a row of one unit: related rows are offered from that unit only.

    unit: the unit that the row belongs to. Fields named in `of_unit` offer rows of that unit.
    """

    of_unit: tuple[str, ...] = ()
    # Columns that are no field of the form but take part in the model's checks, e.g. of a name once per unit.
    checked_too: tuple[str, ...] = ()

    def __init__(self, *args: Any, unit: Any = None, user: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.unit, self.user = unit, user
        if unit is not None and "unit" not in self.fields:
            self.instance.unit = unit
        for name, field in self.fields.items():
            if isinstance(field, forms.DateField):
                field.widget = DateInput(attrs=field.widget.attrs)
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3
            word_the_empty_choice(field)
            if name in self.of_unit:
                field.queryset = field.queryset.filter(unit=unit)  # type: ignore[attr-defined]
                searched(field)

    def fill(self, data: Any) -> None:
        """Show what was typed before, as a browser sent it, without judging it."""
        typed = {
            name: field.widget.value_from_datadict(data, {}, self.add_prefix(name))  # type: ignore[arg-type]
            for name, field in self.fields.items()
        }
        self.initial = dict(self.initial) | typed

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - set(self.checked_too)  # type: ignore[misc]


class TransitionForm(forms.Form):
    """What a state change asks of the person acting: a reason, and the columns of its transition."""

    reason = forms.CharField(
        label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
    )

    def __init__(self, step: Transition, *args: Any, needs_reason: bool = False, **options: Any) -> None:
        """needs_reason: of this row, where the step itself asks for none."""
        super().__init__(*args, **options)
        needs_reason = needs_reason or step.needs_reason
        self.fields["reason"].required = needs_reason
        for name, make in step.inputs.items():
            self.fields[name] = make()
        self.order_fields([*step.inputs, "reason"])
        self.is_plain = not needs_reason and not step.inputs

"""Forms of imports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from exchange.workbooks.fields import label
from exchange.workbooks.incoming.files import KINDS, MOST_BYTES
from exchange.workbooks.incoming.headings import known_forms
from exchange.workbooks.incoming.requests import WHO
from exchange.workbooks.models import HeadingWord, ImportRow
from exchange.workbooks.refusals import TOO_LARGE
from ground.lifecycle.names import plain
from ground.pages.pickers import PickField
from units.models import Unit

LONG = ("manifestation", "measures", "legal_basis")


class BringForm(forms.Form):
    """The file, for which unit, and how it comes in."""

    file = forms.FileField(
        label=_("spreadsheet"),
        help_text=_(
            "The file as you have it: .xlsx, .xls, .ods or .csv. Nothing is written before you have seen it."
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(KINDS)}),
    )
    unit = PickField(
        Unit.objects.none(),
        key="code",
        route="workbooks:pick",
        label=_("unit"),
        required=False,
    )
    make_missing = forms.BooleanField(
        label=_("add posts and steps that are missing"),
        required=False,
        initial=True,
        help_text=_(
            "Posts the unit lacks, and steps of flows that are still drafts. Otherwise such rows are refused."
        ),
    )

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        units = Unit.objects.worked_for_by(user, WHO).order_by("path")
        first = list(units[:2])
        self.only = first[0] if len(first) == 1 else None
        if self.only:
            del self.fields["unit"]
        else:
            self.fields["unit"].queryset = units  # type: ignore[attr-defined]
            self.fields["unit"].help_text = _("Leave it empty where a column of the file names the units.")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(TOO_LARGE % {"limit": MOST_BYTES >> 20})
        return file


class RowForm(forms.Form):
    """The words of one row, to be mended; what is wrong stands at its field."""

    def __init__(self, *args: Any, row: ImportRow, **options: Any) -> None:
        super().__init__(*args, **options)
        form = next(f for f in known_forms() if f.name == row.form)
        present = row.source.sheets[row.sheet]["fields"]
        wrong = {problem.field for problem in row.remarks}
        for name in dict.fromkeys(form.headings.values()):
            if name in ("number", "skipped") or (name not in present and name not in wrong):
                continue
            widget = forms.Textarea(attrs={"rows": 3}) if name in LONG else forms.TextInput()
            self.fields[name] = forms.CharField(
                label=capfirst(str(label(name, row.form))), required=False, widget=widget
            )
        self.row = row

    def show_problems(self) -> None:
        """Put what is wrong with the row at its fields."""
        self.cleaned_data: dict[str, Any] = {}
        self.full_clean()
        for problem in self.row.remarks:
            if problem.refuses:
                self.add_error(problem.field if problem.field in self.fields else None, str(problem.sentence))


class HeadingForm(forms.ModelForm):
    """A word that all offices may write over a column."""

    meaning = forms.ChoiceField(label=_("means"))

    class Meta:
        model = HeadingWord
        fields = ["words"]

    def __init__(self, *args: Any, unit: Any = None, user: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["meaning"].choices = meanings()  # type: ignore[attr-defined]

    def clean_words(self) -> str:
        return plain(self.cleaned_data["words"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "meaning" in values and "words" in values:
            self.instance.form, self.instance.field = values["meaning"].split(".")
            known = HeadingWord.objects.filter(unit=None, form=self.instance.form, words=values["words"])
            if known.exists():
                raise ValidationError({"words": _("This heading is known already.")})
        return values


def meanings(of: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """What a column may be: the fields of each form, of one form alone where `of` names it."""
    return [
        (
            form.title,
            [
                (f"{form.name}.{name}", capfirst(str(label(name, form.name))))
                for name in dict.fromkeys(form.headings.values())
                if name not in ("number", "skipped")
            ],
        )
        for form in known_forms()
        if of in ("", form.name)
    ]

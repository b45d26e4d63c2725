"""Forms of measures, rules and evidence."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ground.pages.forms import RegisterForm
from ground.pages.widgets import ChipChoice
from measures.choices import Method
from measures.control_plans import Least, newest
from measures.filing_requirements import LEFT_BARE, left_bare
from measures.models import ControlPlan, Evidence, Measure, MeasureLink, MeasureRule, Rule
from riskpoints.choices import OPEN, RiskPointStatus
from riskpoints.grading import ORDER
from riskpoints.models import RiskPoint


def check_unlinked(measure: Measure, chosen: Any) -> None:
    """Refuse to take a measure off a registered point that it alone holds. Raises ValidationError."""
    dropped = measure.points.exclude(pk__in=[point.pk for point in chosen])
    for point in left_bare([measure.pk], dropped):
        raise ValidationError(LEFT_BARE % {"point": point})


class MeasureForm(RegisterForm):
    """A measure with the points it holds and the rules it rests on."""

    of_unit = ("points", "responsible_post", "accountable_post", "rules")

    put_in_force = forms.BooleanField(
        label=_("already in force"),
        required=False,
        help_text=_("Otherwise it is planned until the due date."),
    )

    class Meta:
        model = Measure
        fields = [
            "points",
            "text",
            "method",
            "responsible_post",
            "accountable_post",
            "due_on",
            "rules",
        ]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "points" in self.fields:
            self.fields["points"].queryset = RiskPoint.objects.filter(  # type: ignore[attr-defined]
                unit=self.unit, revises=None, status__in=(*OPEN, RiskPointStatus.REGISTERED)
            ).order_by("name")
        self.fields["responsible_post"].required = True
        self.fields["method"].choices = Method.choices  # type: ignore[attr-defined]
        self.fields["method"].widget = ChipChoice(choices=Method.choices)
        if self.instance.pk:
            del self.fields["put_in_force"]

    def clean_points(self) -> Any:
        chosen = self.cleaned_data["points"]
        if self.instance.pk:
            check_unlinked(self.instance, chosen)
        return chosen

    def save(self, commit: bool = True) -> Measure:
        measure = super().save(commit=False)
        measure.save()
        joins: tuple[tuple[Any, str, str], ...] = ((MeasureLink, "points", "point"), (MeasureRule, "rules", "rule"))
        for model, name, column in joins:
            if name not in self.fields:
                continue
            chosen = {row.pk for row in self.cleaned_data[name]}
            links = model.objects.filter(measure=measure)
            links.exclude(**{f"{column}__in": chosen}).delete()
            held = set(links.values_list(f"{column}_id", flat=True))
            model.objects.bulk_create(model(measure=measure, **{f"{column}_id": pk}) for pk in sorted(chosen - held))
        return measure


class RuleForm(RegisterForm):
    of_unit = ("replaces",)
    checked_too = ("unit",)

    class Meta:
        model = Rule
        fields = ["title", "number", "issuer", "domain", "enacted_on", "replaces", "file"]

    def save(self, commit: bool = True) -> Rule:
        if "file" in self.changed_data and self.cleaned_data.get("file"):
            self.instance.file_name = self.cleaned_data["file"].name[-150:]
        return super().save(commit)


class EvidenceForm(forms.ModelForm):
    class Meta:
        model = Evidence
        fields = ["title", "file"]


class ControlPlanForm(RegisterForm):
    """A plan with what it asks of each grade: least_… measures, and methods_… among them."""

    class Meta:
        model = ControlPlan
        fields = ["domain", "title", "number", "text"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].widget.attrs["rows"] = 6
        if self.instance.pk:
            del self.fields["domain"]
        has: dict[str, Least] = newest(self.instance) if self.instance.pk else {}
        for grade in ORDER:
            asked = has.get(grade) or {"least": 0, "methods": []}
            self.fields[f"least_{grade}"] = forms.IntegerField(
                label=_("least measures"), min_value=0, max_value=9, initial=asked["least"]
            )
            self.fields[f"methods_{grade}"] = forms.MultipleChoiceField(
                label=_("methods among them"),
                choices=Method.choices,
                required=False,
                widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
                initial=asked["methods"],
            )

    @property
    def of_plan(self) -> list[forms.BoundField]:
        return [self[name] for name in self.Meta.fields if name in self.fields]

    @property
    def of_grades(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """(grade, its number of measures, its methods), the highest grade first."""
        return [(grade.value, self[f"least_{grade}"], self[f"methods_{grade}"]) for grade in reversed(ORDER)]

    def clean_text(self) -> str:
        # Browsers send line breaks of two characters; in the change log that would look like a change.
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for grade in ORDER:
            if len(cleaned.get(f"methods_{grade}", [])) > cleaned.get(f"least_{grade}", 9):
                self.add_error(
                    f"least_{grade}",
                    _("A measure has one method: ask for at least as many measures as methods."),
                )
        return cleaned

    def asked(self) -> dict[str, Least]:
        """What is asked, by grade."""
        values = self.cleaned_data
        return {g.value: {"least": values[f"least_{g}"], "methods": values[f"methods_{g}"]} for g in ORDER}

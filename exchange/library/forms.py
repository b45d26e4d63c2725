"""Forms of the library: an entry, and where a unit puts what it adopts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from exchange.library.models import LibraryEntry
from ground.pages.forms import RegisterForm
from measures.choices import Method
from powers.choices import FlowStatus
from powers.models import Step
from units.models import Unit


class AdoptForm(forms.Form):
    """The step that an entry is adopted onto; the one of the same name is chosen already."""

    step = forms.ModelChoiceField(
        Step.objects.none(),
        label=_("flow step"),
        required=False,
        empty_label=_("— not a flow step —"),
        help_text=_("Without a step the risk lies at the whole unit; the place can be changed in the draft."),
    )

    def __init__(self, *args: Any, unit: Unit, entry: LibraryEntry, **options: Any) -> None:
        super().__init__(*args, **options)
        flows = (FlowStatus.DRAFT, FlowStatus.CONFIRMED, FlowStatus.PUBLISHED)
        steps = Step.objects.filter(flow__power_item__unit=unit, flow__status__in=flows)
        steps = steps.select_related("flow__power_item").order_by(
            "flow__power_item__code", "-flow__version", "number"
        )
        field: Any = self.fields["step"]
        field.queryset = steps
        field.label_from_instance = lambda step: f"{step.flow.power_item} · {step}"
        same = [s for s in steps if s.name == entry.step_name]
        nearest = [s for s in same if s.flow.power_item.name == entry.power.name] or same
        if nearest:
            field.initial = nearest[0].pk


class MeasuresField(forms.CharField):
    """Measures, one a line: “程序：text”."""

    widget = forms.Textarea(attrs={"rows": 5})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(f"{Method(row['method']).label}：{row['text']}" for row in value)
        return value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        rows = []
        labels = {str(label): method for method, label in Method.choices}
        for line in filter(None, (line.strip() for line in str(value or "").splitlines())):
            word, _colon, text = (part.strip() for part in line.replace(":", "：", 1).partition("："))
            method = next((method for label, method in labels.items() if word and label.startswith(word)), None)
            if method is None or not text:
                raise ValidationError(
                    _("“%(line)s”: begin each line with its method (%(methods)s) and a colon."),
                    params={"line": line, "methods": "、".join(labels)},
                )
            rows.append({"method": method, "text": text})
        return rows


class EntryForm(RegisterForm):
    checked_too = ("unit", "power", "step")

    measures = MeasuresField(label=_("measures"), help_text=_("One a line, each with its method and a colon."))

    class Meta:
        model = LibraryEntry
        fields = [
            *("name", "manifestation", "risk_class", "likelihood", "harm", "importance", "frequency", "three_majors"),
            "measures",
        ]

    def save(self, commit: bool = True) -> LibraryEntry:
        if self.has_changed() and self.instance.pk:
            self.instance.version += 1
        return super().save(commit)

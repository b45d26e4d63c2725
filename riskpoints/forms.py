"""The form of a risk point."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ground.pages.forms import RegisterForm
from powers.choices import FlowStatus, PowerStatus
from powers.models import Step
from riskpoints.grading import Grade
from riskpoints.models import RiskPoint

SCALES = ("likelihood", "harm", "importance", "frequency")


class StepChoices(forms.models.ModelChoiceIterator):
    """Steps grouped by their power item, in one query."""

    def __iter__(self) -> Any:
        yield ("", _("— not a flow step —"))
        groups: dict[str, list[Any]] = {}
        for step in self.queryset:
            flow = step.flow
            groups.setdefault(f"{flow.power_item.code} {flow.power_item.name}", []).append(self.choice(step))
        yield from groups.items()


class StepField(forms.ModelChoiceField):
    iterator = StepChoices


class RiskPointForm(RegisterForm):
    of_unit = ("post",)

    step = StepField(Step.objects.none(), required=False, label=_("flow step"))

    class Meta:
        model = RiskPoint
        fields = [
            "step",
            "post",
            "name",
            "manifestation",
            "risk_class",
            "found_by",
            *SCALES,
            "three_majors",
            "grade",
            "grade_reason",
            "review_on",
        ]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Where the flow's newest version is still a draft, its steps can be named already.
        steps = (
            Step.objects.filter(flow__power_item__unit=self.unit)
            .exclude(flow__status=FlowStatus.SUPERSEDED)
            .exclude(flow__power_item__status=PowerStatus.ABOLISHED)
        )
        if self.instance.step_id:
            steps = steps | Step.objects.filter(pk=self.instance.step_id)
        self.fields["step"].queryset = steps.select_related("flow__power_item").order_by(  # type: ignore[attr-defined]
            "flow__power_item__code", "-flow__version", "number"
        )
        self.fields["grade"].choices = [("", _("by the grading rule")), *Grade.choices]  # type: ignore[attr-defined]
        self.fields["grade"].required = False
        if self.instance.pk and not self.instance.grade_reason:
            self.initial["grade"] = ""
        for name in SCALES:
            self.fields[name].widget = forms.Select(choices=[(n, n) for n in range(1, 6)])

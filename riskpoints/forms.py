"""The form of a risk point: one for making, mending and revising it."""

from copy import copy
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ground.pages.forms import RegisterForm
from ground.pages.widgets import ChipChoice, ScaleInput, searched
from powers.choices import FlowStatus, PowerStatus
from powers.models import Step
from riskpoints.choices import RiskClass
from riskpoints.grading import Grade
from riskpoints.models import RiskPoint
from riskpoints.scales import ANCHORS, choices_of

SCALES = tuple(ANCHORS)


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
            "plan_gap_reason",
        ]
        help_texts = ANCHORS

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
        self.fields["risk_class"].choices = RiskClass.choices  # type: ignore[attr-defined]
        for name in ("risk_class", "found_by", "grade"):
            self.fields[name].widget = ChipChoice(choices=self.fields[name].choices)  # type: ignore[attr-defined]
        for name in SCALES:
            self.fields[name].widget = ScaleInput(choices=choices_of(name))
            if not self.instance.pk:
                # The column's default is for other ways in: a person chooses.
                self.initial[name] = (options.get("initial") or {}).get(name)
        searched(self.fields["step"])

    def tentative(self) -> RiskPoint:
        """The point as far as it is filled in and fits; to be saved, looked at and rolled back."""
        point = copy(self.instance)
        if self.errors:
            for name in set(SCALES) & set(self.errors):
                setattr(point, name, 1)
            if point.step_id and point.post_id:
                point.post = None
            point.grade, point.grade_reason = "", ""
        return point

    def lacks_scales(self) -> bool:
        """Whether the grade cannot be told yet."""
        return any(name in self.errors for name in SCALES)

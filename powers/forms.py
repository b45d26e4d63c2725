"""The form of a power item, and the forms that edit a flow step by step."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pages.forms import RegisterForm
from powers.choices import TransitionKind
from powers.models import Flow, PowerItem, Step, Transition
from units.models import Post

# "3" or "4（金额超过50万元）": the number of a step, with the condition of the branch in brackets.
WAY = re.compile(r"^(\d+)\s*(?:[（(](.*)[)）])?$")


class PowerForm(RegisterForm):
    of_unit = ("exercising_post",)
    checked_too = ("unit",)

    class Meta:
        model = PowerItem
        fields = ["code", "name", "kind", "domain", "legal_basis", "exercising_post", "is_public"]


class WaysField(forms.CharField):
    """Step numbers with conditions, separated by commas → [(number, condition)]."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        ways = []
        for part in filter(None, (p.strip() for p in re.split(r"[,，;；、]", text))):
            match = WAY.match(part)
            if not match:
                raise ValidationError(
                    _(
                        "“%(part)s” is not understood. Write step numbers, with a condition in brackets if there "
                        "is one, for example: 3, 4（材料不齐）"
                    ),
                    params={"part": part},
                )
            ways.append((int(match[1]), (match[2] or "").strip()))
        return ways


class StepForm(forms.ModelForm):
    onwards = WaysField(
        label=gettext_lazy("next steps"),
        required=False,
        help_text=gettext_lazy("Empty: the step below."),
    )
    back = WaysField(label=gettext_lazy("returns to"), required=False)

    class Meta:
        model = Step
        fields = ["name", "handler", "monitor", "time_limit", "is_end", "is_key"]

    def __init__(self, *args: Any, posts: list[Post], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [("", "—"), *((post.pk, str(post)) for post in posts)]
        for name in ("handler", "monitor"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            if not isinstance(field, forms.BooleanField):
                field.widget.attrs["aria-label"] = str(field.label)
                field.widget.attrs["class"] = (
                    "form-select form-select-sm" if name in ("handler", "monitor") else "form-control form-control-sm"
                )
            else:
                field.widget.attrs |= {"class": "form-check-input", "aria-label": str(field.label)}


class BaseSteps(forms.BaseModelFormSet):
    """The steps of a draft flow in their order, with the ways between them."""

    def __init__(self, *args: Any, flow: Flow, **options: Any) -> None:
        self.flow = flow
        posts = list(flow.unit.posts.filter(is_abolished=False))
        options |= {"queryset": flow.steps.order_by("number"), "form_kwargs": {"posts": posts}}
        super().__init__(*args, **options)
        if not self.is_bound:
            self._show_ways()

    def _show_ways(self) -> None:
        numbers = {form.instance.pk: i for i, form in enumerate(self.initial_forms, 1)}
        ways: dict[tuple[int, str], list[str]] = {}
        for way in Transition.objects.filter(source__flow=self.flow).order_by("target__number"):
            text = str(numbers[way.target_id]) + (f"（{way.condition}）" if way.condition else "")
            ways.setdefault((way.source_id, way.kind), []).append(text)
        for form in self.initial_forms:
            for name, kind in (("onwards", TransitionKind.FORWARD), ("back", TransitionKind.BACK)):
                form.initial[name] = "，".join(ways.get((form.instance.pk, kind), []))

    def kept(self) -> list[forms.ModelForm]:
        """The forms of the steps that stay, in their order."""
        return [f for f in self.forms if f.has_changed() or f.instance.pk if f not in self.deleted_forms]

    def clean(self) -> None:
        if any(self.errors):
            return
        numbers = {i for i, form in enumerate(self.forms, 1) if form in self.kept()}
        for i, form in enumerate(self.forms, 1):
            if i not in numbers:
                continue
            targets = [n for name in ("onwards", "back") for n, _condition in form.cleaned_data.get(name) or []]
            for target in targets:
                if target not in numbers:
                    form.add_error(
                        "onwards",
                        _("There is no step %(number)s. Use a number from the list.") % {"number": target},
                    )
                elif target == i:
                    form.add_error("onwards", _("A step cannot lead to itself."))
            if len(set(targets)) < len(targets):
                form.add_error("onwards", _("The same step is named twice."))
        if any(self.errors):
            raise ValidationError(_("Some ways between the steps are not right; see the marked lines."))

    def save_flow(self) -> None:
        """Write steps and transitions; the transitions are made anew, the steps keep their rows."""
        with transaction.atomic():
            Transition.objects.filter(source__flow=self.flow).delete()
            kept = self.kept()
            for form in self.deleted_forms:
                if form.instance.pk:
                    form.instance.delete()
            by_position: dict[int, Step] = {}
            for number, form in enumerate(kept, 1):
                step = form.save(commit=False)
                step.flow, step.number = self.flow, number
                step.save()
                by_position[self.forms.index(form) + 1] = step
            Transition.objects.bulk_create(self._ways(kept, by_position))

    def _ways(self, kept: list[Any], by_position: dict[int, Step]) -> list[Transition]:
        made = []
        for position, form in enumerate(kept):
            step, values = form.instance, form.cleaned_data
            onwards = values.get("onwards") or []
            if not onwards and not values.get("is_end") and position + 1 < len(kept):
                onwards = [(self.forms.index(kept[position + 1]) + 1, "")]
            for kind, ways in (
                (TransitionKind.FORWARD, onwards),
                (TransitionKind.BACK, values.get("back") or []),
            ):
                made += [
                    Transition(source=step, target=by_position[number], kind=kind, condition=condition)
                    for number, condition in ways
                ]
        return made


StepFormSet: Any = forms.modelformset_factory(
    Step, form=StepForm, formset=BaseSteps, extra=3, can_delete=True, max_num=60, validate_max=True
)

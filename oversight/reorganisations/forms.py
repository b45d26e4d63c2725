"""What is to happen to a unit."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.roles import Role
from ground.pages.pickers import PickField
from oversight.reorganisations.models import ReorganisationKind
from oversight.reorganisations.splits import Chosen
from units.models import Unit

TICKED = ("powers", "posts", "rules")
WHOLE = [
    (kind.value, kind.label)
    for kind in (ReorganisationKind.RENAME, ReorganisationKind.MOVE, ReorganisationKind.MERGE)
]


class ChangeForm(forms.Form):
    """Rename, move or merge a unit: which, and where to or into what."""

    kind = forms.ChoiceField(label=_("what happens"), choices=WHOLE)
    name = forms.CharField(label=_("new name"), max_length=100, required=False, help_text=_("For renaming."))
    target = PickField(
        Unit.objects.none(),
        key="code",
        route="units:pick",
        label=_("new parent, or the unit that takes over"),
        required=False,
    )

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["target"].queryset = Unit.objects.reachable_by(user, (Role.ADMINISTRATOR,))  # type: ignore[attr-defined]

    def clean(self) -> Any:
        values = super().clean() or self.cleaned_data
        if values.get("kind") == ReorganisationKind.RENAME and not values.get("name"):
            self.add_error("name", _("Enter the new name."))
        elif (
            values.get("kind") in (ReorganisationKind.MOVE, ReorganisationKind.MERGE)
            and "target" not in self.errors
            and not values.get("target")
        ):
            self.add_error("target", _("Choose a unit."))
        return values


class TickField(forms.ModelMultipleChoiceField):
    """Rows to tick; `named` says how a row is called."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, named: Callable[[Any], str] = str, **options: Any) -> None:
        super().__init__(None, required=False, **options)
        self.named = named

    def label_from_instance(self, obj: Any) -> str:
        return self.named(obj)


class SplitForm(forms.Form):
    """What of a unit goes, and to which unit: one that exists, or a new one."""

    target = PickField(
        Unit.objects.none(),
        key="code",
        route="units:pick",
        label=_("existing unit that takes it over"),
        required=False,
        help_text=_("Leave empty to make a new unit beside this one."),
    )
    name = forms.CharField(label=_("name of the new unit"), max_length=100, required=False)
    code = forms.CharField(label=_("code of the new unit"), max_length=30, required=False)
    powers = TickField(lambda power: f"{power.name}（{power.code}）", label=_("power items that go"))
    posts = TickField(label=_("posts that go"))
    rules = TickField(lambda rule: f"{rule.title}（{rule.number}）", label=_("rules that go"))
    with_roles = forms.BooleanField(
        label=_("Those with a role at this unit get the same role there"), required=False, initial=True
    )

    def __init__(self, *args: Any, unit: Unit, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["target"].queryset = Unit.objects.reachable_by(user, (Role.ADMINISTRATOR,))  # type: ignore[attr-defined]
        for name in TICKED:
            self.fields[name].queryset = getattr(unit, name).all()  # type: ignore[attr-defined]

    def clean(self) -> Any:
        values = super().clean() or self.cleaned_data
        if "target" not in self.errors and not values.get("target"):
            for name in ("name", "code"):
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, _("Choose the unit that takes it over, or name the new one."))
        return values

    @property
    def ticked(self) -> list[forms.BoundField]:
        return [self[name] for name in TICKED]

    @property
    def chosen(self) -> Chosen:
        values = self.cleaned_data
        ticked = {name: [row.pk for row in values[name]] for name in TICKED}
        return Chosen(**ticked, name=values["name"], code=values["code"], with_roles=values["with_roles"])

"""What is to happen to a unit."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lifecycle.roles import Role
from pages.picking import PickField
from reorganisations.models import Kind
from units.models import Unit


class ChangeForm(forms.Form):
    """Rename, move or merge a unit: which, and where to or into what."""

    kind = forms.ChoiceField(label=_("what happens"), choices=Kind)
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
        if values.get("kind") == Kind.RENAME and not values.get("name"):
            self.add_error("name", _("Write the new name."))
        elif (
            values.get("kind") in (Kind.MOVE, Kind.MERGE) and "target" not in self.errors and not values.get("target")
        ):
            self.add_error("target", _("Choose a unit."))
        return values

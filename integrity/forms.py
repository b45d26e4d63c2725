"""Forms of integrity files."""

from __future__ import annotations

from typing import Any

from ground.pages.forms import RegisterForm
from integrity.models import Declaration, Demerit
from units.models import Official, Unit


class DeclarationForm(RegisterForm):
    """What an official declares of themselves."""

    class Meta:
        model = Declaration
        fields = ["aspect", "relation", "domain", "area", "since", "until", "text"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.instance.official = self.user.official
        self.fields["area"].queryset = Unit.objects.filter(is_area=True)  # type: ignore[attr-defined]
        self.fields["text"].widget.attrs["rows"] = 4


class DemeritForm(RegisterForm):
    """Points for an official of the unit; nobody records any for themselves."""

    class Meta:
        model = Demerit
        fields = ["official", "on", "basis", "points", "text"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        officials = Official.objects.of_unit(self.unit).exclude(pk=self.user.official_id)
        self.fields["official"].queryset = officials  # type: ignore[attr-defined]

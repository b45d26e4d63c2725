"""The form of a template."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from exchange.documents import office_templates
from exchange.documents.models import DocumentKind, FormTemplate
from exchange.documents.wordings import SAMPLES
from ground.lifecycle.roles import Role
from ground.pages.forms import RegisterForm
from ground.pages.pickers import PickField
from units.models import Unit


class TemplateForm(RegisterForm):
    """A template for a unit and all below it; it is tried before it is kept."""

    unit = PickField(Unit.objects.none(), key="code", route="units:pick", label=_("unit or area"))

    class Meta:
        model = FormTemplate
        fields = ["form", "unit", "file"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].widget = forms.FileInput(attrs={"accept": ".docx"})
        self.fields["file"].help_text = _(
            "A .docx with the fields in double braces; take the product's own to begin with."
        )
        if self.instance.pk:
            del self.fields["unit"], self.fields["form"]
        else:
            units = Unit.objects.reachable_by(self.user, (Role.ADMINISTRATOR,)).order_by("path")
            self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return file
        if file.size > office_templates.MOST_BYTES:
            raise ValidationError(office_templates.TOO_LARGE)
        form = self.instance.form if self.instance.pk else self.cleaned_data.get("form", DocumentKind.REGISTER)
        office_templates.check(file.read(), SAMPLES[form]())
        file.seek(0)
        return file

    def save(self, commit: bool = True) -> FormTemplate:
        if "file" in self.changed_data:
            self.instance.file_name = self.cleaned_data["file"].name[-150:]
        self.instance.by = self.user
        return super().save(commit)

"""Forms of signals, reports, monitoring points and warnings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from ground.lifecycle.roles import Role
from ground.pages.forms import RegisterForm
from ground.pages.pickers import PickField
from ground.pages.uploads import validate_upload
from riskpoints.models import RiskPoint
from riskwarnings.choices import TAKEN_IN
from riskwarnings.lifecycle.warnings import INSPECTORS
from riskwarnings.models import MonitoringPoint, Observer, ObserverTeam, Signal, Warning, WarningFile
from riskwarnings.sealing import NOBODY, can_be_sealed
from units.choices import UnitStatus
from units.models import Official, Unit

MOST_FILES = 5
SHORTEST_PASSPHRASE = 12


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Up to five files at once, each checked as every upload is."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = [file for file in (data if isinstance(data, list | tuple) else [data]) if file]
        if len(files) > MOST_FILES:
            raise ValidationError(_("At most %(most)d files can be sent at once."), params={"most": MOST_FILES})
        for file in files:
            validate_upload(file)
        return [super(FilesField, self).clean(file, initial) for file in files]


def _files() -> FilesField:
    return FilesField(
        label=_("files"), required=False, help_text=_("Up to five: pictures, PDF, Word, Excel or PowerPoint.")
    )


def _unit_field(units: Any, label: Any) -> PickField:
    return PickField(units, key="code", route="warnings:unit_pick", label=label)


def _inspected_by(user: Any) -> Any:
    """The active units and areas that the person inspects."""
    return Unit.objects.reachable_by(user, INSPECTORS).filter(status=UnitStatus.ACTIVE)


def refuse_unsealable(form: Any, field: str, identity: dict[str, str]) -> None:
    """An error at `field` where somebody says who told it, and nobody has a key by which it could be kept."""
    unit = form.cleaned_data.get("unit") or form.cleaned_data.get("area")
    if unit and any(text.strip() for text in identity.values()) and not can_be_sealed(Signal(unit=unit)):
        form.add_error(field, NOBODY)


class SignalForm(RegisterForm):
    """Information from one of the five sources or an inspection, taken in by an inspector."""

    source = forms.ChoiceField(label=_("source"), choices=[(s.value, s.label) for s in TAKEN_IN])
    attachments = _files()
    reporter_name = forms.CharField(label=_("reporter's name"), required=False, max_length=60)
    reporter_contact = forms.CharField(
        label=_("reporter's contact"),
        required=False,
        max_length=120,
        help_text=_("Kept apart and encrypted; only the handler reads it, and each look is recorded."),
    )

    class Meta:
        model = Signal
        fields = ["source", "unit", "reference", "occurred_on", "domain", "secrecy", "text"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"] = _unit_field(_inspected_by(self.user), _("unit"))
        self.fields["text"].widget.attrs["rows"] = 5

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        refuse_unsealable(self, "reporter_name", self.identity)
        return cleaned

    @property
    def identity(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(f"reporter_{name}", "") for name in ("name", "contact")}


class TouchesForm(RegisterForm):
    """What a signal is about: its unit, and there the domain, risk point, post or official."""

    class Meta:
        model = Signal
        fields = ["unit", "domain", "point", "post", "official", "secrecy"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"] = _unit_field(_inspected_by(self.user), _("unit"))
        offered: dict[str, Any] = {
            "point": RiskPoint.objects.in_force().filter(unit=self.instance.unit_id).order_by("name"),
            "post": self.instance.unit.posts.filter(is_abolished=False),
            "official": Official.objects.of_unit(self.instance.unit_id).exclude(pk=self.user.official_id),
        }
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("unit") and "unit" in self.changed_data:
            # What was offered belongs to the unit of before; it is chosen anew once the unit is right.
            cleaned |= {"point": None, "post": None, "official": None}
        return cleaned


class ReportForm(RegisterForm):
    """A direct report of an observer, from a phone."""

    attachments = _files()

    class Meta:
        model = Signal
        fields = ["monitoring_point", "unit", "domain", "occurred_on", "text"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # An observer may tell of any unit, also of one outside their own place.
        self.fields["unit"] = _unit_field(Unit.objects.filter(status=UnitStatus.ACTIVE), _("which unit is it about?"))
        points = MonitoringPoint.objects.watched_by(self.user)
        self.fields["monitoring_point"].queryset = points  # type: ignore[attr-defined]
        self.fields["text"].widget.attrs |= {"rows": 5, "placeholder": _("What, where, when; as exactly as you can.")}
        mine = list(points[:2])
        if len(mine) == 1:
            self.initial.setdefault("monitoring_point", mine[0].pk)


class OpenReportForm(RegisterForm):
    """A report from the open page: anonymous, unless the person says who they are."""

    area = forms.ModelChoiceField(Unit.objects.none(), label=_("city or county"))
    attachments = _files()
    name = forms.CharField(label=_("your name"), required=False, max_length=60)
    contact = forms.CharField(
        label=_("how you can be reached"),
        required=False,
        max_length=120,
        help_text=_("Both may stay empty. Kept apart and encrypted; only the handler of your report reads them."),
    )

    class Meta:
        model = Signal
        fields = ["unit_named", "occurred_on", "text"]

    field_order = ["area", "unit_named", "occurred_on", "text", "attachments", "name", "contact"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["area"].queryset = Unit.objects.filter(is_area=True).order_by("path")  # type: ignore[attr-defined]
        self.fields["area"].label_from_instance = lambda area: f"{'　' * (area.depth - 1)}{area.name}"  # type: ignore[attr-defined]
        self.fields["unit_named"].required = True
        self.fields["unit_named"].label = _("which unit is it about?")
        self.fields["text"].widget.attrs |= {"rows": 6}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.instance.unit = cleaned.get("area")
        refuse_unsealable(self, "name", self.identity)
        return cleaned

    @property
    def identity(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in ("name", "contact")}


class ReceiptForm(forms.Form):
    code = forms.CharField(
        label=_("receipt code"), max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class MessageForm(forms.Form):
    text = forms.CharField(label=_("message"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


def _passphrase(label: Any, **options: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=200, strip=False, widget=widget, **options)


class PassphraseForm(forms.Form):
    passphrase = _passphrase(_("passphrase of your sealing key"))


class LookForm(PassphraseForm):
    reason = forms.CharField(label=_("why you need to know"), max_length=200)

    field_order = ["reason", "passphrase"]


class ShareForm(PassphraseForm):
    """Who told a signal is sealed to a colleague, too."""

    reason = forms.CharField(label=_("reason"), max_length=200)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        people = User.objects.filter(is_active=True)
        self.fields["colleague"] = PickField(
            people, key="username", route="warnings:handler_pick", label=_("colleague")
        )
        self.order_fields(["colleague", "reason", "passphrase"])


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("reason"), max_length=200)


class SealingKeyForm(forms.Form):
    """A sealing key, or a new passphrase for the one in use."""

    old = _passphrase(
        _("old passphrase"),
        required=False,
        help_text=_(
            "Empty: a new key. What was sealed to the old one you then read only with the help of two auditors."
        ),
    )
    new = _passphrase(
        _("new passphrase"),
        min_length=SHORTEST_PASSPHRASE,
        help_text=_(
            "At least 12 characters, e.g. four words. Nobody can find it out for you, and it is kept nowhere."
        ),
    )
    again = _passphrase(_("new passphrase once more"))

    def __init__(self, *args: Any, has_key: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not has_key:
            del self.fields["old"]

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("new"):
            raise ValidationError(_("The two passphrases differ."))
        return again


class TeamForm(RegisterForm):
    checked_too = ("unit",)

    class Meta:
        model = ObserverTeam
        fields = ["name", "is_active"]


class MonitoringPointForm(RegisterForm):
    checked_too = ("unit",)

    class Meta:
        model = MonitoringPoint
        fields = ["name", "code", "place", "team", "is_active"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        teams = ObserverTeam.objects.filter(self.user.where_holds((Role.INSPECTOR,), "unit__path"), is_active=True)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]


class ObserverForm(forms.ModelForm):
    """An account joins a team."""

    class Meta:
        model = Observer
        fields = ["user"]

    def __init__(self, *args: Any, team: ObserverTeam, **options: Any) -> None:
        super().__init__(*args, **options)
        self.instance.team = team
        observers = User.objects.with_role(Role.OBSERVER)
        self.fields["user"] = PickField(observers, key="username", route="warnings:observer_pick", label=_("account"))

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"team"}  # type: ignore[misc]


class WarningForm(RegisterForm):
    """A warning that an inspector proposes; about the unit, one of its posts, or an official."""

    of_unit = ("post",)

    class Meta:
        model = Warning
        fields = ["level", "post", "official", "text", "copies_to"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        officials = Official.objects.of_unit(self.unit).exclude(pk=self.user.official_id)
        self.fields["official"].queryset = officials  # type: ignore[attr-defined]
        self.fields["post"].help_text = _("Empty: the unit itself.")
        self.fields["official"].help_text = _(
            "A warning about an official is an invitation to answer, seen by the official and by inspectors alone."
        )
        self.fields["text"].widget.attrs["rows"] = 5


class WarningFileForm(forms.ModelForm):
    class Meta:
        model = WarningFile
        fields = ["title", "file"]

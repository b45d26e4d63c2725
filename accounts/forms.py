"""Forms of accounts and roles."""

import base64
from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts.channels import ROBOTS, ChannelWay, key_of
from accounts.choices import ChangeKind
from accounts.models import AccessToken, Channel, RoleGrant, SavedFilter, User
from accounts.notice_kinds import kinds_always_told, kinds_to_choose
from accounts.refusals import NOT_OF_ONESELF
from accounts.webhooks import LONGEST, Undelivered, checked
from ground.lifecycle.refusals import NO_REASON
from ground.lifecycle.roles import Role
from ground.pages.forms import DateInput, RegisterForm, word_the_empty_choice
from ground.pages.pickers import PickField
from units.models import Official, Unit

# What decides who signs in to an account, and how: fields of the form with the attributes that hold them.
ATTRIBUTES = {"username": "username", "email": "email", "official": "official_id", "is_active": "is_active"}


class UserForm(RegisterForm):
    """An account. Its person chooses the password by an invitation; nobody sets it here.

    What two people change (accounts/proposals.py) is not saved by the form: it stands in `proposed` afterwards.
    """

    official = PickField(
        Official.objects.none(), key="staff_number", route="units:official_pick", label=_("official"), required=False
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("Needed where a second person has to confirm: user name, e-mail, official, opening again."),
    )

    class Meta:
        model = User
        fields = ["username", "name", "email", "official", "is_active"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["official"].queryset = Official.objects.visible_to(self.user)  # type: ignore[attr-defined]
        self.proposed: dict[ChangeKind, dict[str, Any]] = {}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        guarded = set(ATTRIBUTES) & set(self.changed_data)
        if self.instance.pk == self.user.pk and guarded:
            raise ValidationError(NOT_OF_ONESELF)
        if self.instance.pk and self.instance.needs_two():
            changed: dict[str, Any] = {
                name: values[name] for name in ("username", "email") if name in guarded & set(values)
            }
            if changed:
                self.proposed[ChangeKind.SIGN_IN] = changed
            if "is_active" in guarded and values["is_active"]:
                self.proposed[ChangeKind.OPEN] = {}
        if values.get("official") and "official" in guarded:
            self.proposed[ChangeKind.OFFICIAL] = {"official": values["official"]}
        if self.instance.pk and self.proposed and not values.get("reason"):
            self.add_error("reason", NO_REASON)
        return values

    def save(self, commit: bool = True) -> User:
        """The account with what one person may change."""
        for kind, values in self.proposed.items():
            for name in ("is_active",) if kind == ChangeKind.OPEN else values:
                setattr(self.instance, ATTRIBUTES[name], self._before[name])
        return super().save(commit)

    def _post_clean(self) -> None:
        self._before = {name: getattr(self.instance, attribute) for name, attribute in ATTRIBUTES.items()}
        super()._post_clean()  # type: ignore[misc]


class GrantForm(RegisterForm):
    """A role for an account at a unit that the administrator keeps."""

    checked_too = ("user", "withdrawn_at")  # the separation of duties is about roles in force of the account

    unit = PickField(Unit.objects.none(), key="code", route="units:pick", label=_("unit"))

    class Meta:
        model = RoleGrant
        fields = ["role", "unit", "valid_from", "valid_until", "reason"]

    def __init__(self, *args: Any, account: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.instance.user = account
        self.fields["unit"].queryset = Unit.objects.reachable_by(  # type: ignore[attr-defined]
            self.user, (Role.ADMINISTRATOR,)
        ).order_by("path")

    def clean(self) -> Any:
        values = super().clean() or self.cleaned_data
        if values.get("valid_until") and values["valid_until"] < values["valid_from"]:
            raise ValidationError({"valid_until": _("The role would end before it starts.")})
        return values


class HandOverForm(forms.Form):
    """Who takes over, and why."""

    successor = PickField(User.objects.none(), key="username", route="accounts:pick", label=_("successor"))
    reason = forms.CharField(label=_("Reason"), max_length=200)
    close = forms.BooleanField(label=_("close the account that hands over"), required=False)

    def __init__(self, *args: Any, by: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["successor"].queryset = User.objects.visible_to(by)  # type: ignore[attr-defined]


class FilterForm(forms.ModelForm):
    """A filter to keep. `instance` names the person."""

    class Meta:
        model = SavedFilter
        fields = ["page", "name", "query", "is_shared"]

    def clean_page(self) -> str:
        page = self.cleaned_data["page"]
        if not url_has_allowed_host_and_scheme(page, None) or "?" in page:
            raise ValidationError(_("This is no list of the register."))
        return page

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"user"}  # type: ignore[misc]


class TokenForm(forms.ModelForm):
    """A personal token: what for, what it may, until when."""

    class Meta:
        model = AccessToken
        fields = ["name", "scope", "expires_on"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["expires_on"].widget = DateInput()
        self.fields["expires_on"].initial = timezone.localdate() + timedelta(days=90)


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class ChannelForm(forms.ModelForm):
    """A channel of one's own. The address is kept encrypted and not shown again; left empty, it stays."""

    address = forms.CharField(
        label=_("address"),
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Of a robot the address that its app shows; of a webhook https://…"),
    )
    secret = forms.CharField(
        label=_("secret"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("The signing secret of a DingTalk robot, where it has one. A webhook gets a new one."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("told of"),
        choices=kinds_to_choose,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Channel
        fields = ["way", "name", "pace", "quiet_from", "quiet_until", "is_active", "kinds"]
        widgets: ClassVar[dict[str, Any]] = {
            name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M") for name in ("quiet_from", "quiet_until")
        }

    field_order = ["way", "name", "address", "secret", "pace", "quiet_from", "quiet_until", "kinds", "is_active"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        word_the_empty_choice(self.fields["way"])
        self.fields["kinds"].help_text = _(
            "Everything, where none is chosen. In any case, so that nobody who got into your account can switch it"
            " off: %(kinds)s."
        ) % {"kinds": _(", ").join(str(kind.label) for kind in kinds_always_told())}
        if self.instance.pk:
            del self.fields["way"]
            self.fields["address"].help_text = _("Left empty, it stays as it is.")
        else:
            self.fields["address"].required = True

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        way, address = values.get("way") or self.instance.way, values.get("address", "")
        if address and way:
            try:
                if way in ROBOTS:
                    key_of(way, address)
                else:
                    checked(address)
            except ValidationError as error:
                self.add_error("address", error)
            except Undelivered as error:
                self.add_error("address", str(error))
        if way == ChannelWay.WEBHOOK and values.get("secret"):
            try:
                base64.b64decode(values["secret"], validate=True)
            except ValueError:
                self.add_error("secret", _("The secret of a webhook is written in base64."))
        names = Channel.objects.filter(user=self.instance.user, name=values.get("name", "")).exclude(
            pk=self.instance.pk
        )
        if names.exists():
            self.add_error("name", _("You have a channel of this name already."))
        return values

    def save(self, commit: bool = True) -> Any:
        if self.cleaned_data.get("address"):
            self.instance.seal(self.cleaned_data["address"], self.cleaned_data["secret"])
        return super().save(commit)


class LetterForm(forms.Form):
    """What stands on a letter: the user name and one code, or two where two people handed over a part each."""

    username = forms.CharField(label=_("user name"), max_length=60)
    first = forms.CharField(
        label=_("first code"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    second = forms.CharField(
        label=_("second code"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Only where you were given two letters."),
    )

"""allauth's forms of passkeys with the words that it leaves in English."""

from allauth.mfa.webauthn import forms as webauthn
from django.forms import CharField
from django.utils.translation import gettext_lazy as _


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    name = CharField(label=_("name"), required=False)


class EditPasskeyForm(webauthn.EditWebAuthnForm):
    name = CharField(label=_("name"))

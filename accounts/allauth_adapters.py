"""How allauth behaves here: nobody signs up by themselves, and a changed password is one's own."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model, update_session_auth_hash
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from accounts.access import end_access
from accounts.ciphers import cipher
from accounts.known_devices import meet
from accounts.required_factor import KNOWN
from accounts.tasks import mail_new_password


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: Any, **told: Any) -> HttpResponse:
        response = super().post_login(request, user, **told)
        meet(request, response, user)
        return response

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        """By a worker, which makes the link itself.

        Sent by the page, an address that somebody has would answer later than one that nobody has, and where the
        server for mail is away it alone would end in an error. Without a broker the page sends it all the same.
        """
        wanted = (user.pk, get_language())
        try:
            mail_new_password.delay(*wanted)
        except OperationalError:
            mail_new_password(*wanted)

    def set_password(self, user: Any, password: str) -> None:
        """Sessions elsewhere and tokens end; the session in which it was changed goes on."""
        end_access(user, by=user)
        user.must_change_password = False
        super().set_password(user, password)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors lie encrypted in the database."""

    PURPOSE = b"second factor"

    def encrypt(self, text: str) -> str:
        return cipher(self.PURPOSE).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher(self.PURPOSE).decrypt(encrypted_text.encode()).decode()


@receiver([authenticator_added, authenticator_removed, authenticator_reset])
def end_other_access(request: Any, user: Any, **told: Any) -> None:
    """A person changed their own factors: everything ends but the session in which they did."""
    end_access(user, by=user)
    request.session.pop(KNOWN, None)
    if request.user.is_authenticated and request.user.pk == user.pk:
        update_session_auth_hash(request, user)


class DirectoryAdapter(DefaultSocialAccountAdapter):
    """Sign-in by the directory of the office (OIDC): it says who it is, the register says what they may."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find the account of the person; refuse those who have none."""
        known = sociallogin.account.extra_data
        claims = {**known.get("id_token", {}), **known.get("userinfo", {}), **known}
        name = str(claims.get(settings.OIDC_CLAIM) or "")
        user = get_user_model().objects.filter(username=name).first() if name else None
        if sociallogin.is_existing and (user is None or user.pk == sociallogin.user.pk):
            return
        if user is None or sociallogin.is_existing:
            sentence = _("The directory knows you as “%(name)s”, but the register has no account of that name.")
            messages.error(request, sentence % {"name": name or sociallogin.account.uid})
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.connect(request, user)

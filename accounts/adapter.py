"""How allauth behaves here: nobody signs up by themselves, and a changed password is one's own."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: Any, password: str) -> None:
        user.must_change_password = False
        super().set_password(user, password)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors lie encrypted in the database."""

    @staticmethod
    def _cipher() -> Fernet:
        key = hashlib.sha256(b"second factor" + settings.SECRET_KEY.encode()).digest()
        return Fernet(base64.urlsafe_b64encode(key))

    def encrypt(self, text: str) -> str:
        return self._cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._cipher().decrypt(encrypted_text.encode()).decode()


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

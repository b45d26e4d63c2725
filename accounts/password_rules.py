"""Passwords that are guessed first: a common word with figures or signs around it, few signs, a row of keys.

Length counts most, so nothing is asked about kinds of signs, and a password does not expire.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WORDS = Path(__file__).resolve().parent / "common_words.txt"
ROWS = (
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn",
)
DIFFERENT = 5  # signs at least


@cache
def common_words() -> frozenset[str]:
    """The words of this field and country, and those that Django brings."""
    own = WORDS.read_text(encoding="utf-8").split()
    return frozenset(own) | frozenset(CommonPasswordValidator().passwords)


def is_guessed_first(password: str) -> bool:
    plain = unicodedata.normalize("NFKC", password).casefold()
    if len(set(plain)) < DIFFERENT or any(plain in row or plain in row[::-1] for row in ROWS):
        return True
    # What is left without the figures and signs at both ends, of a word that is written several times of one of it.
    return _core(_once(plain)) in common_words() or _once(_core(plain)) in common_words()


def _core(plain: str) -> str:
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)


def _once(plain: str) -> str:
    repeated = re.fullmatch(r"(.+?)\1+", plain)
    return repeated[1] if repeated else plain


class CommonWordValidator:
    def validate(self, password: str, user: Any = None) -> None:
        if is_guessed_first(password):
            raise ValidationError(
                _("This is a common word with little around it, or a row of keys."), "guessed_first"
            )

    def get_help_text(self) -> str:
        return _("Three or four words that do not belong together make a good password.")

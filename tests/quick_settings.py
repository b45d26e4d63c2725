"""Settings that make tests quick and prove nothing: files not digested, passwords and keys not made costly to try.

Second factors are asked for where they are the matter of the test.
"""

from typing import Any

from django.conf import settings


def quick_settings() -> dict[str, Any]:
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    return {
        "STORAGES": settings.STORAGES | {"staticfiles": static},
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "SEALING_COST": 4,
        "FACTOR_REQUIRED": False,
    }

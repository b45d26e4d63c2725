"""Under which name an uploaded file is kept."""

import uuid
from pathlib import PurePath

from django.utils import timezone


def unguessable(folder: str, filename: str) -> str:
    """A name that tells nothing and cannot be guessed; the original one is kept on the row."""
    return f"{folder}/{timezone.localdate():%Y/%m}/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()}"

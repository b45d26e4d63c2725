"""What may be uploaded: kinds of files that offices use, checked by their content, not by their name."""

from pathlib import PurePath
from typing import Any

import puremagic
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Name's ending → endings that puremagic may give the content.
KINDS: dict[str, set[str]] = {
    ".pdf": {".pdf"},
    ".png": {".png"},
    ".jpg": {".jpg", ".jpeg"},
    ".jpeg": {".jpg", ".jpeg"},
}
# The containers behind office files; what puremagic names inside one differs from version to version.
CONTAINERS = {
    b"PK\x03\x04": {".docx", ".xlsx", ".pptx"},
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": {".doc", ".xls"},
}
ACCEPTED = set(KINDS).union(*CONTAINERS.values())
HEAD_BYTES = 4096


def validate_upload(file: Any) -> None:
    """Refuse a file that is too large, of a kind not listed, or whose content is not what its name says."""
    if not getattr(file, "file", None) or not file.size:
        raise ValidationError(_("The file is empty. Choose another one."), code="empty")
    if file.size > settings.UPLOAD_MAX_BYTES:
        raise ValidationError(
            _("The file is larger than %(limit)d MB. Make it smaller or split it."),
            params={"limit": settings.UPLOAD_MAX_BYTES // 1024**2},
            code="size",
        )
    suffix = PurePath(file.name).suffix.lower()
    if suffix not in ACCEPTED:
        raise ValidationError(
            _("Files of the kind “%(kind)s” are not accepted. Use one of: %(kinds)s."),
            params={"kind": suffix or "?", "kinds": "、".join(sorted(k[1:] for k in ACCEPTED))},
            code="kind",
        )
    file.seek(0)
    head = file.read(HEAD_BYTES)
    file.seek(0)
    if not _fits(head, suffix):
        raise ValidationError(
            _("The content of the file is not “%(kind)s”, as its name says. Save it again in that format."),
            params={"kind": suffix[1:]},
            code="content",
        )


def _fits(head: bytes, suffix: str) -> bool:
    for magic, suffixes in CONTAINERS.items():
        if head.startswith(magic):
            return suffix in suffixes
    try:
        found = {match.extension.lower() for match in puremagic.magic_string(head)}
    except puremagic.PureError:
        return False
    return bool(found & KINDS.get(suffix, set()))

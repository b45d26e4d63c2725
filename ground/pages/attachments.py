"""Files that people attach: under which name they are kept, and who brought them when."""

from __future__ import annotations

import uuid
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ground.lifecycle.changelog import recorded
from ground.pages.uploads import validate_upload


def unguessable(folder: str, filename: str) -> str:
    """A name that tells nothing and cannot be guessed; the original one is kept on the row."""
    return f"{folder}/{timezone.localdate():%Y/%m}/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()}"


def stored_as(row: models.Model, filename: str) -> str:
    """For `upload_to`: in a folder named after the model."""
    return unguessable(row._meta.model_name or "", filename)


class AttachedFile(models.Model):
    """A file that shows something, with who brought it and when."""

    title = models.CharField(_("what it shows"), max_length=100)
    file = models.FileField(_("file"), upload_to=stored_as, max_length=120, validators=[validate_upload])
    file_name = models.CharField(_("file name"), max_length=150, editable=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    uploaded_at = models.DateTimeField(_("uploaded on"), default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    def keep(self, by: Any) -> None:
        """Save it as brought by this person."""
        with recorded(by, action=f"{self._meta.model_name}.create"):
            self.uploaded_by, self.file_name = by, (self.file.name or "")[-150:]
            self.save()

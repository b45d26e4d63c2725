"""Fill the templates of an office (.docx with fields in double braces); a wrong field is named.

No models. Templates come from people: they run in jinja's sandbox, and what a file may unpack to is limited.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

MOST_BYTES = 5 << 20
MOST_UNPACKED = 50 << 20

NO_DOCUMENT = _("This is no Word document. Save it as .docx and choose that one.")
MACROS = _("The document holds macros. Save it as .docx and choose that one.")
TOO_LARGE = _("The document is larger than %(limit)s MB.") % {"limit": MOST_BYTES >> 20}
UNKNOWN = _("The template has a field “%(name)s” that does not exist.")
UNREADABLE = _("The template cannot be read: %(why)s")


class UnknownField(TemplateError):
    """A template names a field that there is not."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class _Unknown(StrictUndefined):
    def _refuse(self, *_args: Any, **_options: Any) -> NoReturn:
        raise UnknownField(str(self._undefined_name))

    __iter__ = __str__ = __len__ = __bool__ = __call__ = __getitem__ = _refuse  # type: ignore[assignment]
    __html__ = _refuse

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._refuse()


def fill(template: bytes, fields: dict[str, Any]) -> bytes:
    """The document with its fields filled in. Raises ValidationError, with the name of a field that is wrong."""
    document = DocxTemplate(io.BytesIO(template))
    environment = SandboxedEnvironment(undefined=_Unknown, autoescape=True)
    try:
        document.render(fields, environment)
    except UnknownField as error:
        raise ValidationError(UNKNOWN, params={"name": error.name}) from error
    except TemplateSyntaxError as error:
        raise ValidationError(UNREADABLE, params={"why": error.message or ""}) from error
    except Exception as error:
        # Whatever else a template of an office makes of its fields, e.g. a filter that there is not.
        raise ValidationError(UNREADABLE, params={"why": str(error)}) from error
    filled = io.BytesIO()
    document.save(filled)
    return filled.getvalue()


def check(template: bytes, fields: dict[str, Any]) -> None:
    """Whether `template` is a document that can be filled with these fields. Raises ValidationError."""
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as parts:
            names = {part.filename for part in parts.infolist()}
            unpacked = sum(part.file_size for part in parts.infolist())
    except zipfile.BadZipFile as error:
        raise ValidationError(NO_DOCUMENT) from error
    if "word/document.xml" not in names or unpacked > MOST_UNPACKED:
        raise ValidationError(NO_DOCUMENT)
    if any(name.endswith("vbaProject.bin") for name in names):
        raise ValidationError(MACROS)
    fill(template, fields)

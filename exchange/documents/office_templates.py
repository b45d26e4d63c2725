"""Fill the templates of an office (.docx with fields in double braces); a wrong field is named.

No models. Templates come from people: they run in jinja's sandbox, in a process of its own with limits of time and
memory (template_sandbox.py), and what a file may unpack to is limited.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from exchange.workbooks.incoming.archives import Unfit, look_into

MOST_BYTES = 5 << 20
MOST_UNPACKED = 50 << 20
MOST_FILLED = 50 << 20
SECONDS = 20  # of the processor, and twice as many on the clock; the largest form takes 2
SANDBOX = str(Path(__file__).resolve().parent / "template_sandbox.py")

NO_DOCUMENT = _("This is not a Word document. Save it as .docx and choose the new file.")
MACROS = _("The document contains macros. Save it as .docx and choose the new file.")
ENTITIES = _("The document refers to other files. Save it again as .docx and choose the new file.")
TOO_LARGE = _("The document is larger than %(limit)s MB.") % {"limit": MOST_BYTES >> 20}
TOO_MUCH = _("The template takes more time or memory than a document does. Make its loops simpler.")
UNKNOWN = _("The template has a field “%(name)s” that does not exist.")
UNREADABLE = _("The template cannot be read: %(why)s")
REFUSALS = {"unknown": UNKNOWN, "unreadable": UNREADABLE, "too_much": TOO_MUCH}
UNFIT = {"macros": MACROS, "entities": ENTITIES}


def fill(template: bytes, fields: dict[str, Any]) -> bytes:
    """The document with its fields filled in. Raises ValidationError, with the name of a field that is wrong."""
    _look_at(template)
    command = [sys.executable, "-I", SANDBOX, str(SECONDS)]
    asked = json.dumps(fields).encode() + b"\n" + template
    try:
        done = subprocess.run(
            command,
            input=asked,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=2 * SECONDS,
            check=False,
            env={"LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired as error:
        raise ValidationError(TOO_MUCH) from error
    said, _end, document = done.stdout.partition(b"\n")
    if done.returncode or not said or len(document) > MOST_FILLED:
        raise ValidationError(TOO_MUCH)
    if wrong := json.loads(said):
        raise ValidationError(REFUSALS[wrong.pop("code")], params=wrong)
    return document


def check(template: bytes, fields: dict[str, Any]) -> None:
    """Whether `template` is a document that can be filled with these fields. Raises ValidationError."""
    fill(template, fields)


def _look_at(template: bytes) -> None:
    """Refuse what is no document of Word, or one that does harm as soon as it is opened. Raises ValidationError."""
    try:
        look_into(template, MOST_UNPACKED)
        with zipfile.ZipFile(io.BytesIO(template)) as parts:
            parts.getinfo("word/document.xml")
    except Unfit as error:
        raise ValidationError(UNFIT.get(error.code, NO_DOCUMENT)) from error
    except (zipfile.BadZipFile, KeyError) as error:
        raise ValidationError(NO_DOCUMENT) from error

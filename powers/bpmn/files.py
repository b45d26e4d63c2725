"""The bytes of a BPMN file as XML, whatever they were written in."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from ground.lifecycle.machine import NotAllowed
from powers.bpmn import MODEL

MOST_BYTES = 2 * 1024 * 1024

DECLARATION = re.compile(rb"^\s*<\?xml[^>]*\?>")
ENCODING = re.compile(rb"""encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
# The reader of XML knows UTF-8 and UTF-16 alone. GB18030 holds what GB2312 and GBK have.
CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "cp936": "gb18030", "big5": "big5"}


def root_of(data: bytes) -> tuple[Element, list[str]]:
    """(the root of the file, notes). Raises NotAllowed for what is no BPMN file."""
    if len(data) > MOST_BYTES:
        raise NotAllowed(_("The file is larger than 2 MB. A flow chart of an office is much smaller."))
    text, notes = _in_utf8(data)
    try:
        root: Element = fromstring(text, forbid_dtd=True)
    except DefusedXmlException as error:
        raise NotAllowed(
            _("The file declares a document type or entities, which a flow chart does not need. It was not read.")
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise NotAllowed(_("The file is not readable as XML. Export it from the editor as BPMN 2.0.")) from error
    if root.tag != f"{{{MODEL}}}definitions":
        raise NotAllowed(_("The file is not a BPMN 2.0 file. Export it from the editor as BPMN 2.0."))
    return root, notes


def _in_utf8(data: bytes) -> tuple[bytes, list[str]]:
    """The file without its declaration, in UTF-8, where it was written in a Chinese encoding; else as it is."""
    declaration = DECLARATION.match(data)
    named = ENCODING.search(declaration[0]) if declaration else None
    encoding = CHINESE.get(named[1].decode().lower()) if named else None
    if encoding is None:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")) or _is(data, "utf-8") or not _is(data, "gb18030"):
            return data, []
        notes = [_("The file was saved in GBK and says that it is UTF-8; it was read as GBK.")]
        return _again(data, "gb18030", declaration), notes
    return (_again(data, encoding, declaration) if _is(data, encoding) else data), []


def _again(data: bytes, encoding: str, declaration: re.Match[bytes] | None) -> bytes:
    return data[declaration.end() if declaration else 0 :].decode(encoding).encode()


def _is(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True

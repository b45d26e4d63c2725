"""What files say besides their content: who made them, where and when; taken out of what must not name its sender."""

from __future__ import annotations

import os
import re
import struct
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from django.core.files.base import ContentFile

# Segments of a JPEG that a viewer needs not: APP1 (Exif, XMP) to APP15, except APP2 (colours) and APP14 (Adobe), and
# the comment.
DROPPED_SEGMENTS = {0xE1, *range(0xE3, 0xEE), 0xEF, 0xFE}
DROPPED_CHUNKS = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}
PROPERTIES = re.compile(r"^docProps/(core|app|custom)\.xml$")
AUTHORS = re.compile(rb'(\bw:(?:author|initials|date)=")[^"]*"')
# The parts that say who last changed a document, without anything in them.
EMPTY = {
    "core": b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "app": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "custom": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
}
MOST_BYTES = 200 * 1024 * 1024  # of an office file unpacked


def without_metadata(file: Any, suffix: str) -> Any:
    """The file without what it says of its maker, for pictures and office files; any other as it is."""
    clean = {"jpg": _jpeg, "jpeg": _jpeg, "png": _png, "docx": _office, "xlsx": _office, "pptx": _office}.get(suffix)
    if clean is None:
        return file
    file.seek(0)
    raw = file.read()
    file.seek(0)
    try:
        return ContentFile(clean(raw), name=file.name)
    except (ValueError, IndexError, struct.error, BadZipFile, NotImplementedError, RuntimeError):
        return file


def of_the_day(stored: Any, day: datetime) -> None:
    """Let the file system say of a stored file, and of the folders it lies in, that they are of this day, no time."""
    try:
        path, root = Path(stored.path), Path(stored.storage.path(""))
    except NotImplementedError:  # stored somewhere else
        return
    for changed in (path, *path.parents):
        if changed == root:
            return
        os.utime(changed, (day.timestamp(), day.timestamp()))


def _jpeg(raw: bytes) -> bytes:
    if raw[:2] != b"\xff\xd8":
        raise ValueError
    kept, at = [raw[:2]], 2
    while raw[at] == 0xFF and raw[at + 1] != 0xDA:
        length = 2 + int(struct.unpack(">H", raw[at + 2 : at + 4])[0])
        if raw[at + 1] not in DROPPED_SEGMENTS:
            kept.append(raw[at : at + length])
        at += length
    return b"".join([*kept, raw[at:]])


def _png(raw: bytes) -> bytes:
    kept, at = [raw[:8]], 8
    while at < len(raw):
        length = 12 + int(struct.unpack(">I", raw[at : at + 4])[0])
        if raw[at + 4 : at + 8] not in DROPPED_CHUNKS:
            kept.append(raw[at : at + length])
        at += length
    return b"".join(kept)


def _office(raw: bytes) -> bytes:
    written = BytesIO()
    with ZipFile(BytesIO(raw)) as source, ZipFile(written, "w", ZIP_DEFLATED) as target:
        if sum(part.file_size for part in source.infolist()) > MOST_BYTES:
            raise ValueError
        for part in source.infolist():
            found = PROPERTIES.match(part.filename)
            content = EMPTY[found[1]] if found else source.read(part)
            if part.filename.startswith("word/") and part.filename.endswith(".xml"):
                content = AUTHORS.sub(rb'\1"', content)
            target.writestr(ZipInfo(part.filename), content, ZIP_DEFLATED)
    return written.getvalue()

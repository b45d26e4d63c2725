"""What the archives behind office files (.docx, .xlsx, .ods) may hold before anybody opens them. No models."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import IO
from xml.parsers import expat

AT_ONCE = 4096
LONGEST_PROLOG = 64 << 10  # bytes of a part before its first element
# Office 2 of long ago begins its lists of parts with a document type of its own; they are not read as rows or text.
UNREAD = "META-INF/"


class Unfit(Exception):
    """An archive that is not opened; code: damaged, too_much, macros or entities."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def look_into(content: bytes, most_unpacked: int) -> None:
    """Raises Unfit for archives that would unpack to more, hold macros under any name, or define entities.

    An entity names a file or an address that its reader shall fetch, or grows without end; no office program writes
    one.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > most_unpacked:
                raise Unfit("too_much")
            if any(part.filename.endswith("vbaProject.bin") for part in parts):
                raise Unfit("macros")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and not part.filename.startswith(UNREAD):
                    with archive.open(part) as stream:
                        _refuse_document_type(stream)
    except (
        *(zipfile.BadZipFile, zlib.error, struct.error),
        *(NotImplementedError, EOFError, OSError, ValueError, RuntimeError),
    ) as error:
        raise Unfit("damaged") from error


def _refuse_document_type(stream: IO[bytes]) -> None:
    """Read a part up to its first element. Raises Unfit where a document type comes before."""
    parser = expat.ParserCreate()
    begun: list[str] = []

    def refuse(*_facts: object) -> None:
        raise Unfit("entities")

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, _attributes: begun.append(name)
    read = 0
    while not begun:
        chunk = stream.read(AT_ONCE)
        read += len(chunk)
        if not chunk or read > LONGEST_PROLOG:
            raise Unfit("damaged")
        try:
            parser.Parse(chunk)
        except expat.ExpatError as error:
            if not begun:  # what comes after the first element is for its reader to judge
                raise Unfit("damaged") from error

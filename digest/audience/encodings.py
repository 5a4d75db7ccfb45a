"""Which encoding a text file is in, found by reading it once in pieces."""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from digest.errors import ListError

PIECE_BYTES = 1 << 20
START_BYTES = 64  # enough of the header line to tell text from anything else
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods are zip files; .xls is an OLE file
_UTF8_LETTER = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """utf-8, utf-8-sig, utf-16 (with or without a mark) or cp1252."""

    name: str
    mixed: bool = False
    """Most is UTF-8, and some bytes are not: a file glued together from two, of which one has lost its letters."""


def find(path: Path) -> Found:
    """The encoding of a text file; a ListError for what is no text at all."""
    with path.open("rb") as file:
        head = file.read(PIECE_BYTES)
        if head.startswith(_SPREADSHEETS):
            raise ListError("is a spreadsheet, not CSV", where=path.name, hint='Save it as "CSV UTF-8" and try again.')
        for mark, name in _MARKS[1:]:
            if head.startswith(mark):
                return Found(name=name)
        if b"\0" in head[:START_BYTES]:
            return Found(name=_wide(head[:START_BYTES], path))
        file.seek(0)
        has_utf8, broken = _read_through(file)
    marked = head.startswith(codecs.BOM_UTF8)
    if broken and not has_utf8 and not marked:
        return Found(name="cp1252")
    return Found(name="utf-8-sig" if marked else "utf-8", mixed=broken)


def named(name: str) -> str:
    """An encoding by the name that an operator gives. Raises ListError where Python has no such text encoding."""
    try:
        known = codecs.lookup(name)
        b"".decode(known.name)
    except LookupError:
        hint = "Known are utf-8, utf-16, cp1252, iso-8859-15, koi8-r, shift_jis and many more."
        raise ListError(f'"{name}" is no encoding of text', where="--encoding", hint=hint) from None
    return known.name


def _read_through(file: BinaryIO) -> tuple[bool, bool]:
    """(has letters in UTF-8, has bytes that are none)"""
    decoder, has_utf8, broken = codecs.getincrementaldecoder("utf-8")(), False, False
    while piece := file.read(PIECE_BYTES):
        has_utf8 = has_utf8 or _UTF8_LETTER.search(piece) is not None
        broken = broken or not _decodes(decoder, piece)
    return has_utf8, broken or not _decodes(decoder, b"", final=True)


def _decodes(decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        return False
    return True


def _wide(start: bytes, path: Path) -> str:
    """UTF-16 without a mark has a zero in every second byte of its header line."""
    if not any(start[0::2]) or not any(start[1::2]):
        return "utf-16-be" if not any(start[0::2]) else "utf-16-le"
    raise ListError("is not a text file", where=path.name, hint='Save it as "CSV UTF-8" and try again.')

"""Which encoding a text file is in, found by reading it once in pieces."""

import codecs
import re
from pathlib import Path

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


def encoding(path: Path) -> str:
    """utf-8, utf-8-sig, utf-16 (with or without a mark) or cp1252; a ListError for what is no text at all.

    A file that is mostly UTF-8 with some broken bytes stays UTF-8: only the broken rows are lost.
    """
    with path.open("rb") as file:
        head = file.read(PIECE_BYTES)
        if head.startswith(_SPREADSHEETS):
            raise ListError("is a spreadsheet, not CSV", where=path.name, hint='Save it as "CSV UTF-8" and try again.')
        for mark, name in _MARKS:
            if head.startswith(mark):
                return name
        if b"\0" in head[:START_BYTES]:
            return _wide(head[:START_BYTES], path)
        file.seek(0)
        decoder, has_utf8, broken = codecs.getincrementaldecoder("utf-8")(), False, False
        while piece := file.read(PIECE_BYTES):
            has_utf8 = has_utf8 or _UTF8_LETTER.search(piece) is not None
            broken = broken or not _decodes(decoder, piece)
        broken = broken or not _decodes(decoder, b"", final=True)
    return "cp1252" if broken and not has_utf8 else "utf-8"


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

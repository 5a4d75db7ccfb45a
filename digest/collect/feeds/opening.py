"""Bytes of a feed become an XML tree: the right encoding, no entities from outside, broken markup mended."""

import codecs
import re
import sys
from dataclasses import dataclass
from html.entities import html5

from lxml import etree

from digest import text as texts

FEED_BYTES_MAX = 15_000_000  # after decoding; the largest honest feeds have a few megabytes

_ENCODING = re.compile(r"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["'][^>]{0,200}\?>""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]{0,500}(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_INTERNAL_ENTITY = re.compile(r"""<!ENTITY\s+([\w.-]{1,60})\s+["']([^"'&%<>]{0,200})["']\s*>""")
_NAMED = re.compile(r"&([A-Za-z][\w.-]{1,60});")
_BARE_AMPERSAND = re.compile(r"&(?!#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][\w.-]{1,60};)")
_REFERENCE = re.compile(r"&#(?:([0-9]{1,20})|[xX]([0-9a-fA-F]{1,16}));")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") or " " for code in range(0x80, 0xA0)}
_C1 = re.compile(rb"\xc2[\x80-\x9f]")  # in UTF-8, where the search skips over plain letters
_C1_OPENINGS = ("#12", "#13", "#14", "#15")
_C1_REFERENCE = re.compile(r"(&(?:amp;)?)#(1(?:2[89]|[34]\d|5\d));")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OPENINGS = (
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "shift_jis": "cp932",
    "iso-8859-1": "cp1252",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
}
_NOT_TEXT = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A feed's tree; `broken` tells that the markup had to be mended and may hide entries."""

    root: etree._Element
    broken: bool = False


def opened(data: bytes, headers: dict[str, str]) -> Opened | None:
    """The tree in `data`, or None where there is no XML in it."""
    text = decoded(data[:FEED_BYTES_MAX], headers)
    start = text.find("<")
    if start < 0:
        return None
    text = _windows_signs(_undeclared(text[start:]))
    if (root := _strict(text)) is not None:
        return Opened(root=root)
    mended = _mended(text)
    if (root := _strict(mended)) is not None:
        return Opened(root=root)
    root = _parsed(mended, recover=True)
    return None if root is None else Opened(root=root, broken=True)


def _undeclared(text: str) -> str:
    found = _DECLARATION.match(text)
    return text[found.end() :] if found else text


def _windows_signs(text: str) -> str:
    """`text` with the control characters U+0080 to U+009F as the signs of Windows-1252 that were meant."""
    if not text.isascii() and _C1.search(text.encode("utf-8", "replace")):
        text = text.translate(_WINDOWS)
    if not any(opening in text for opening in _C1_OPENINGS):
        return text
    return _C1_REFERENCE.sub(lambda found: f"{found[1]}#x{ord(_WINDOWS[int(found[2])]):x};", text)


def decoded(data: bytes, headers: dict[str, str]) -> str:
    """The text of a feed: by byte order mark, header, declaration, else UTF-8 and what browsers guess."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data.decode(name, "replace").removeprefix("\ufeff")
    for name in _candidates(data, headers):
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode(next(filter(_is_known, _candidates(data, headers)), "utf-8"), "replace")


def _candidates(data: bytes, headers: dict[str, str]) -> list[str]:
    found = _CHARSET.search(headers.get("content-type", ""))
    header = found[1].lower() if found else ""
    opening = next((name for start, name in _OPENINGS if data.startswith(start)), "")
    declared = _ENCODING.match(data[:400].decode(opening or "latin-1", "ignore"))
    names = [header, opening, declared[1].lower() if declared else "", "utf-8", "cp1252"]
    return [_WIDER.get(name, name) for name in dict.fromkeys(names) if name and _is_known(name)]


def _is_known(name: str) -> bool:
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return False
    return codec.name not in _NOT_TEXT and getattr(codec, "_is_text_encoding", True)


def _strict(text: str) -> etree._Element | None:
    """The tree of well-formed markup without a document type; None for anything else."""
    if "<!DOCTYPE" in text[:4_096] or "<!ENTITY" in text[:65_536] or "<!doctype" in text[:4_096]:
        return None
    try:
        return _parsed(text, recover=False)
    except etree.XMLSyntaxError:
        return None


def _parsed(text: str, *, recover: bool) -> etree._Element | None:
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
    )
    return etree.fromstring(text.encode("utf-8", "replace"), parser)  # no entity, no network, size capped above


def _mended(text: str) -> str:
    """`text` without document type and control characters, its names for characters written out."""
    head = text[:65_536]
    own = dict(_INTERNAL_ENTITY.findall(head)) if "<!ENTITY" in head else {}
    text = _DOCTYPE.sub("", text, count=1)
    text = texts.without_controls(text)
    text = _REFERENCE.sub(_reference, text)
    text = _NAMED.sub(lambda found: _character(found[1], own) or f"&amp;{found[1]};", text)
    return _BARE_AMPERSAND.sub("&amp;", text)


def _reference(found: re.Match[str]) -> str:
    """A reference by number, or nothing where no document may hold its character; lxml chokes on half of a pair."""
    number = int(found[1]) if found[1] else int(found[2], 16)
    return found[0] if number <= sys.maxunicode and texts.without_controls(chr(number)) else ""


def _character(name: str, own: dict[str, str]) -> str:
    if name in _XML_NAMES:
        return f"&{name};"
    value = own.get(name) or html5.get(f"{name};", "")
    return value.replace("&", "&amp;").replace("<", "&lt;")

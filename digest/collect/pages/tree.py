"""Foreign bytes become one element tree, parsed once and read by everyone."""

import codecs
import re
from itertools import islice

from lxml import etree, html

from digest import text as texts

PAGE_BYTES_MAX = 5_000_000  # of 358 real pages the largest had 1.5 MB; a 30 MB page costs trafilatura 700 MB
TAGS_MAX = 30_000  # opening and closing; the largest of 358 real pages had 20,000
TAG_LETTERS_MAX = 20_000  # a longer tag is an embedded picture or 50,000 attributes, which cost 16 s
DECLARATION_BYTES = 4_096  # the standard asks for the charset within 1,024; real pages are later

_ONE_CLASS = etree.ElementDefaultClassLookup(element=html.HtmlElement)
"""Instead of lxml.html's own choice of a class for each tag, which is Python and a tenth of a reading; nobody here
needs its forms."""

_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.:-]{2,40})""", re.IGNORECASE)
_GIANT_TAG = re.compile(rf"<([a-zA-Z][\w-]{{0,30}})[^<>]{{{TAG_LETTERS_MAX},}}>")
_TAG_OPENING = re.compile("<")
_XML_OPENING = re.compile(r"^\s*<\?xml[^>]*>")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BROWSERS_MEAN = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "iso-8859-9": "cp1254",
    "tis-620": "cp874",
}


def decoded(raw: bytes) -> str:
    """The text of `raw`: by byte order mark, as UTF-8 where it is valid, by its declaration, else as browsers guess."""
    raw = raw[:PAGE_BYTES_MAX]
    for mark, name in _BOMS:
        if raw.startswith(mark):
            return raw.decode(name, "replace").removeprefix("\ufeff")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode(_declared(raw), "replace")


def parsed(raw: bytes) -> html.HtmlElement | None:
    """The tree of an HTML page, or None where there is nothing to read."""
    markup = texts.without_controls(_XML_OPENING.sub("", decoded(raw)))
    markup = _bounded(markup)
    if not markup.strip():
        return None
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        root = html.document_fromstring(markup.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None
    return root if isinstance(root, html.HtmlElement) else None


def _bounded(markup: str) -> str:
    """`markup` without attributes by the thousand, up to the tag that no article needs any more."""
    if any(len(tag) > TAG_LETTERS_MAX and tag.find(">") > TAG_LETTERS_MAX for tag in markup.split("<")):
        markup = _GIANT_TAG.sub(r"<\1>", markup)
    if markup.count("<") <= TAGS_MAX:
        return markup
    last = next(islice(_TAG_OPENING.finditer(markup), TAGS_MAX, None))
    return markup[: last.start()]


def _declared(raw: bytes) -> str:
    head = raw[:DECLARATION_BYTES]
    found = _CHARSET.search(head) or _XML_ENCODING.search(head)
    name = found[1].decode("ascii").lower() if found else "cp1252"
    name = _BROWSERS_MEAN.get(name, name)
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        return "cp1252"
    # invalid UTF-8 that calls itself so is mostly UTF-8 with a few broken bytes
    return codec if codec not in {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"} else "cp1252"

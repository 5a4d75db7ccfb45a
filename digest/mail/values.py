"""Readers' values, safe for the place they stand in: a page, plain text, a header."""

import re
from collections.abc import Mapping, Sequence

from digest import i18n
from digest.model.rendered import Field

ReaderValues = Mapping[Field, str]
ReaderColumns = Mapping[Field, Sequence[str]]
"""Several readers' values: one for each, in their order. A thousand readers' are made and printed together."""

NAME_LETTERS_MAX = 80  # a longer one is no name, and would break the line it stands on
VALUE_LETTERS_MAX = 2_000  # addresses; also keeps every header line under the 998 bytes of RFC 5322 once folded
HEADER_LETTERS_MAX = 900

OPTIONAL = frozenset({Field.NAME, Field.GREETING, Field.MAILTO})

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_UNSAFE_IN_HTML = re.compile("[&<>\"'\x80-\xff]")
_MEAN_SOMETHING = bytes({*range(256)} - {*range(0x20, 0x7F)} | {*b"\"&'<>\\"})
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"}


def columns(readers: Sequence[ReaderValues]) -> ReaderColumns:
    """The values of several readers who have the same fields."""
    return {field: [values[field] for values in readers] for field in (readers[0] if readers else ())}


def row(columns: ReaderColumns, place: int) -> ReaderValues:
    """The values of one of several readers."""
    return {field: column[place] for field, column in columns.items()}


def value(field: Field, values: ReaderValues, language: str) -> str:
    """The reader's value for `field` on one line. Raises KeyError where a needed one is missing."""
    if field is Field.GREETING and field not in values:
        return i18n.greeting(_name(values), language)
    if field is Field.NAME:
        return _name(values)
    given = values.get(field, "") if field in OPTIONAL else values[field]
    return one_line(given)[:VALUE_LETTERS_MAX]


def _name(values: ReaderValues) -> str:
    return one_line(values.get(Field.NAME, ""))[:NAME_LETTERS_MAX].strip()


def one_line(text: str) -> str:
    """`text` without line ends, control characters and direction overrides."""
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub("", text)


def are_bare(text: str) -> bool:
    """Whether `text` stands as it is in a page, in plain text and in JSON, and in a header but for spaces."""
    raw = text.encode("utf-8", "surrogatepass")
    return len(raw.translate(None, _MEAN_SOMETHING)) == len(raw)


def in_html(text: str) -> str:
    """`text` for HTML, between tags or in a quoted attribute."""
    if are_bare(text):
        return text
    return _UNSAFE_IN_HTML.sub(lambda sign: _ENTITIES.get(sign[0]) or f"&#{ord(sign[0])};", text)

"""Readers' values, safe for the place they stand in: a page, plain text, a header."""

import re
from collections.abc import Mapping

from digest import i18n
from digest.model.rendered import Field

ReaderValues = Mapping[Field, str]

NAME_LETTERS_MAX = 80  # a longer one is no name, and would break the line it stands on
VALUE_LETTERS_MAX = 2_000  # addresses; also keeps every header line under the 998 bytes of RFC 5322 once folded
HEADER_LETTERS_MAX = 900

OPTIONAL = frozenset({Field.NAME, Field.GREETING, Field.MAILTO})

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_UNSAFE_IN_HTML = re.compile("[&<>\"'\x80-\xff]")
_NOT_BARE = re.compile(r"[^!#-%(-;=?-\[\]-~]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;"}


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
    return _UNSAFE.sub("", text) if _UNSAFE.search(text) else text


def is_bare(text: str) -> bool:
    """Whether `text` stands as it is in a page, in plain text, in JSON and between a header's angle brackets."""
    return not _NOT_BARE.search(text)


def in_html(text: str) -> str:
    """`text` for HTML, between tags or in a quoted attribute."""
    if not _UNSAFE_IN_HTML.search(text):
        return text
    return _UNSAFE_IN_HTML.sub(lambda sign: _ENTITIES.get(sign[0]) or f"&#{ord(sign[0])};", text)

"""Bodies encoded once, with gaps that each reader's values are encoded into: quoted-printable and base64.

A constant stretch is encoded when the segment is made. What joins the pieces at a reader's value differs: a soft
line break in quoted-printable; in base64, where three bytes make four letters, one encoding of the stretch for each
way its beginning can fall.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from digest.model.rendered import Field

LINE_MAX = 76  # RFC 2045
B64_LINE_BYTES = 57  # makes 76 letters
SOFT_BREAK = b"=\r\n"
_NEEDS_QP = re.compile(rb"[^!-<>-~ ]|^\.")
_SIGNS = re.compile(rb"=[0-9A-F]{2}|.", re.DOTALL)
_DOTTED = re.compile(rb"^\.[^\n]*", re.MULTILINE)
_NEEDS_MORE_THAN_EQUALS = re.compile(rb"[^!-~ ]|^\.")

Pieces = Sequence[str]
"""Constant texts at even places, names of fields (`Field` is a str) at odd ones; begins and ends with a constant."""


class Body(Protocol):
    """A body that waits for a reader's values."""

    encoding: str

    def filled(self, values: Mapping[Field, bytes]) -> list[bytes]: ...


@dataclass(frozen=True, slots=True)
class QuotedPrintable:
    encoding = "quoted-printable"
    constants: tuple[bytes, ...]
    fields: tuple[Field, ...]

    def filled(self, values: Mapping[Field, bytes]) -> list[bytes]:
        encoded = {field: _qp_value(raw) for field, raw in values.items()}
        pieces = [b""] * (len(self.constants) + len(self.fields))
        pieces[::2] = self.constants
        pieces[1::2] = [encoded[field] for field in self.fields]
        return pieces


@dataclass(frozen=True, slots=True)
class Stretch:
    """A constant in base64, by the number of its first bytes (0, 1, 2) that complete the group before it."""

    raw: bytes
    encoded: tuple[bytes, bytes, bytes]
    rest: tuple[bytes, bytes, bytes]


@dataclass(frozen=True, slots=True)
class Base64:
    encoding = "base64"
    stretches: tuple[Stretch, ...]
    fields: tuple[Field, ...]

    def filled(self, values: Mapping[Field, bytes]) -> list[bytes]:
        pieces: list[bytes] = []
        carry = b""
        for place, stretch in enumerate(self.stretches):
            taken = -len(carry) % 3
            if taken > len(stretch.raw):
                carry += stretch.raw
            else:
                if carry:
                    pieces.append(b64_lines(carry + stretch.raw[:taken]))
                pieces.append(stretch.encoded[taken])
                carry = stretch.rest[taken]
            if place < len(self.fields):
                carry += values[self.fields[place]]
        pieces.append(b64_lines(carry))
        return pieces


def body(pieces: Pieces) -> Body:
    """The smaller of the two encodings."""
    constants = [text.encode() for text in pieces[::2]]
    fields = tuple(Field(name) for name in pieces[1::2])
    quoted = tuple(map(qp, constants))
    if sum(map(len, quoted)) <= sum(len(raw) * 137 // 100 for raw in constants):
        return QuotedPrintable(quoted, fields)
    return Base64(tuple(stretch(raw.replace(b"\n", b"\r\n")) for raw in constants), fields)


@lru_cache(maxsize=64)  # the same value stands in the page and in the text, and some are the same for all readers
def _qp_value(raw: bytes) -> bytes:
    """`qp` for short values, of which most are addresses."""
    if not _NEEDS_MORE_THAN_EQUALS.search(raw):
        encoded = raw.replace(b"=", b"=3D")
        if len(encoded) < LINE_MAX:
            return encoded + SOFT_BREAK if encoded else b""
    return qp(raw)


def qp(raw: bytes) -> bytes:
    """`raw` in quoted-printable, ending where the next piece can follow.

    No line begins with a dot, which SMTP would want doubled: looking for one costs more than all else about a copy.
    """
    if len(raw) < LINE_MAX and not _NEEDS_QP.search(raw):
        return raw + SOFT_BREAK if raw else b""
    encoded = binascii.b2a_qp(raw.replace(b"\r\n", b"\n"), quotetabs=False, istext=True, header=False)
    if b"\n." in encoded or encoded.startswith(b"."):
        encoded = _DOTTED.sub(_undotted, encoded)
    if encoded.endswith(b"\n"):
        return encoded.replace(b"\n", b"\r\n")
    head, newline, last = encoded.rpartition(b"\n")
    return (head + newline).replace(b"\n", b"\r\n") + b"".join(_short_lines(last))


def _undotted(line: re.Match[bytes]) -> bytes:
    """The line with its first dot encoded, broken anew where that makes it too long."""
    lines = [b""]
    for sign in _SIGNS.findall(line[0]):
        if len(lines[-1]) + len(sign) >= LINE_MAX and sign != b"=":
            lines.append(b"")
        lines[-1] += b"=2E" if sign == b"." and not lines[-1] else sign
    return b"=\n".join(lines)


def _short_lines(line: bytes) -> Iterator[bytes]:
    """A last line with room for its soft break."""
    if len(line) >= LINE_MAX:
        cut = LINE_MAX - 4
        escape = line.rfind(b"=", cut - 2, cut)
        cut = escape if escape >= 0 else cut
        yield line[:cut] + SOFT_BREAK
        line = b"=2E" + line[cut + 1 :] if line[cut : cut + 1] == b"." else line[cut:]
    if line:
        yield line + SOFT_BREAK


def stretch(raw: bytes) -> Stretch:
    encoded, rest = zip(*(_from(raw[taken:]) for taken in range(3)), strict=True)
    return Stretch(raw, encoded, rest)


def _from(raw: bytes) -> tuple[bytes, bytes]:
    whole = len(raw) - len(raw) % 3
    return b64_lines(raw[:whole]), raw[whole:]


def b64_lines(raw: bytes) -> bytes:
    """`raw` in base64, in lines that end with CRLF."""
    if len(raw) <= B64_LINE_BYTES:
        return base64.b64encode(raw) + b"\r\n" if raw else b""
    return base64.encodebytes(raw).replace(b"\n", b"\r\n")

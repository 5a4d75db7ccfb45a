"""A segment's whole message, encoded once; a reader's copy is a join."""

import hashlib
from dataclasses import dataclass

from digest.mail import head as heads
from digest.mail.encode import Body, Pieces, QuotedPrintable, body
from digest.mail.head import Letterhead
from digest.mail.plain import Plain
from digest.mail.values import ReaderColumns, ReaderValues, columns, in_html, row, value
from digest.model.rendered import Field

_CRLF = "\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """Prints copies of one segment's mail under one letterhead."""

    between: tuple[bytes, bytes, bytes]
    """What stands before the text, before the page and after it."""
    text: Body
    html: Body
    fields: frozenset[Field]
    language: str
    plain: Plain | None

    def copy(self, values: ReaderValues) -> bytes:
        """The complete message for one reader, lines ending in CRLF."""
        return b"".join(self.copies(columns((values,)))[0])

    def copies(self, readers: ReaderColumns) -> list[list[bytes]]:
        """Each reader's `copy` before it is joined, for whoever joins it with more: copying 60 KB twice is dear."""
        quick = self.plain.copies(readers) if self.plain else [None] * len(readers[Field.EMAIL])
        return [made or self.careful(row(readers, place)) for place, made in enumerate(quick)]

    def careful(self, values: ReaderValues) -> list[bytes]:
        """One reader's copy, for values of any kind."""
        texts = {field: value(field, values, self.language) for field in self.fields}
        in_text = {field: text.encode() for field, text in texts.items()}
        in_page = {field: in_html(text).encode() for field, text in texts.items()}
        return [
            _lines(heads.reader_headers(values)),
            self.between[0],
            *self.text.filled(in_text),
            self.between[1],
            *self.html.filled(in_page),
            self.between[2],
        ]


def press(*, subject: str, html: Pieces, text: Pieces, letterhead: Letterhead, language: str) -> Press:
    """Encodes what every reader of a segment shares."""
    boundary = _boundary(html, text)
    page, plain = body(html), body(text)
    between = (
        _lines(_constant_head(subject, letterhead, boundary)) + _part_head(boundary, "text/plain", plain.encoding),
        b"\r\n" + _part_head(boundary, "text/html", page.encoding),
        f"\r\n--{boundary}--\r\n".encode(),
    )
    return Press(
        between=between,
        text=plain,
        html=page,
        fields=frozenset(Field(name) for name in (*html[1::2], *text[1::2])),
        language=language,
        plain=_plain(between, plain, page, language),
    )


def _plain(between: tuple[bytes, bytes, bytes], text: Body, page: Body, language: str) -> Plain | None:
    """One run of constants and gaps through both bodies; base64 has none, for what follows a gap depends on it."""
    if not isinstance(text, QuotedPrintable) or not isinstance(page, QuotedPrintable):
        return None
    *before, last_of_text = text.constants
    first_of_page, *after = page.constants
    constants = [*before, last_of_text + between[1] + first_of_page, *after]
    constants[0] = between[0] + constants[0]
    constants[-1] += between[2]
    fields = tuple(dict.fromkeys((*text.fields, *page.fields)))
    order = tuple(map(fields.index, (*text.fields, *page.fields)))
    return Plain(tuple(constants), order, fields, language)


def single(head: dict[str, str], *, html: str, text: str) -> bytes:
    """The complete message of a mail that one person gets, lines ending in CRLF."""
    boundary = _boundary((html,), (text,))
    page, plain = body((html,)), body((text,))
    return b"".join(
        (
            _lines({**head, **_multipart(boundary)}),
            _part_head(boundary, "text/plain", plain.encoding),
            *plain.filled({}),
            b"\r\n" + _part_head(boundary, "text/html", page.encoding),
            *page.filled({}),
            f"\r\n--{boundary}--\r\n".encode(),
        )
    )


def _constant_head(subject: str, letterhead: Letterhead, boundary: str) -> dict[str, str]:
    return {
        **heads.sender_headers(letterhead),
        "Subject": heads.unstructured(subject),
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        **heads.constant_headers(letterhead),
        **_multipart(boundary),
    }


def _multipart(boundary: str) -> dict[str, str]:
    return {"MIME-Version": "1.0", "Content-Type": f'multipart/alternative;\r\n boundary="{boundary}"'}


def _boundary(html: Pieces, text: Pieces) -> str:
    """A line that neither encoding can hold: both write `=_` otherwise."""
    digits = hashlib.sha256("\0".join((*html, *text)).encode()).hexdigest()[:24]
    return f"=_digest_{digits}"


def _part_head(boundary: str, kind: str, encoding: str) -> bytes:
    return (
        f"\r\n--{boundary}\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    ).encode()


def _lines(made: dict[str, str]) -> bytes:
    return "".join(f"{name}: {text}{_CRLF}" for name, text in made.items()).encode()

"""A segment's whole message, encoded once; a reader's copy is a join."""

import hashlib
from dataclasses import dataclass

from digest.mail import head as heads
from digest.mail.encode import Body, Pieces, body
from digest.mail.head import Letterhead
from digest.mail.values import ReaderValues, in_html, value
from digest.model.rendered import Field

_CRLF = "\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """Prints copies of one segment's mail under one letterhead."""

    head: bytes
    text_head: bytes
    text: Body
    html_head: bytes
    html: Body
    tail: bytes
    fields: frozenset[Field]
    language: str

    def copy(self, values: ReaderValues) -> bytes:
        """The complete message for one reader, lines ending in CRLF."""
        plain = {field: value(field, values, self.language) for field in self.fields}
        in_text = {field: text.encode() for field, text in plain.items()}
        in_page = {field: in_html(text).encode() for field, text in plain.items()}
        return b"".join(
            (
                _lines(heads.reader_headers(values)),
                self.head,
                self.text_head,
                *self.text.filled(in_text),
                self.html_head,
                *self.html.filled(in_page),
                self.tail,
            )
        )


def press(*, subject: str, html: Pieces, text: Pieces, letterhead: Letterhead, language: str) -> Press:
    """Encodes what every reader of a segment shares."""
    boundary = _boundary(html, text)
    page, plain = body(html), body(text)
    return Press(
        head=_lines(_constant_head(subject, letterhead, boundary)),
        text_head=_part_head(boundary, "text/plain", plain.encoding),
        text=plain,
        html_head=b"\r\n" + _part_head(boundary, "text/html", page.encoding),
        html=page,
        tail=f"\r\n--{boundary}--\r\n".encode(),
        fields=frozenset(Field(name) for name in (*html[1::2], *text[1::2])),
        language=language,
    )


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

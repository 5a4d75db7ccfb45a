"""Mails to the advertised unsubscribe address: whose token do they carry? Pure (RFC 2369, 3.2; RFC 6068)."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message

MAIL_BYTES_MAX = 1_048_576  # a mail program's request is under 10 KB; more is not read
HEADER_CHARS_MAX = 2_000
TOKENS_MAX = 5  # a mail asks to leave one list

_MARK = r"[A-Za-z0-9_-]{16,120}"
_SUBJECT = re.compile(rf"(?:unsubscribe|leave)[\s:]+({_MARK})\s*", re.IGNORECASE)
_PLUS = re.compile(rf"\+(?:u-|unsubscribe-)?({_MARK})@")
_ADDRESSED_TO = ("To", "Delivered-To", "X-Original-To", "Envelope-To")


def leave_tokens(raw: bytes) -> tuple[str, ...]:
    """The tokens by which a mail asks to leave, as they stand in its subject or in the address it was sent to.

    Nobody has checked them. Answers of machines (RFC 3834) and texts that only quote such a subject ask for nothing.
    """
    try:
        message = message_from_bytes(raw[:MAIL_BYTES_MAX], policy=policy.compat32)
        return tuple(dict.fromkeys(_found(message)))[:TOKENS_MAX] if _is_by_a_person(message) else ()
    except Exception:  # noqa: BLE001 (the standard library's reader fails on hostile mails in more ways than it says)
        return ()


def _found(message: Message) -> Iterator[str]:
    subject = _SUBJECT.fullmatch(" ".join(_decoded(_header(message, "Subject")).split()))
    if subject:
        yield subject[1]
    for name in _ADDRESSED_TO:
        yield from _PLUS.findall(_header(message, name))


def _is_by_a_person(message: Message) -> bool:
    return (_header(message, "Auto-Submitted").strip().lower() or "no") == "no"


def _header(message: Message, name: str) -> str:
    return str(message.get(name, ""))[:HEADER_CHARS_MAX]


def _decoded(text: str) -> str:
    """Encoded words (RFC 2047) as text; what is broken stays as it stands."""
    try:
        return str(make_header(decode_header(text)))
    except (ValueError, LookupError, HeaderParseError):
        return text

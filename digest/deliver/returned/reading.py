"""Mails that come back, read without trust: bounces (RFC 3464) and complaints (RFC 5965). Pure.

Anybody can write to such a mailbox. What a mail claims counts only with a proof that it is about a mail of ours: an
envelope sender that we signed, or the headers of the returned mail, which hold a token that we signed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from enum import StrEnum

from digest.deliver.returned.classes import bounce_class, enhanced
from digest.deliver.transports import reserved
from digest.model.delivery import BounceClass, ReceiptKind

MAIL_BYTES_MAX = 262_144  # a report begins with what matters; the copy of ours that follows may be cut
PARTS_MAX = 50
HEADER_LETTERS_MAX = 4_000
TEXT_LETTERS_MAX = 20_000  # of a bounce in prose
ADDRESSED = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
_ADDRESS = re.compile(r"[^\s<>,;:\"()]+@[^\s<>,;:\"()]+")
_ACTIONS = {
    "failed": ReceiptKind.BOUNCED,
    "delayed": ReceiptKind.PROCESSED,
    "delivered": ReceiptKind.DELIVERED,
    "relayed": ReceiptKind.PROCESSED,
    "expanded": ReceiptKind.PROCESSED,
}
_FROM_A_SERVER = re.compile(r"(?:mailer-daemon|postmaster|mail-daemon)@", re.IGNORECASE)


class Sort(StrEnum):
    """What a mail in such a mailbox is."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    OTHER = "other"
    """Written by a person, an automatic answer, or nothing that can be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """What the returned copy of our mail says in its headers."""

    message_id: str = ""
    list_unsubscribe: str = ""
    feedback_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """One mail that came back. `detail` names no address; `sent_to` does and is not kept."""

    sort: Sort
    kind: ReceiptKind = ReceiptKind.PROCESSED
    bounce: BounceClass | None = None
    code: str = ""
    detail: str = ""
    sent_to: tuple[str, ...] = field(default=(), repr=False)
    """Addresses of ours that it came to, or that it says our mail came from."""
    original: Original = Original()


def read(raw: bytes) -> Returned:
    """What a mail tells. Never raises: what cannot be read is `OTHER`."""
    try:
        return _read(BytesParser(policy=compat32).parsebytes(raw[:MAIL_BYTES_MAX]))
    except Exception:  # noqa: BLE001 (the standard library's reader fails on hostile mails in more ways than it says)
        return Returned(sort=Sort.OTHER)


def _read(mail: Message) -> Returned:
    parts = list(_parts(mail))
    sent_to = tuple(_addresses(*(text for name in ADDRESSED for text in _all(mail, name))))
    original = _original(parts)
    for part in parts:
        match part.get_content_type():
            case "message/delivery-status":
                return _bounce(part, sent_to, original)
            case "message/feedback-report":
                return _complaint(part, sent_to, original)
    return _in_prose(mail, parts, sent_to, original)


def _bounce(part: Message, sent_to: tuple[str, ...], original: Original) -> Returned:
    """The fields of the first reader named; our mails have one each."""
    for fields in _blocks(part):
        action = _field(fields, "Action").lower().split()
        if not action:
            continue
        kind = _ACTIONS.get(action[0], ReceiptKind.PROCESSED)
        status, said = _field(fields, "Status"), _field(fields, "Diagnostic-Code")
        # The diagnosis is the server's own word; the status may be a gateway's guess at it.
        code = enhanced(said) or enhanced(status)
        return Returned(
            sort=Sort.BOUNCE,
            kind=kind,
            bounce=bounce_class(code) if kind is ReceiptKind.BOUNCED else None,
            code=code,
            detail=reserved.without_addresses(said),
            sent_to=sent_to,
            original=original,
        )
    return Returned(sort=Sort.OTHER)


def _complaint(part: Message, sent_to: tuple[str, ...], original: Original) -> Returned:
    """`not-spam` and the like are no complaints."""
    blocks = list(_blocks(part))
    word = next((_field(fields, "Feedback-Type") for fields in blocks), "").lower().strip()
    came_from = _addresses(*(_field(fields, "Original-Mail-From") for fields in blocks))
    if word not in ("abuse", "fraud", "opt-out", "opt-out-list"):
        return Returned(sort=Sort.OTHER)
    return Returned(
        sort=Sort.COMPLAINT,
        kind=ReceiptKind.COMPLAINED,
        code=word,
        sent_to=(*sent_to, *came_from),
        original=original,
    )


def _in_prose(mail: Message, parts: list[Message], sent_to: tuple[str, ...], original: Original) -> Returned:
    """A bounce of a server that writes no report: it must come from a server, and give a code."""
    is_from_server = _field(mail, "Return-Path").strip() == "<>" or _FROM_A_SERVER.search(_field(mail, "From"))
    if not is_from_server or _field(mail, "Auto-Submitted").lower().startswith("auto-replied"):
        return Returned(sort=Sort.OTHER)
    code = enhanced(next((_text(part) for part in parts if part.get_content_type() == "text/plain"), ""))
    if not code:
        return Returned(sort=Sort.OTHER)
    return Returned(
        sort=Sort.BOUNCE,
        kind=ReceiptKind.BOUNCED,
        bounce=bounce_class(code),
        code=code,
        sent_to=sent_to,
        original=original,
    )


def _original(parts: list[Message]) -> Original:
    """The headers of our mail: a part of their own, or those of the copy that was sent back."""
    for part in parts:
        if part.get_content_type() == "text/rfc822-headers":
            return _of(BytesParser(policy=compat32).parsebytes(_text(part).encode(), headersonly=True))
        if part.get_content_type() == "message/rfc822" and isinstance(part.get_payload(), list):
            return _of(part.get_payload(0))  # type: ignore[arg-type]  # the parser puts a message there
    return Original()


def _of(mail: Message) -> Original:
    return Original(
        message_id=_field(mail, "Message-ID"),
        list_unsubscribe=_field(mail, "List-Unsubscribe"),
        feedback_id=_field(mail, "Feedback-ID"),
    )


def _parts(mail: Message) -> Iterator[Message]:
    """The parts of a report, not those of the mail inside it."""
    waiting = [mail]
    for _ in range(PARTS_MAX):
        if not waiting:
            return
        part = waiting.pop(0)
        yield part
        inner = part.get_payload()
        if part.is_multipart() and isinstance(inner, list) and part.get_content_maintype() == "multipart":
            waiting += [one for one in inner if isinstance(one, Message)]


def _blocks(part: Message) -> Iterator[Message]:
    """The groups of fields in a report; some servers send them as plain text, or encoded."""
    inner = part.get_payload()
    if isinstance(inner, list):
        yield from (one for one in inner if isinstance(one, Message))
        return
    for block in re.split(r"\r?\n\s*\r?\n", _text(part)):
        yield BytesParser(policy=compat32).parsebytes(block.strip().encode(), headersonly=True)


def _text(part: Message) -> str:
    raw = part.get_payload(decode=True)
    return raw.decode("utf-8", "replace")[:TEXT_LETTERS_MAX] if isinstance(raw, bytes) else ""


def _field(mail: Message, name: str) -> str:
    return next(iter(_all(mail, name)), "")


def _all(mail: Message, name: str) -> list[str]:
    return [" ".join(str(text)[:HEADER_LETTERS_MAX].split()) for text in mail.get_all(name, ())[:PARTS_MAX]]


def _addresses(*texts: str) -> list[str]:
    return [found for text in texts for found in _ADDRESS.findall(text)]

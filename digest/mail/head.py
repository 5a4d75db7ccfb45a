"""The headers of an edition: who sends it, how to leave it, what it is."""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from digest.mail.values import HEADER_LETTERS_MAX, ReaderValues, one_line, value
from digest.model.edition import Edition
from digest.model.rendered import Field
from digest.model.settings import Digest, Newsroom, Sender
from digest.text import shortened

_FOLD = "\r\n "
WORD_BYTES_MAX = 45  # 60 base64 letters: an encoded word stays under the 75 of RFC 2047
PHRASE_LETTERS_MAX = 120  # of a name beside an address; with an address it stays on one line of 998 bytes
ADDRESS_LETTERS_MAX = 320  # RFC 3696: 64 before the @, 255 after it; a longer one is no address
_PLAIN = re.compile(r"[ -~]*")
_PLAIN_ASCII = re.compile(r"[\x20-\x7e]+")
_NOT_AN_ADDRESS = re.compile(r"[\s<>()\[\],;:\"\\]|@(?=.*@)", re.DOTALL)  # of several @ the last is one
_NOT_IN_ANGLES = re.compile(r"[\s<>]")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_NOT_AN_ID = re.compile(r"[^a-z0-9.-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What the headers of every copy of an edition share."""

    sender: Sender
    reply_to: str | None
    list_id: str
    """Stays the same as long as the digest keeps its name and its sender's domain."""
    list_name: str
    help_url: str
    archive_url: str
    feedback_id: str

    @property
    def is_of_a_list(self) -> bool:
        """Whether its mails go to a list that can be left; a notice's do not."""
        return bool(self.list_id)


NO_LIST: Mapping[str, str] = {"Auto-Submitted": "auto-generated"}
"""The headers of a notice (RFC 3834) that a mail service lets us set."""


def letterhead(
    edition: Edition, *, digest: Digest, newsroom: Newsroom, help_url: str = "", archive_url: str = ""
) -> Letterhead:
    """The letterhead of an edition; both addresses are the public one where none are given."""
    domain = sender_domain(digest.sender)
    name = _identifier(digest.name)
    return Letterhead(
        sender=digest.sender,
        reply_to=digest.reply_to,
        list_id=f"{name}.{domain}",
        list_name=digest.title,
        help_url=help_url or newsroom.public_url,
        archive_url=archive_url or newsroom.public_url,
        feedback_id=f"{edition.date.isoformat()}:{name}:{edition.span}:{domain}",
    )


def sender_domain(sender: Sender) -> str:
    return sender.email.rpartition("@")[2].lower() or "localhost"


def message_id(edition_id: str, subscription: int, domain: str) -> str:
    """The same for the same delivery, whenever and wherever it is sent."""
    return message_ids(edition_id, (subscription,), domain)[0]


def message_ids(edition_id: str, subscriptions: Sequence[int], domain: str) -> list[str]:
    """The ids of an edition's deliveries to several readers."""
    before, made = hashlib.sha256(f"{edition_id}\0".encode()), []
    for subscription in subscriptions:
        digits = before.copy()
        digits.update(b"%d" % subscription)
        made.append(f"<{digits.hexdigest()[:32]}@{domain}>")
    return made


def date_header(at: datetime) -> str:
    return format_datetime(at)


def headers(letterhead: Letterhead, values: ReaderValues) -> dict[str, str]:
    """The headers that a mail service lets us set, as one line each, in ASCII."""
    if not letterhead.is_of_a_list:
        return dict(NO_LIST)
    made = {
        "List-Unsubscribe": list_unsubscribe(values),
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        **constant_headers(letterhead),
    }
    return {name: text.replace(_FOLD, " ") for name, text in made.items()}


def constant_headers(letterhead: Letterhead) -> dict[str, str]:
    """Those of `headers` that are the same for every reader."""
    return {
        "List-Id": f"{phrase(letterhead.list_name)} <{letterhead.list_id}>".strip(),
        "List-Help": f"<{_in_angles(letterhead.help_url)}>",
        "List-Archive": f"<{_in_angles(letterhead.archive_url)}>",
        "Feedback-ID": ascii_only(letterhead.feedback_id),
        "Auto-Submitted": "auto-generated",
        "Precedence": "bulk",
    }


def list_unsubscribe(values: ReaderValues) -> str:
    """The reader's own ways out, on one line."""
    return ", ".join(_ways_out(values))


def _ways_out(values: ReaderValues) -> Iterator[str]:
    yield f"<{_in_angles(values[Field.ONE_CLICK])}>"
    if values.get(Field.MAILTO):
        yield f"<{_in_angles(values[Field.MAILTO])}>"


def sender_headers(letterhead: Letterhead) -> dict[str, str]:
    """From and, where the digest has one, Reply-To."""
    made = {"From": mailbox(letterhead.sender.name, letterhead.sender.email)}
    if letterhead.reply_to:
        made["Reply-To"] = mailbox("", letterhead.reply_to)
    return made


def reader_headers(values: ReaderValues) -> dict[str, str]:
    """What differs by reader, in the order it is sent; folded where it may get long."""
    return {
        "To": mailbox(value(Field.NAME, values, "en"), values[Field.EMAIL]),
        "Date": ascii_only(values[Field.DATE]),
        "Message-ID": ascii_only(values[Field.MESSAGE_ID]).replace(" ", ""),
        "List-Unsubscribe": ",\r\n ".join(_ways_out(values)),
    }


def mailbox(name: str, address: str) -> str:
    """`Name <address>` of RFC 5322; nothing in either can end the header or add a second address."""
    bare = _NOT_AN_ADDRESS.sub("", one_line(address[:ADDRESS_LETTERS_MAX]))
    shown = phrase(name)
    return f"{shown} <{bare}>" if shown else bare


def phrase(text: str) -> str:
    """A display name: bare, quoted, or in encoded words."""
    if len(text) <= PHRASE_LETTERS_MAX and text.isascii() and text.isalpha():
        return text
    text = shortened(" ".join(one_line(text[: PHRASE_LETTERS_MAX * 8]).split()), PHRASE_LETTERS_MAX)
    if not _PLAIN.fullmatch(text):
        return unstructured(text)
    if _ATOMS.fullmatch(text) and "=?" not in text:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def unstructured(text: str) -> str:
    """A header's text after RFC 2047, folded; ASCII stays as it is."""
    text = one_line(text)
    if _PLAIN.fullmatch(text) and "=?" not in text and len(text) <= HEADER_LETTERS_MAX:
        return _folded(text)
    return _FOLD.join(map(_encoded_word, _chunks(text)))


def _folded(text: str) -> str:
    """Folded at spaces where a line is over 70 letters."""
    lines = [""]
    for word in text.split(" "):
        if lines[-1].strip() and len(lines[-1]) + len(word) > 70:
            lines.append("")
        lines[-1] += f"{word} "
    return _FOLD.join(line.removesuffix(" ") for line in lines)


def _encoded_word(chunk: str) -> str:
    return f"=?utf-8?B?{base64.b64encode(chunk.encode()).decode()}?="


def _chunks(text: str) -> Iterator[str]:
    """`text` in pieces that each fit an encoded word, never cut inside a letter."""
    chunk, size = "", 0
    for letter in text:
        length = len(letter.encode())
        if size + length > WORD_BYTES_MAX:
            yield chunk
            chunk, size = "", 0
        chunk, size = chunk + letter, size + length
    yield chunk


def ascii_only(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text[:HEADER_LETTERS_MAX]
    return "".join(_PLAIN_ASCII.findall(text))[:HEADER_LETTERS_MAX]


def _in_angles(url: str) -> str:
    return _NOT_IN_ANGLES.sub("", ascii_only(url))


def _identifier(name: str) -> str:
    return _NOT_AN_ID.sub("-", name.lower()).strip("-.") or "digest"

"""A request of SendGrid's Mail Send API: one letter, up to 1,000 readers, and what its refusal names. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from digest import mail
from digest.deliver.transports import reserved
from digest.deliver.transports.protocol import Letter, Mail
from digest.mail import Field, ReaderValues

READERS_MAX = 1_000  # personalizations a request may hold
_PLACE = re.compile(r"personalizations\.(\d+)(?:\.|$)")
_OWN_HEADERS = ("List-Unsubscribe", "List-Unsubscribe-Post")


@dataclass(frozen=True, slots=True)
class Head:
    """What all requests of a letter share, serialized once; ends where the readers begin."""

    raw: bytes
    fields: tuple[tuple[Field, str, str], ...]
    """Each reader's value, and what it stands for in the text and in the page."""


def head(letter: Letter, values: ReaderValues, *, sandbox: bool) -> Head:
    """`values` are any reader's: the headers that differ by reader are left out."""
    content, letterhead = letter.content, letter.letterhead
    made: dict[str, Any] = {
        "from": {"email": letterhead.sender.email, "name": letterhead.sender.name},
        "subject": content.subject,
        "content": [
            {"type": "text/plain", "value": content.text_with(lambda field: _mark("t", field))},
            {"type": "text/html", "value": content.html_with(lambda field: _mark("h", field))},
        ],
        "headers": {k: v for k, v in mail.headers(letterhead, values).items() if k not in _OWN_HEADERS},
        "tracking_settings": {
            "click_tracking": {"enable": False, "enable_text": False},
            "open_tracking": {"enable": False},
            "subscription_tracking": {"enable": False},
            "ganalytics": {"enable": False},
        },
    }
    if letterhead.reply_to:
        made["reply_to"] = {"email": letterhead.reply_to}
    if sandbox:
        made["mail_settings"] = {"sandbox_mode": {"enable": True}}
    marks = tuple((field, _mark("t", field), _mark("h", field)) for field in sorted(content.fields))
    return Head(orjson.dumps(made)[:-1] + b',"personalizations":', marks)


def request(made: Head, mails: Sequence[Mail]) -> bytes:
    return b"".join((made.raw, orjson.dumps([_personal(made.fields, one) for one in mails]), b"}"))


def _personal(fields: Iterable[tuple[Field, str, str]], one: Mail) -> dict[str, Any]:
    values, content = one.letter.values(one.to), one.letter.content
    to = {"email": one.to.email}
    if one.to.name:
        to["name"] = one.to.name
    substitutions: dict[str, str] = {}
    for field, in_text, in_page in fields:
        text = content.value(field, values)
        substitutions[in_text] = text
        substitutions[in_page] = mail.in_html(text)
    return {
        "to": [to],
        "substitutions": substitutions,
        "headers": {
            "List-Unsubscribe": mail.list_unsubscribe(values),
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        "custom_args": {"edition": one.letter.edition, "delivery": one.delivery},
    }


def _mark(part: str, field: Field) -> str:
    """Stands in the letter where the reader's value comes; nothing that people write looks like it."""
    return f"-{part}.{field.value}.digest-"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request was refused: the places of readers that it names, or words about the letter itself."""

    readers: tuple[tuple[int, str], ...]
    words: str


def refusal(body: bytes) -> Refusal:
    """What a 400 says. Its words name no address."""
    try:
        errors = orjson.loads(body).get("errors") or []
    except (orjson.JSONDecodeError, AttributeError):
        errors = []
    readers: dict[int, str] = {}
    words = []
    for error in errors:
        text = reserved.without_addresses(str(error.get("message") or ""))
        place = _PLACE.match(str(error.get("field") or ""))
        if place:
            readers[int(place[1])] = text
        else:
            words.append(text)
    return Refusal(tuple(sorted(readers.items())), "; ".join(words))

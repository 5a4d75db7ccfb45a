"""A request of SendGrid's Mail Send API: one letter, up to 1,000 readers, and what its refusal names. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import Any

import orjson

from digest import mail
from digest.deliver.transports import reserved
from digest.deliver.transports.protocol import Letter, Mail
from digest.mail import NAME_LETTERS_MAX, Field, ReaderValues
from digest.model.delivery import Recipient

READERS_MAX = 1_000  # personalizations a request may hold
BARE_LETTERS_MAX = 900  # of a reader's addresses together: none of them is cut short then
_NAME, _ONE_CLICK, _MAILTO = Field.NAME, Field.ONE_CLICK, Field.MAILTO  # looked up for each reader otherwise
_MISSING = " "  # is not bare
_OF_NAME = frozenset({Field.NAME, Field.GREETING})
_PLACE = re.compile(r"personalizations\.(\d+)(?:\.|$)")
_OWN_HEADERS = ("List-Unsubscribe", "List-Unsubscribe-Post")


@dataclass(frozen=True, slots=True)
class Head:
    """What all requests of a letter share, serialized once; ends where the readers begin."""

    raw: bytes
    personal: str
    """One reader's part, with `%s` for: address, name, every field for the text, every field for the page, the ways
    out, batch, subscription. Each stands in quotes already, but for the name."""
    fields: tuple[Field, ...]
    """Those of people's names come first."""
    of_name: int
    """How many those are."""
    greets: bool
    may_leave: bool
    """Whether the mail belongs to a list that can be left; a notice does not, and has no ways out."""


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
    of_name, others = sorted(content.fields & _OF_NAME), sorted(content.fields - _OF_NAME)
    fields = (*of_name, *others)
    raw = orjson.dumps(made)[:-1] + b',"personalizations":['
    personal = _personal_form(letter.edition, fields, may_leave=letterhead.is_of_a_list)
    return Head(raw, personal, fields, len(of_name), Field.GREETING in fields, letterhead.is_of_a_list)


def request(made: Head, mails: Sequence[Mail]) -> bytes:
    return b"".join((made.raw, ",".join([_personal(made, one) for one in mails]).encode(), b"]}"))


def _personal_form(edition: str, fields: Sequence[Field], *, may_leave: bool) -> str:
    marks = ",".join(f'{_fixed(_mark(part, field))}:"%s"' for part in "th" for field in fields)
    ways_out = '"headers":{"List-Unsubscribe":"%s","List-Unsubscribe-Post":"List-Unsubscribe=One-Click"},'
    return (
        f'{{"to":[{{"email":"%s"%s}}],"substitutions":{{{marks}}},{ways_out if may_leave else ""}'
        f'"custom_args":{{"edition":{_fixed(edition)},"delivery":"%s-%s"}}}}'
    )


def _fixed(text: str) -> str:
    """A JSON string for a form that is filled by `%`."""
    return encode_basestring(text).replace("%", "%%")


def _personal(made: Head, one: Mail) -> str:
    batch, _, to, letter = one
    values = letter.values(to)
    if made.greets:
        values = {**values, Field.GREETING: letter.content.value(Field.GREETING, values)}
    texts = (made.may_leave and _plain(made, to, values)) or _careful(made, one, values)
    return made.personal % (*texts, batch, to.subscription)


def _plain(made: Head, to: Recipient, values: ReaderValues) -> Sequence[str] | None:
    """What `_careful` makes of values in which no sign means anything anywhere, for a tenth of its price."""
    found = [values.get(field, _MISSING) for field in made.fields]
    _, _, email, name, _ = to
    one_click, mailto = values[_ONE_CLICK], values.get(_MAILTO, "")
    of_people = "".join((email, name, *found[: made.of_name])).replace(" ", "")
    bare = "".join((of_people, *found[made.of_name :], one_click, mailto))
    if len(bare) > BARE_LETTERS_MAX or not mail.is_bare(bare):
        return None
    if len(name) > NAME_LETTERS_MAX or name != name.strip() or name != values.get(_NAME, ""):
        return None
    ways_out = f"<{one_click}>, <{mailto}>" if mailto else f"<{one_click}>"
    return email, f',"name":"{name}"' if name else "", *found, *found, ways_out


def _careful(made: Head, one: Mail, values: ReaderValues) -> Sequence[str]:
    texts = [one.letter.content.value(field, values) for field in made.fields]
    name = f',"name":{encode_basestring(one.to.name)}' if one.to.name else ""
    ways_out = [mail.list_unsubscribe(values)] if made.may_leave else []
    escaped = [*texts, *map(mail.in_html, texts), *ways_out]
    return _inner(one.to.email), name, *map(_inner, escaped)


def _inner(text: str) -> str:
    """`text` as it stands between the quotes of a JSON string."""
    return encode_basestring(text)[1:-1]


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

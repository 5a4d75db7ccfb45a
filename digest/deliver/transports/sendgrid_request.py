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
from digest.mail import NAME_LETTERS_MAX, Field, ReaderColumns, ReaderValues
from digest.model.delivery import Recipient

READERS_MAX = 1_000  # personalizations a request may hold
BARE_LETTERS_MAX = 900  # of a reader's addresses together: none of them is cut short then
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
    fields = tuple(sorted(content.fields))
    raw = orjson.dumps(made)[:-1] + b',"personalizations":['
    personal = _personal_form(letter.edition, fields, may_leave=letterhead.is_of_a_list)
    return Head(raw, personal, fields, letterhead.is_of_a_list)


def request(made: Head, mails: Sequence[Mail]) -> bytes:
    """The whole body. The mails are of the head's letter."""
    return b"".join((made.raw, ",".join(_personal(made, mails)).encode(), b"]}"))


def held(body: bytes, *, send_at: int, batch_id: str = "") -> bytes:
    """A request whose mails the service keeps until `send_at`, in seconds since 1970, and that `batch_id` cancels."""
    cancelled_by = b',"batch_id":%b' % orjson.dumps(batch_id) if batch_id else b""
    return b'%b,"send_at":%d%b}' % (body[:-1], send_at, cancelled_by)


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


def _personal(made: Head, mails: Sequence[Mail]) -> list[str]:
    """Each reader's part: all are printed as they are, by column, and anew those in whom some sign has a meaning."""
    readers = [one.to for one in mails]
    columns = _columns(made, mails[0].letter, readers)
    if not made.may_leave:
        return [_careful(made, one, mail.row(columns, place)) for place, one in enumerate(mails)]
    names, one_clicks, mailtos = columns[Field.NAME], columns[Field.ONE_CLICK], columns[Field.MAILTO]
    texts = [columns[field] for field in made.fields]
    rows = zip(
        [reader.email for reader in readers],
        [f',"name":"{name}"' if name else "" for name in names],
        *texts,
        *texts,
        [f"<{url}>, <{mailto}>" if mailto else f"<{url}>" for url, mailto in zip(one_clicks, mailtos, strict=True)],
        [one.batch for one in mails],
        [reader.subscription for reader in readers],
        strict=True,
    )
    written = [*map(made.personal.__mod__, rows)]
    for place in _meaningful(readers, columns, made.fields):
        written[place] = _careful(made, mails[place], mail.row(columns, place))
    return written


def _columns(made: Head, letter: Letter, readers: Sequence[Recipient]) -> ReaderColumns:
    """The letter's, with nothing for what its readers have not, and the greeting that it would print."""
    nothing = [""] * len(readers)
    columns = {Field.NAME: nothing, Field.MAILTO: nothing, **letter.columns(readers)}
    if Field.GREETING in made.fields and Field.GREETING not in columns:
        greeting = letter.content.value
        columns[Field.GREETING] = [greeting(Field.GREETING, {Field.NAME: name}) for name in columns[Field.NAME]]
    return columns


def _meaningful(readers: Sequence[Recipient], columns: ReaderColumns, fields: Sequence[Field]) -> Sequence[int]:
    """The places of readers for whom `_careful` makes something else than their values as they are."""
    emails, given = [reader.email for reader in readers], [reader.name for reader in readers]
    names, texts = columns[Field.NAME], [columns[field] for field in fields]
    ways_out = (columns[Field.ONE_CLICK], columns[Field.MAILTO])
    everything = "".join(map("".join, (emails, names, *texts, *ways_out)))
    is_plain = (
        _is_plain(everything, ways_out="".join(map("".join, ways_out)), names="\n".join(("", *names, "")))
        and max(map(len, names)) <= NAME_LETTERS_MAX
        and sum(max(map(len, column)) for column in (*texts, *ways_out)) <= BARE_LETTERS_MAX
        and names == given
    )
    if is_plain:
        return ()
    values = map("".join, zip(*texts, *ways_out, strict=True))
    rows = zip(given, names, emails, values, map("".join, zip(*ways_out, strict=True)), strict=True)
    return [
        place
        for place, (wanted, name, email, printed, out) in enumerate(rows)
        if not _is_plain(email + name + printed, ways_out=out, names=f"\n{name}\n")
        or len(name) > NAME_LETTERS_MAX
        or len(printed) > BARE_LETTERS_MAX
        or name != wanted
    ]


def _is_plain(text: str, *, ways_out: str, names: str) -> bool:
    """Whether no sign of the text means anything anywhere, nor a space where it stands; `names` are lines."""
    return mail.are_bare(text) and " " not in ways_out and " \n" not in names and "\n " not in names


def _careful(made: Head, one: Mail, values: ReaderValues) -> str:
    texts = [one.letter.content.value(field, values) for field in made.fields]
    name = f',"name":{encode_basestring(one.to.name)}' if one.to.name else ""
    ways_out = [mail.list_unsubscribe(values)] if made.may_leave else []
    escaped = [*texts, *map(mail.in_html, texts), *ways_out]
    return made.personal % (_inner(one.to.email), name, *map(_inner, escaped), one.batch, one.to.subscription)


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

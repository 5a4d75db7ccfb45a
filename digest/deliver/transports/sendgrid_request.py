"""A request of SendGrid's Mail Send API: one letter, up to 1,000 readers, and what its refusal names. Pure."""

import re
from collections.abc import Iterable, Sequence
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
_GAP = "\0"  # no JSON holds one
_PLACE = re.compile(r"personalizations\.(\d+)(?:\.|$)")
_OWN_HEADERS = ("List-Unsubscribe", "List-Unsubscribe-Post")


@dataclass(frozen=True, slots=True)
class Head:
    """What all requests of a letter share, serialized once; ends where the readers begin."""

    raw: bytes
    personal: tuple[str, ...]
    """One reader's part, with a comma behind it, around: address, name, every field for the text, every field for the
    page, the ways out, the delivery. Each stands in quotes already, but for the name; the ways out in angles too."""
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
    """The whole body. The mails are of the head's letter and of one batch."""
    return b"".join((made.raw, "".join(_personal(made, mails)).encode(), b"]}"))


def held(body: bytes, *, send_at: int, batch_id: str = "") -> bytes:
    """A request whose mails the service keeps until `send_at`, in seconds since 1970, and that `batch_id` cancels."""
    cancelled_by = b',"batch_id":%b' % orjson.dumps(batch_id) if batch_id else b""
    return b'%b,"send_at":%d%b}' % (body[:-1], send_at, cancelled_by)


def _personal_form(edition: str, fields: Sequence[Field], *, may_leave: bool) -> tuple[str, ...]:
    marks = ",".join(f'{encode_basestring(_mark(part, field))}:"{_GAP}"' for part in "th" for field in fields)
    ways_out = f'"headers":{{"List-Unsubscribe":"<{_GAP}>","List-Unsubscribe-Post":"List-Unsubscribe=One-Click"}},'
    form = (
        f'{{"to":[{{"email":"{_GAP}"{_GAP}}}],"substitutions":{{{marks}}},{ways_out if may_leave else ""}'
        f'"custom_args":{{"edition":{encode_basestring(edition)},"delivery":"{_GAP}"}}}},'
    )
    return tuple(form.split(_GAP))


def _personal(made: Head, mails: Sequence[Mail]) -> list[str]:
    """The readers' parts in pieces: all are printed as they are, by column, and anew those in whom some sign has a
    meaning.
    """
    readers = [one.to for one in mails]
    columns = _columns(made, mails[0].letter, readers)
    pieces, size = _printed(made, mails, columns), 2 * len(made.personal) - 1
    for place in _meaningful(readers, columns, made.fields) if made.may_leave else range(len(mails)):
        pieces[place * size : (place + 1) * size] = _careful(made, mails[place], mail.row(columns, place))
    pieces[-1] = pieces[-1].removesuffix(",")
    return pieces


def _printed(made: Head, mails: Sequence[Mail], columns: ReaderColumns) -> list[str]:
    """The same number of pieces for each reader. Slices are filled at a third of what it costs to fill forms."""
    texts = [columns[field] for field in made.fields]
    values: list[Iterable[str]] = [
        [one.to.email for one in mails],
        [f',"name":"{name}"' if name else "" for name in columns[Field.NAME]],
        *texts,
        *texts,
        *([_ways_out(columns)] if made.may_leave else []),
        map(f"{mails[0].batch}-".__add__, map(str, [one.to.subscription for one in mails])),
    ]
    size = 2 * len(made.personal) - 1
    pieces = [""] * (size * len(mails))
    for place, constant in enumerate(made.personal):
        pieces[2 * place :: size] = [constant] * len(mails)
    for place, column in enumerate(values):
        pieces[2 * place + 1 :: size] = column
    return pieces


def _ways_out(columns: ReaderColumns) -> Sequence[str]:
    """What stands between the first angle and the last."""
    one_clicks, mailtos = columns[Field.ONE_CLICK], columns[Field.MAILTO]
    if not any(mailtos):
        return one_clicks
    return [f"{url}>, <{mailto}" if mailto else url for url, mailto in zip(one_clicks, mailtos, strict=True)]


def _columns(made: Head, letter: Letter, readers: Sequence[Recipient]) -> ReaderColumns:
    """The letter's, with nothing for what its readers have not, and the greeting that it would print."""
    nothing = [""] * len(readers)
    columns = {Field.NAME: nothing, Field.MAILTO: nothing, **letter.columns(readers)}
    if Field.GREETING in made.fields and Field.GREETING not in columns:
        greeting = letter.content.value
        names = columns[Field.NAME]
        greetings = {name: greeting(Field.GREETING, {Field.NAME: name}) for name in set(names)}
        columns[Field.GREETING] = [greetings[name] for name in names]
    return columns


def _meaningful(readers: Sequence[Recipient], columns: ReaderColumns, fields: Sequence[Field]) -> Sequence[int]:
    """The places of readers for whom `_careful` makes something else than their values as they are."""
    emails, given = [reader.email for reader in readers], [reader.name for reader in readers]
    names, texts = columns[Field.NAME], [columns[field] for field in fields]
    ways_out = (columns[Field.ONE_CLICK], columns[Field.MAILTO])
    once = {id(column): column for column in (emails, names, *texts, *ways_out)}
    longest = {key: max(map(len, column)) for key, column in once.items()}
    is_plain = (
        _is_plain(
            "".join(map("".join, once.values())),
            ways_out="".join(map("".join, ways_out)),
            names="\n".join(("", *names, "")),
        )
        and longest[id(names)] <= NAME_LETTERS_MAX
        and sum(longest[id(column)] for column in (*texts, *ways_out)) <= BARE_LETTERS_MAX
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


def _careful(made: Head, one: Mail, values: ReaderValues) -> list[str]:
    texts = [one.letter.content.value(field, values) for field in made.fields]
    name = f',"name":{encode_basestring(one.to.name)}' if one.to.name else ""
    ways_out = [mail.list_unsubscribe(values)[1:-1]] if made.may_leave else []
    escaped = [_inner(text) for text in (*texts, *map(mail.in_html, texts), *ways_out)]
    pieces = [""] * (2 * len(made.personal) - 1)
    pieces[::2] = made.personal
    pieces[1::2] = (_inner(one.to.email), name, *escaped, one.delivery)
    return pieces


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

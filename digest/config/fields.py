"""The values config.toml is made of: each takes what an operator would write and says plainly what it refuses."""

import re
from datetime import date, time
from ipaddress import ip_network
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, Strict, WithJsonSchema

from digest.config import urls
from digest.config.refusals import did_you_mean, refusal, shown
from digest.model.settings import (
    Embeddings,
    Images,
    MailboxKind,
    Retold,
    SourceKind,
    Takes,
    Unapproved,
    Unknown,
    Weekday,
)
from digest.model.transport import Security, TransportKind

NAME_CHARS_MAX = 40  # names become folders, ids and parts of links
AHEAD_MINUTES_MIN = 15  # a mail service cancels until ten minutes before, and an answer takes its time
AHEAD_MINUTES_MAX = 24 * 60  # nobody's hour is later
TEXT_CHARS_MAX = 2_000  # nothing an operator types into one key is longer

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?")
_LOCALE = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|[0-9]{3}))?", re.IGNORECASE)
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_EMAIL = re.compile(r'[^\s@<>,;:"()\[\]\\]+@[^\s@<>,;:"()\[\]\\.]+(?:\.[^\s@<>,;:"()\[\]\\.]+)+')
_HOST = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def clock(value: object) -> time:
    """A time of day, from "07:00" or TOML's own 07:00:00."""
    if isinstance(value, time) and not value.second and not value.microsecond:
        return value
    if isinstance(value, str) and (found := _CLOCK.fullmatch(value.strip())):
        return time(int(found[1]), int(found[2]))
    raise refusal(f"{shown(value)} is not a time of day", 'Write hours and minutes, such as "07:00".')


def zone(value: str) -> str:
    """A name of the time zone database."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise refusal(f"{shown(value)} is not a time zone", _zone_hint(value)) from None
    return value


def _zone_hint(value: str) -> str:
    zones = sorted(available_timezones())
    place = value.rsplit("/", 1)[-1].casefold().replace(" ", "_")
    same = (known for known in zones if known.rsplit("/", 1)[-1].casefold() == place)
    near = next(same, None)
    return f'Did you mean "{near}"?' if near else did_you_mean(value, zones) or 'Write one such as "Europe/Berlin".'


def locale(value: str) -> str:
    """A locale as BCP 47 writes it: "pt-BR" from "pt_br"."""
    found = _LOCALE.fullmatch(value)
    if not found:
        raise refusal(f"{shown(value)} is not a locale", 'Locales look like "en", "pt-BR" or "zh-Hant".')
    language, script, region = found.groups()
    return "-".join(filter(None, (language.lower(), script and script.title(), region and region.upper())))


def name(value: str) -> str:
    """A name that can be a folder, a part of a link and an id."""
    if len(value) <= NAME_CHARS_MAX and _NAME.fullmatch(value):
        return value
    hint = f"Use at most {NAME_CHARS_MAX} small letters, digits, - and _."
    raise refusal(f"{shown(value)} cannot be a name here", hint)


def line(value: str) -> str:
    """Text on one line that is not empty."""
    if _CONTROL.search(value) or not value.strip():
        raise refusal("must be one line of text, not empty")
    return " ".join(value.split())


def language(value: str) -> str:
    """A language's short name."""
    if not re.fullmatch(r"[a-z]{2,3}", value):
        raise refusal(f"{shown(value)} is not the short name of a language", 'Write one such as "en" or "de".')
    return value


def variable(value: str) -> str:
    """The name of an environment variable; never repeated, for it may be the secret itself."""
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", value):
        raise refusal("is not the name of an environment variable", 'Write one such as "SMTP_PASSWORD".')
    return value


def mailbox(value: str) -> str:
    """An e-mail address, roughly; never repeated in the refusal."""
    if not _EMAIL.fullmatch(value):
        raise refusal("is not an e-mail address")
    return value


def sender(value: str) -> str:
    """`Name <address>` or a bare address."""
    if _CONTROL.search(value) or not _EMAIL.fullmatch(sender_parts(value)[1]):
        raise refusal("is not a sender", 'Write it as "Name <address>".')
    return value


def sender_parts(value: str) -> tuple[str, str]:
    """(name, address) of a sender; a bare address has an empty name."""
    before, bracket, rest = value.strip().rpartition("<")
    if bracket and rest.endswith(">"):
        return " ".join(before.strip().strip("\"'").split()), rest.removesuffix(">").strip()
    return "", value.strip()


def private_peer(value: str) -> str:
    """A network (CIDR) or a host name."""
    try:
        return str(ip_network(value))
    except ValueError:
        pass
    if re.fullmatch(r"[0-9./:]+", value) or not _HOST.fullmatch(value):
        raise refusal(f"{shown(value)} is neither a network nor a host", 'Write "10.1.0.0/16" or "intranet.example".')
    return value.lower()


def network(value: str) -> str:
    """A network or a single address (CIDR)."""
    try:
        return str(ip_network(value))
    except ValueError:
        raise refusal(f"{shown(value)} is not a network", 'Write it as "10.1.0.0/16".') from None


def domain(value: str) -> str:
    """A bare domain, in small letters."""
    bare = value.strip().lower().removesuffix(".")
    if "/" in bare or ":" in bare or "@" in bare or any(c.isspace() for c in bare) or "." not in bare:
        raise refusal(f"{shown(value)} is not a domain", 'Write it without scheme and path, such as "gazette.example".')
    return bare


def webhook_key(value: str) -> str:
    """A public key as mail services show it: base64 of its DER form, on one line."""
    bare = "".join(value.split())
    if not re.fullmatch(r"[A-Za-z0-9+/]{80,800}={0,2}", bare):
        raise refusal("is not a verification key", "Copy it whole from the service's page of its signed event webhook.")
    return bare


def day(value: object) -> str:
    """A date, from "2026-03-10" or TOML's own 2026-03-10, in ISO form."""
    try:
        return (value if type(value) is date else date.fromisoformat(str(value))).isoformat()
    except ValueError:
        raise refusal(f"{shown(value)} is not a date", 'Write it as "2026-03-10".') from None


def pattern(value: str) -> str:
    """A pattern that does not fit everything."""
    if not line(value).strip("* "):
        raise refusal(f"{shown(value)} fits every article", "Write words of a title, or a part of an address.")
    return line(value)


def ahead_minutes(value: int) -> int:
    """0, or as many as leave time to cancel; nobody's hour is later than a day after the edition's."""
    if value and not AHEAD_MINUTES_MIN <= value <= AHEAD_MINUTES_MAX:
        what = f"{value} is neither 0 nor {AHEAD_MINUTES_MIN} to {AHEAD_MINUTES_MAX}"
        raise refusal(what, "0 hands mails over at their hour.")
    return value


# The annotations name what stands in the file; the rest of this module says how it is read.
_TEXT = Field(max_length=TEXT_CHARS_MAX)
Text = Annotated[str, _TEXT]
Line = Annotated[str, _TEXT, AfterValidator(line)]
Name = Annotated[str, AfterValidator(name)]
Pattern = Annotated[str, _TEXT, AfterValidator(pattern)]
Clock = Annotated[
    time, BeforeValidator(clock), WithJsonSchema({"type": "string", "pattern": "^[0-2]?[0-9]:[0-5][0-9]$"})
]
Zone = Annotated[str, AfterValidator(zone)]
LocaleName = Annotated[str, AfterValidator(locale)]
Language = Annotated[str, AfterValidator(language)]
Variable = Annotated[str, AfterValidator(variable)]
Mailbox = Annotated[str, AfterValidator(mailbox)]
SenderText = Annotated[str, AfterValidator(sender)]
PublicUrl = Annotated[str, AfterValidator(urls.public_url)]
DatabaseUrl = Annotated[str, AfterValidator(urls.database_url)]
SourceUrl = Annotated[str, AfterValidator(urls.source_url)]
PrivatePeer = Annotated[str, AfterValidator(private_peer)]
Network = Annotated[str, AfterValidator(network)]
Domain = Annotated[str, AfterValidator(domain)]
Day = Annotated[str, BeforeValidator(day), WithJsonSchema({"type": "string", "format": "date"})]
WebhookKey = Annotated[str, AfterValidator(webhook_key)]
AheadMinutes = Annotated[int, AfterValidator(ahead_minutes)]
Weight = Annotated[float, Field(gt=0, le=10)]
# Words of a set stand as text in TOML, so they alone are read leniently.
KindOfSource = Annotated[SourceKind, Strict(strict=False)]
KindOfTransport = Annotated[TransportKind, Strict(strict=False)]
KindOfMailbox = Annotated[MailboxKind, Strict(strict=False)]
TakesWord = Annotated[Takes, Strict(strict=False)]
SecurityWord = Annotated[Security, Strict(strict=False)]
UnapprovedWord = Annotated[Unapproved, Strict(strict=False)]
UnknownWord = Annotated[Unknown, Strict(strict=False)]
EmbeddingsWord = Annotated[Embeddings, Strict(strict=False)]
RetoldWord = Annotated[Retold, Strict(strict=False)]
ImagesWord = Annotated[Images, Strict(strict=False)]
WeekdayWord = Annotated[Weekday, Strict(strict=False)]

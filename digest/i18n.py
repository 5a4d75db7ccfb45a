"""Languages: dates, plurals, lists and the words of the mail. The one door of Babel.

Catalogues are read from their .po files, so that a plain checkout needs no build step.
"""

import gettext
import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date as babel_date
from babel.dates import format_skeleton as babel_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from digest.model.delivery import OutcomeState
from digest.model.story import Reason

LOCALES = Path(__file__).parent / "locales"
SOURCE_LANGUAGE = "en"
ACCEPT_LANGUAGE_LETTERS_MAX = 500  # browsers send fewer than a hundred
DOMAIN = "digest"
_TWO_SCRIPTS = frozenset(("az", "bs", "crh", "ha", "ku", "ms", "sr", "tk", "tt", "uz"))
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_NUMBER = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{1,6})?")

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Translations:
    """The words of one language; a message nobody translated reads as it was written, in English."""

    locale: str
    messages: gettext.NullTranslations

    def gettext(self, message: str) -> str:
        return self.messages.gettext(message)

    def ngettext(self, one: str, many: str, n: int) -> str:
        return self.messages.ngettext(one, many, n)

    def pgettext(self, context: str, message: str) -> str:
        return self.messages.pgettext(context, message)


@cache
def available() -> tuple[str, ...]:
    """The languages there is a catalogue for."""
    return tuple(sorted(path.parent.parent.name for path in LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.po")))


@cache
def locale_of(tag: str | None) -> Locale | None:
    """The locale that a BCP 47 tag names, or None where Babel does not know it."""
    try:
        return Locale.parse((tag or "").replace("_", "-"), sep="-")
    except (ValueError, UnknownLocaleError, TypeError):
        return None


@cache
def catalogue(locale: str) -> Translations:
    """The words for `locale`: of its language, else English."""
    known = locale_of(locale)
    language = known.language if known and known.language in available() else SOURCE_LANGUAGE
    return Translations(locale=language, messages=_messages(language))


@cache
def _messages(language: str) -> gettext.NullTranslations:
    with (LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        messages = read_po(file, locale=language, domain=DOMAIN)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@lru_cache(maxsize=1_000)
def negotiated(accepted: str, default: str) -> str:
    """The language with a catalogue that an Accept-Language header likes best; `default` where it names none."""
    wishes = [_wish(part) for part in accepted[:ACCEPT_LANGUAGE_LETTERS_MAX].split(",")]
    for tag, _ in sorted(wishes, key=lambda wish: -wish[1]):
        known = locale_of(tag)
        if known and known.language in available():
            return default if catalogue(default).locale == known.language else known.language
    return default


def _wish(part: str) -> tuple[str, float]:
    """(tag, how much it is liked) of one part of an Accept-Language header (RFC 9110, 12.5.4)."""
    tag, _, quality = part.partition(";")
    liked = quality.strip().removeprefix("q=")
    return tag.strip(), float(liked) if re.fullmatch(r"[01](?:\.[0-9]{0,3})?", liked) else 1.0


@cache
def language_tag(locale: str) -> str:
    """The BCP 47 tag for a mail in `locale`, with its region where its language has a catalogue."""
    return str(_formatting(locale)).replace("_", "-")


def _formatting(locale: str) -> Locale:
    """The locale to format in; never another language than the words around."""
    known, language = locale_of(locale), catalogue(locale).locale
    return known if known and known.language == language else Locale.parse(language)


@cache
def direction(language: str | None) -> Direction:
    """The direction in which `language` is written; left to right where it is unknown."""
    known = locale_of(language)
    return "rtl" if known and known.text_direction == "rtl" else "ltr"


@cache
def is_latin(language: str | None) -> bool:
    """Whether `language` is written in Latin letters and in no others."""
    known = locale_of(language)
    if known is None or known.language in _TWO_SCRIPTS:
        return False
    script = get_global("likely_subtags").get(known.language, "").split("_")[1:2]
    return (known.script or "".join(script)) == "Latn"


def direction_of_text(text: str, default: Direction = "ltr") -> Direction:
    """The direction of the first letter that has one."""
    for letter in text:
        match unicodedata.bidirectional(letter):
            case "L":
                return "ltr"
            case "R" | "AL":
                return "rtl"
    return default


def isolated(text: str, around: Direction) -> str:
    """`text` so that its direction does not disturb the line it stands in.

    With U+2068 and U+2069: most mail programs ignore the `bdi` element.
    """
    if around == "ltr" and text.isascii():
        return text
    foreign = {"L"} if around == "rtl" else {"R", "AL"}
    if not any(unicodedata.bidirectional(letter) in foreign for letter in text):
        return text
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"


def format_date(day: date, locale: str, style: Literal["full", "long", "medium", "short"] = "full") -> str:
    """`day` as people of `locale` write it."""
    return babel_date(day, style, locale=_formatting(locale))


def format_weekday(day: date, locale: str) -> str:
    """`day` of this year with its weekday, to stand in a sentence."""
    return babel_skeleton("MMMMEEEEd", day, locale=_formatting(locale))


def format_month(day: date, locale: str) -> str:
    """The month that `day` lies in, with its year."""
    name = babel_skeleton("yMMMM", day, locale=_formatting(locale))
    return name[:1].upper() + name[1:]


def number(n: int, locale: str) -> str:
    return format_decimal(n, locale=_formatting(locale))


def joined(items: Iterable[str], locale: str) -> str:
    """A list as running text, without an "and"."""
    return catalogue(locale).gettext(", ").join(items)


def _plural(one: str, many: str, n: int, locale: str) -> str:
    return catalogue(locale).ngettext(one, many, n) % {"n": number(n, locale)}


def readers(n: int, locale: str) -> str:
    return _plural("%(n)s reader", "%(n)s readers", n, locale)


def outcome(state: OutcomeState, locale: str) -> str:
    """What became of a delivery, in words."""
    return catalogue(locale).pgettext("outcome", state.value)


def stories(n: int, locale: str) -> str:
    return _plural("%(n)s story", "%(n)s stories", n, locale)


def minutes(n: int, locale: str) -> str:
    return _plural("%(n)s minute", "%(n)s minutes", n, locale)


@lru_cache(maxsize=1_000)
def counts(n_stories: int, n_minutes: int, locale: str) -> str:
    """How much there is to read, such as `16 stories, 6 minutes`."""
    return catalogue(locale).gettext("%(stories)s, %(minutes)s") % {
        "stories": stories(n_stories, locale),
        "minutes": minutes(n_minutes, locale),
    }


def reading_time(n: int, locale: str) -> str:
    """How long an article takes, short."""
    return catalogue(locale).gettext("%(n)s min") % {"n": number(n, locale)}


def more_sources(n: int, locale: str) -> str:
    return _plural("and %(n)s more source", "and %(n)s more sources", n, locale)


def more_on_web(n: int, locale: str) -> str:
    return _plural("%(n)s more story on the web", "%(n)s more stories on the web", n, locale)


def more_reports(n: int, locale: str) -> str:
    return _plural("%(n)s more report", "%(n)s more reports", n, locale)


def reports(n: int, locale: str) -> str:
    return _plural("%(n)s report", "%(n)s reports", n, locale)


def told(n_editions: int, first: str, locale: str) -> str:
    """How often and since when a story is told, such as `Told 3 times since March 10, 2026`."""
    if n_editions == 1:
        return catalogue(locale).gettext("Told on %(date)s") % {"date": first}
    told = catalogue(locale).ngettext("Told %(n)s time since %(date)s", "Told %(n)s times since %(date)s", n_editions)
    return told % {"n": number(n_editions, locale), "date": first}


def reason(why: Reason, locale: str) -> str:
    """Why a related link is there, in words."""
    return catalogue(locale).gettext(why.value)


def greeting(name: str, locale: str) -> str:
    """A line for a reader whose name is known; empty for others."""
    if not name.strip():
        return ""
    return catalogue(locale).gettext("Hello %(name)s.") % {"name": isolated(name, direction(language_tag(locale)))}


def day_number(day: int, locale: str) -> str:
    return catalogue(locale).gettext("Day %(n)s") % {"n": number(day, locale)}


def counted(number: str, locale: str) -> str:
    """A number out of an article with the marks of `locale`; anything else as it was written."""
    if not _NUMBER.fullmatch(number):
        return number
    return format_decimal(Decimal(number.replace(",", ".")), locale=_formatting(locale))

"""The columns of a list file: what each may hold, and how it is read and written."""

import re
import unicodedata
from datetime import time
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from digest import i18n, text
from digest.model.people import Length, ListRow, Pace, Preferences

COLUMNS = ("email", "name", "topics", "hour", "timezone", "locale", "pace", "muted", "theme", "length")
WISHES = COLUMNS[2:]
NAME_CHARS_MAX = 200  # longer than any person's name; a name stands in every mail's To line
TOPICS_MAX = 50  # choices of one reader
HOUR_STEP_MINUTES = 15  # each hour in use is a batch of its own
TOPIC_SEPARATOR = "|"
SHOWN_CHARS_MAX = 40  # of a wrong cell
CHOICES_KEPT = 16_384  # rows share their choices: this many different ones are remembered, about 10 MB of them

W = TypeVar("W", bound=StrEnum)

_THEME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_HOUR = re.compile(r"([01]?[0-9]|2[0-3])(?::([0-5][0-9]))?")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")  # would turn the text around the name
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class CellError(ValueError):
    """A cell does not hold what its column is for; the message is what a fault says."""


def name(cell: str) -> str:
    """A person's name on one line, in any script."""
    if not cell.isprintable() or "  " in cell or cell[:1] == " " or cell[-1:] == " ":
        cell = _TURNING.sub("", text.clean(cell))
    found = cell if cell.isascii() else unicodedata.normalize("NFC", cell)
    if len(found) > NAME_CHARS_MAX:
        raise CellError(f"name is longer than {NAME_CHARS_MAX} characters")
    return found


@lru_cache(maxsize=CHOICES_KEPT)
def preferences(cells: tuple[str, ...]) -> Preferences:
    """How a row's reader wants the digest, from its cells under `WISHES`; empty cells mean: as the digest has it."""
    topics, hour, timezone, locale, pace, muted, theme, length = cells
    return Preferences(
        topics=_topics(topics),
        muted_topics=_topics(muted),
        hour=_hour(hour) if hour else None,
        timezone=_timezone(timezone) if timezone else None,
        locale=_locale(locale) if locale else None,
        theme=_theme(theme) if theme else None,
        length=_word(Length, "length", length) if length else Length.FULL,
        pace=_word(Pace, "pace", pace) if pace else Pace.EACH,
    )


@lru_cache(maxsize=CHOICES_KEPT)
def _topics(cell: str) -> tuple[str, ...]:
    topics = tuple(dict.fromkeys(filter(None, map(text.clean, cell.split(TOPIC_SEPARATOR)))))
    if len(topics) > TOPICS_MAX:
        raise CellError(f"more than {TOPICS_MAX} topics")
    return topics


@lru_cache(maxsize=1_024)
def _hour(cell: str) -> time:
    found = _HOUR.fullmatch(cell)
    clock = time(int(found[1]), int(found[2] or 0)) if found else None
    if clock is None or clock.minute % HOUR_STEP_MINUTES:
        raise CellError(f'hour "{shown(cell)}" is not a time such as 7 or 07:30, in steps of a quarter')
    return clock


@lru_cache(maxsize=1_024)
def _timezone(cell: str) -> str:
    try:
        ZoneInfo(cell)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise CellError(f'timezone "{shown(cell)}" is not one such as Europe/Berlin') from None
    return cell


@lru_cache(maxsize=1_024)
def _locale(cell: str) -> str:
    found = i18n.locale_of(cell)
    if found is None:
        raise CellError(f'locale "{shown(cell)}" is not one such as en or pt-BR')
    return str(found).replace("_", "-")


def _theme(cell: str) -> str:
    if not _THEME.fullmatch(cell):
        raise CellError(f'theme "{shown(cell)}" is not the name of a theme, such as plain')
    return cell


def _word(kind: type[W], column: str, cell: str) -> W:
    try:
        return kind(cell.casefold())
    except ValueError:
        raise CellError(f'{column} "{shown(cell)}" is not one of {", ".join(kind)}') from None


def shown(cell: str) -> str:
    """A wrong cell, cut short; one that may be an address in the wrong column is not repeated."""
    return "…" if "@" in cell else text.shortened(text.clean(cell), SHOWN_CHARS_MAX)


def written(row: ListRow) -> dict[str, str]:
    """A row's cells by column."""
    wishes = row.preferences
    return {
        "email": row.email,
        "name": row.name,
        "topics": TOPIC_SEPARATOR.join(wishes.topics),
        "hour": f"{wishes.hour:%H:%M}" if wishes.hour else "",
        "timezone": wishes.timezone or "",
        "locale": wishes.locale or "",
        "pace": "" if wishes.pace is Pace.EACH else wishes.pace.value,
        "muted": TOPIC_SEPARATOR.join(wishes.muted_topics),
        "theme": wishes.theme or "",
        "length": "" if wishes.length is Length.FULL else wishes.length.value,
    }


def unprotected(cell: str) -> str:
    """A cell without the apostrophe that keeps spreadsheets from running it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def protected(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell

"""People: who subscribes to what, how they want it, and who must not get mail."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import NamedTuple


class SubscriptionState(StrEnum):
    PENDING = "pending"
    """Signed up, not confirmed."""
    ACTIVE = "active"
    LEFT = "left"
    REMOVED = "removed"
    """Its row vanished from the list's file."""


class Pace(StrEnum):
    EACH = "each"
    WEEKDAYS = "weekdays"
    WEEKLY = "weekly"
    BIG = "big"
    """Only when the lead is a big story."""


class Length(StrEnum):
    FULL = "full"
    SHORT = "short"
    """The lead as it is; of every other story the headline and its first line."""


class SuppressionReason(StrEnum):
    HARD_BOUNCE = "hard bounce"
    SOFT_BOUNCES = "soft bounces"
    """Several in a row, and nothing arrived in between."""
    COMPLAINT = "complaint"
    ALL_MAIL = "left all mail"
    ERASED = "erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """How a reader wants one digest; None and empty mean: as the digest has it."""

    topics: tuple[str, ...] = ()
    muted_topics: tuple[str, ...] = ()
    """Left out, whatever `topics` says; what the digest takes up later is let in."""
    hour: time | None = None
    timezone: str | None = None
    locale: str | None = None
    theme: str | None = None
    length: Length = Length.FULL
    pace: Pace = Pace.EACH
    paused_since: date | None = None
    """The first day of the last pause; kept when it is over, since it says what a catch-up edition has to cover."""
    paused_until: date | None = None
    """The day on which mail starts again."""
    muted_stories: tuple[str, ...] = ()
    """Ids of stories that the reader has enough of."""
    muted_words: tuple[str, ...] = ()
    """Words and phrases, folded; a story that prints one is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    id: int
    email: str
    """As the person wrote it."""
    name: str = ""
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A subscriber on a list."""

    id: int
    subscriber: int
    list: str
    state: SubscriptionState
    origin: str
    """`file:<name>` for rows that a list file governs, else `command`, `site`, `desk`, `api`."""
    preferences: Preferences = Preferences()
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """One usable row of a list file; `address` is canonical and finds the person again."""

    address: str
    email: str
    name: str = ""
    preferences: Preferences = Preferences()
    line: int = 0
    """Where it stood in its file, counted from 1."""


class Candidate(NamedTuple):
    """A subscription that may get an edition, before suppression, pause and duplicates are looked at.

    A tuple, since a million are made from as many rows of a query; equal preferences are mostly one object.
    """

    subscription: int
    subscriber: int
    preferences: Preferences
    suppressed: bool

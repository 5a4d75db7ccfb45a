"""Editions: one number of a digest, and what editors do to it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from digest.model.article import Image
from digest.model.fault import Fault
from digest.model.story import Development, RelatedLink, Signal


class EditionState(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    SENDING = "sending"
    SENT = "sent"
    HELD = "held"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


IN_PRINT = frozenset({EditionState.APPROVED, EditionState.SENDING, EditionState.SENT})
"""Whoever has the address of such an edition may read it."""

IN_ARCHIVE = frozenset({EditionState.SENDING, EditionState.SENT})
"""Such editions are listed, searched and told of in feeds: readers get them first."""


class Span(StrEnum):
    """The days an edition covers."""

    DAY = "day"
    WEEK = "week"
    CATCH_UP_WEEK = "catch-up-7"
    CATCH_UP_FORTNIGHT = "catch-up-14"
    CATCH_UP_MONTH = "catch-up-31"

    @property
    def days(self) -> int:
        """How many days it covers, the edition's date the last."""
        return _SPAN_DAYS[self]


_SPAN_DAYS = {
    Span.DAY: 1,
    Span.WEEK: 7,
    Span.CATCH_UP_WEEK: 7,
    Span.CATCH_UP_FORTNIGHT: 14,
    Span.CATCH_UP_MONTH: 31,
}

CATCH_UPS = (Span.CATCH_UP_WEEK, Span.CATCH_UP_FORTNIGHT, Span.CATCH_UP_MONTH)
"""What readers get who come back after a pause, the shortest first: three a date at most, shared by all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """The place an edition is due for; unique by (digest, date, span). All times are aware UTC instants."""

    digest: str
    date: date
    span: Span = Span.DAY
    opens_at: datetime
    """Articles known at or before this instant are told already or too old: the window's lower bound, exclusive."""
    cutoff_at: datetime
    send_at: datetime
    expires_at: datetime
    """After this it is too late to begin sending; readers with a later hour are still served."""

    @property
    def id(self) -> str:
        return f"{self.digest}/{self.date.isoformat()}" + ("" if self.span is Span.DAY else f"/{self.span}")


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionStory:
    """A story as it is printed."""

    id: str
    topic: str
    headline: str
    dek: str
    url: str | None
    publisher: str
    language: str | None = None
    minutes: int = 1
    image: Image | None = None
    related: tuple[RelatedLink, ...] = ()
    more_sources: int = 0
    """Further publishers that reported it but are not linked."""
    day: int = 1
    developments: tuple[Development, ...] = ()
    last_told: date | None = None
    """The date of the edition that told it last; None where none did, or where the edition is over a span."""
    rank: float = 0.0
    signals: tuple[Signal, ...] = ()
    """What the rank is the sum of."""
    doubtful: bool = False
    edited: bool = False
    pinned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A topic in one edition, its stories best first."""

    topic: str
    slug: str
    stories: tuple[EditionStory, ...]


class LeftOutReason(StrEnum):
    HIDDEN = "hidden by an editor"
    TOLD_BEFORE = "told before, nothing new"
    NO_ROOM = "no room"
    TOO_WEAK = "too weak"
    NOT_OUR_TOPIC = "not a topic of this digest"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    story: str
    topic: str
    headline: str
    publisher: str
    url: str | None
    reason: LeftOutReason


@dataclass(frozen=True, slots=True, kw_only=True)
class StillRunning:
    """A story told before without news today, as one line."""

    story: str
    topic: str
    headline: str
    url: str | None
    publisher: str
    day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One number of a digest. The lead story is the first story of the section named by `lead_topic`."""

    id: str
    """The slot's id: `<digest>/<date>`."""
    digest: str
    date: date
    span: Span = Span.DAY
    state: EditionState = EditionState.DRAFT
    title: str
    subject: str
    preheader: str
    intro: str = ""
    lead_topic: str | None = None
    sections: tuple[Section, ...] = ()
    still_running: tuple[StillRunning, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    articles: int = 0
    """How many articles of the day it was made from."""
    faults: tuple[Fault, ...] = ()
    """What failed while it was made, such as sources that could not be read."""
    version: int = 0
    """Counts up with every stored change."""
    content_hash: str = ""
    """SHA-256 (hex) over the content, set at approval; empty before."""

    @property
    def stories(self) -> tuple[EditionStory, ...]:
        return tuple(story for section in self.sections for story in section.stories)

    @property
    def told_ids(self) -> tuple[str, ...]:
        """Ids of all stories that it says anything of."""
        return (*(story.id for story in self.stories), *(line.story for line in self.still_running))

    @property
    def lead(self) -> EditionStory | None:
        """The first story of the lead topic's section, or of the first section where that is missing."""
        filled = [section for section in self.sections if section.stories]
        chosen = next((section for section in filled if section.topic == self.lead_topic), None)
        section = chosen or (filled[0] if filled else None)
        return section.stories[0] if section else None

    @property
    def minutes(self) -> int:
        """Reading time of the mail itself, at least one minute."""
        words = sum(len(f"{s.headline} {s.dek}".split()) + 12 * len(s.related) for s in self.stories)
        return max(1, round(words / 200))


class EditKind(StrEnum):
    """What an editor can decide. `target` is a story id, or empty where the edit is of the edition."""

    HIDE = "hide"
    SHOW = "show"
    PIN = "pin"
    UNPIN = "unpin"
    MOVE = "move"
    """`value`: the new place in its section, counted from 0."""
    TOPIC = "topic"
    HEADLINE = "headline"
    DEK = "dek"
    INTRO = "intro"
    SUBJECT = "subject"
    PREHEADER = "preheader"
    MERGE = "merge"
    """`value`: the story that this one joins."""
    TAKE_OUT = "take out"
    """`target`: an article that does not belong to its story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One recorded decision of an editor on an edition; edits are replayed in order of `made_at`."""

    edition: str
    kind: EditKind
    target: str = ""
    value: str = ""
    editor: str
    made_at: datetime

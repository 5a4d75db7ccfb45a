"""Stories: articles about one event."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Reason(StrEnum):
    """Why a related link is there."""

    ALSO_REPORTED = "also reported"
    FIRST_REPORT = "first report"
    MOST_DETAIL = "most detail"
    OTHER_VIEW = "other view"
    NO_PAYWALL = "no paywall"
    PRIMARY_SOURCE = "primary source"
    BACKGROUND = "background"
    PUBLISHERS_OWN = "publisher's own"


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedLink:
    """A link under a story's lead, with the reason it is there."""

    reason: Reason
    title: str
    url: str | None
    publisher: str
    article: str | None = None
    """Id of the article it leads to, where we hold it."""
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why these articles are one story."""

    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    hours: float = 0.0
    """Between the first and the last report."""
    publishers: tuple[str, ...] = ()
    weakest_link: float = 1.0
    """Similarity (0 to 1) of the bridge that holds the story's loosest part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One named reason for a story's rank; the rank is the sum of its signals."""

    name: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Articles about one event, in one topic. Keeps its id while it grows."""

    id: str
    aliases: tuple[str, ...] = ()
    """Ids of stories that were merged into this one."""
    topic: str
    lead: str
    """Article id of the lead."""
    lead_why: tuple[str, ...] = ()
    articles: tuple[str, ...]
    """Ids of all its articles, oldest first, the lead's included."""
    related: tuple[RelatedLink, ...] = ()
    first_seen: datetime
    last_seen: datetime
    """When its newest article became known."""
    evidence: Evidence = Evidence()
    confidence: float = 1.0
    doubtful: bool = False
    """To be shown to the editor as "one story or two?"."""
    signals: tuple[Signal, ...] = ()
    terms: tuple[tuple[str, float], ...] = ()
    """Its heaviest terms (at most 50), to recognise it on later days."""

    @property
    def rank(self) -> float:
        return sum(signal.value for signal in self.signals)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a story said when it was told: enough to tell tomorrow what is new."""

    articles: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    numbers: tuple[tuple[str, str], ...] = ()
    """(what is counted, the number as written), such as ("dead", "12")."""
    names: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    """Every name's words in any of its reports, in small letters: what can be no news later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One story as one digest told it in one edition."""

    digest: str
    story: str
    edition: str
    told_at: datetime
    headline: str
    url: str | None
    topic: str
    day: int
    """1 on the day it was first told."""
    facts: Facts


class DevelopmentKind(StrEnum):
    REPORTS = "reports"
    NUMBER = "number"
    NAME = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Development:
    """One difference since a story was last told: `label` counted `before`, now `after`."""

    kind: DevelopmentKind
    label: str = ""
    before: str = ""
    after: str = ""

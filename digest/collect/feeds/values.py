"""What a feed says, whatever its format."""

from dataclasses import dataclass
from datetime import datetime

from digest.model.article import Image, Precision

ENTRIES_MAX = 5_000  # no newsroom reads more of one feed; hostile ones have 100,000
TAGS_MAX = 50
AUTHORS_MAX = 20
ENCLOSURES_MAX = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry as published: texts may hold markup, addresses are absolute, times aware."""

    title: str = ""
    link: str = ""
    id: str = ""
    summary: str = ""
    content: str = ""
    author: str = ""
    further_authors: tuple[str, ...] = ()
    """Those named after the first."""
    published: datetime | None = None
    updated: datetime | None = None
    published_precision: Precision = Precision.UNKNOWN
    """Of `published`, or of `updated` where that is all there is."""
    date_text: str = ""
    """What stands for a date but cannot be read as one."""
    tags: tuple[str, ...] = ()
    enclosures: tuple[dict[str, str], ...] = ()
    """Each with the keys href, length and type where the feed gives them."""
    language: str = ""
    image: Image | None = None
    publisher: str = ""
    """The outlet an aggregating feed took the entry from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed and its entries, in the feed's order. `problem` says in plain words why there are none."""

    title: str = ""
    link: str = ""
    id: str = ""
    language: str = ""
    subtitle: str = ""
    author: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    tags: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    problem: str = ""
    format: str = ""
    """rss, atom, rdf, cdf, json, sitemap or sitemap index; empty for none of them."""
    sitemaps: tuple[str, ...] = ()
    """Where a sitemap index leads."""
    image: str = ""
    ttl_minutes: int | None = None
    """How long the publisher asks to keep the feed."""

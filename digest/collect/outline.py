"""What parser processes tell their parent. Values only, so that the parent never loads a parser."""

from dataclasses import dataclass, field
from datetime import datetime

from digest.model.article import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """One entry of a feed, as far as it decides what happens to it."""

    link: str
    """Its web address as published, to be fetched; empty where it has none."""
    url: str
    """The same in its canonical form, to be compared with what is known."""
    published: datetime | None
    packed: bytes = field(repr=False)
    """The entry itself, opened again in parser processes only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A feed without its entries' texts. `problem` says in plain words why there are no heads."""

    heads: tuple[Head, ...] = ()
    sitemaps: tuple[str, ...] = ()
    problem: str = ""
    stands_before: str = ""
    """A captcha, a consent form or a sign-in that came instead of the feed."""
    is_feed: bool = False
    """It is one, even where it has no entries."""
    fresh_minutes: int | None = None
    packed: bytes = field(default=b"", repr=False)
    """The feed without its entries, opened again in parser processes only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """An entry as an article; `is_whole` unless the feed brought a teaser only."""

    article: Article
    is_whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One page or file read: its article, or why there is none."""

    article: Article | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A picture as we host it, or in `why` the reason there is none."""

    data: bytes = field(default=b"", repr=False)
    suffix: str = ""
    width: int = 0
    height: int = 0
    why: str = ""

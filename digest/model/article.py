"""Articles: what the sources publish."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class BlockKind(StrEnum):
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST = "list"
    QUOTE = "quote"


class Precision(StrEnum):
    """How exactly a published time is known."""

    TIME = "time"
    DAY = "day"
    UNKNOWN = "unknown"


class ArticleKind(StrEnum):
    NEWS = "news"
    OPINION = "opinion"
    LIVE = "live"
    SPONSORED = "sponsored"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A stretch of an article's text; a list has one item a line."""

    kind: BlockKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A publisher's own pointer to another piece; `url` is None where only its title is known."""

    title: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """An article's main picture. `alt` is empty where the publisher gave none; sizes are pixels."""

    url: str
    alt: str = ""
    width: int | None = None
    height: int | None = None
    credit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One published piece. Texts are clean: no markup, no site furniture, whitespace folded."""

    id: str
    """16 hex digits of SHA-256 over the canonical URL, or over the content where there is no URL."""
    url: str | None
    source: str
    """Id of the source that first brought it."""
    publisher: str
    title: str
    standfirst: str = ""
    blocks: tuple[Block, ...] = ()
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    """Aware, with the publisher's own offset; None where the publisher gave none."""
    published_precision: Precision = Precision.UNKNOWN
    date_text: str = ""
    """The publisher's words for the date, kept where they could not be read as one."""
    collected_at: datetime
    language: str | None = None
    """BCP 47 primary subtag of the text."""
    image: Image | None = None
    kind: ArticleKind = ArticleKind.UNKNOWN
    paywalled: bool | None = None
    related: tuple[Link, ...] = ()
    outbound: tuple[str, ...] = ()
    """Addresses the body cites, outside the publisher's own domains, in order."""
    tags: tuple[str, ...] = ()
    copy_of: str | None = None
    """Id of the article of which this is a wire copy."""

    @property
    def known_at(self) -> datetime:
        """When it was published or, if that is unknown, first seen."""
        return self.published_at or self.collected_at

    @property
    def text(self) -> str:
        """The body as plain text, one blank line between blocks."""
        return "\n\n".join(block.text for block in self.blocks)

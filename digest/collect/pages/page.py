"""What one article page says, before we know who asked for it."""

from dataclasses import dataclass
from datetime import datetime

from digest import text as texts
from digest.model.article import ArticleKind, Block, Image, Link, Precision


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An article as its page or file shows it. Texts are clean; `blocks` hold the body alone."""

    url: str | None = None
    """The page's own canonical address, else the one it was asked for by."""
    title: str = ""
    standfirst: str = ""
    standfirst_shown: bool = False
    """Whether the page sets the standfirst as a paragraph of the text's column; else it is a line of the header."""
    blocks: tuple[Block, ...] = ()
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    """Aware; a day without a time stands at midnight UTC."""
    published_precision: Precision = Precision.UNKNOWN
    published_from: str = ""
    """Where the date was found: linked data, meta, time element, address, text."""
    updated_at: datetime | None = None
    date_text: str = ""
    language: str | None = None
    image: Image | None = None
    publisher: str = ""
    """The site's name."""
    related: tuple[Link, ...] = ()
    outbound: tuple[str, ...] = ()
    kind: ArticleKind = ArticleKind.UNKNOWN
    paywalled: bool | None = None
    tags: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    """Addresses of the feeds that the page announces."""

    @property
    def text(self) -> str:
        """What the page says below its headline as plain text, one blank line between standfirst and blocks."""
        body = "\n\n".join(block.text for block in self.blocks)
        if not self.standfirst_shown or self._repeats_standfirst():
            return body
        return f"{self.standfirst}\n\n{body}" if body else self.standfirst

    @property
    def date(self) -> str | None:
        """The day of publication as ISO text, in the publisher's own offset."""
        return self.published_at.date().isoformat() if self.published_at else None

    def _repeats_standfirst(self) -> bool:
        wanted = texts.comparable(self.standfirst)
        return any(wanted in texts.comparable(block.text) for block in self.blocks)

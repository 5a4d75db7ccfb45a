"""What kind of piece a page is, and whether it is behind a paywall."""

import re
from itertools import islice

from lxml import html

from digest.collect import kinds
from digest.collect.pages.linked import Card
from digest.collect.pages.meta import Head
from digest.model.article import ArticleKind

_LOCKED = re.compile(r"^(?:locked|metered|premium|paid|paywall|subscriber[s-]?(?:only)?|plus)$", re.IGNORECASE)


def kind(root: html.HtmlElement, card: Card, head: Head, *, url: str, title: str) -> ArticleKind:
    """The kind that types, sections, the address and the title speak for."""
    sections = [card.section, head.first("article:section"), head.first("section", "parsely-section")]
    return kinds.kind(url=url, title=title, sections=filter(None, sections), types=card.types or _types(root))


def _types(root: html.HtmlElement) -> tuple[str, ...]:
    """What the page's microdata call the article: the first thing they describe that is one."""
    said = (str(kind).rstrip("/").rpartition("/")[2] for kind in root.xpath("//@itemtype"))
    return tuple(islice((kind for kind in said if kind.endswith(("Article", "Posting"))), 1))


def paywalled(card: Card, head: Head) -> bool | None:
    """Whether the page says that it must be paid for; None where it does not say."""
    if card.free is not None:
        return not card.free
    tier = head.first("article:content_tier", "content_tier", "access", "content-tier")
    if not tier:
        return None
    return True if _LOCKED.match(tier) else False if tier.lower() in {"free", "public", "open"} else None

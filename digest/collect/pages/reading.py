"""Reads a page: each field from the place that knows it best, over one tree that is parsed once."""

import re
from collections.abc import Sequence

from digest import text as texts
from digest import urls
from digest.collect import dates, furniture, language, plain, related_words
from digest.collect.pages import (
    body,
    bylines,
    dating,
    kinds,
    linked,
    markdown,
    meta,
    picture,
    pointers,
    shown,
    title,
    tree,
)
from digest.collect.pages.linked import Card
from digest.collect.pages.meta import Head
from digest.collect.pages.page import Page
from digest.model.article import Block, BlockKind, Precision

STANDFIRST_LETTERS_MAX = 600
FRONT_BLOCKS = 4  # headline, standfirst, byline and date, where the page repeats them above the text

_ELLIPSIS = re.compile(r"\s*(?:\.\.\.|…|\[…\]|\[\.\.\.\])\s*$")


def extract(raw: bytes, url: str) -> Page:
    """The article on an HTML page that was found at `url`; fields stay empty where the page does not say."""
    root = tree.parsed(raw)
    if root is None:
        return Page(url=url or None)
    head = meta.head(root, url)
    card = linked.card(root)
    site = _site(card, head)
    headline = title.headline(root, said=_titles(card, head), document=head.title, site=site, url=url)
    address = head.canonical or url
    published = dating.published(root, card, head, url)
    when = published.when
    found = body.blocks(root, url)
    people = bylines.authors_of(root, card, head, publisher=site, url=url)
    standfirst = _standfirst(card, head, headline) or shown.standfirst(root, headline)
    blocks = _body(found, headline, standfirst, people)
    return Page(
        url=address or None,
        title=headline,
        standfirst=standfirst,
        standfirst_shown=shown.is_shown(root, standfirst),
        blocks=blocks,
        authors=people,
        published_at=when.at if when else None,
        published_precision=when.precision if when else Precision.UNKNOWN,
        published_from=published.source,
        updated_at=dating.updated(card, head),
        language=language.of(" ".join(block.text for block in blocks[:12]), claimed=head.language or card.language),
        image=picture.image(root, card, head, url),
        publisher=site,
        related=pointers.related(root, url),
        outbound=pointers.outbound(root, blocks, url),
        kind=kinds.kind(root, card, head, url=address, title=headline),
        paywalled=kinds.paywalled(card, head),
        tags=tuple(dict.fromkeys([*head.all("article:tag"), *card.keywords]))[:20],
        feeds=head.feeds,
    )


def from_text(text: str) -> Page:
    """The article in a plain text file."""
    return _from_layout(plain.read(texts.without_controls(text)))


def from_markdown(text: str) -> Page:
    """The article in a Markdown file, with or without front matter."""
    return _from_layout(markdown.read(texts.without_controls(text)))


def _from_layout(layout: plain.Layout) -> Page:
    when = layout.when
    return Page(
        url=layout.url,
        title=layout.title,
        standfirst=layout.standfirst,
        blocks=layout.blocks,
        authors=layout.authors,
        published_at=when.at if when else None,
        published_precision=when.precision if when else Precision.UNKNOWN,
        published_from="text" if when else "",
        date_text=layout.date_text,
        language=language.of(
            " ".join([layout.title, layout.standfirst, *(block.text for block in layout.blocks[:12])])
        ),
        related=layout.related,
    )


def _titles(card: Card, head: Head) -> list[str]:
    said = [
        head.first("og:title"),
        card.headline,
        head.first("twitter:title", "title", "dc.title", "headline", "sailthru.title"),
    ]
    return [one for one in said if one]


def _site(card: Card, head: Head) -> str:
    """The name of the site, without the address some put there."""
    name = (
        head.first("og:site_name")
        or card.publisher
        or head.first("application-name", "apple-mobile-web-app-title", "twitter:app:name:iphone")
    )
    return "" if urls.is_web(name) else name


def _standfirst(card: Card, head: Head, headline: str) -> str:
    """The page's own summary, unless it only repeats the headline."""
    for said in (
        head.first("og:description"),
        card.description,
        head.first("description", "twitter:description", "dc.description"),
    ):
        if said and len(said) <= STANDFIRST_LETTERS_MAX and texts.comparable(said) != texts.comparable(headline):
            return said
    return ""


def _body(blocks: Sequence[Block], headline: str, standfirst: str, people: Sequence[str]) -> tuple[Block, ...]:
    """The blocks without what stands elsewhere in the page's fields, and without site furniture."""
    wanted, told = texts.comparable(headline), texts.comparable(standfirst)
    total, below, kept = sum(len(block.text) for block in blocks), 0, []
    for place, block in reversed([*enumerate(blocks)]):  # from the end, where furniture stands in rows
        at_end = below <= furniture.END_SHARE * total
        if (
            not (place < FRONT_BLOCKS and _is_front(block, headline, wanted, told))
            and not furniture.is_furniture(block.text, at_end=at_end)
            and not (at_end and furniture.is_about(block.text, people))
            and related_words.introduced(block.text) is None
        ):
            kept.append(block)
            below += len(block.text)
    return tuple(reversed(kept))


def _is_front(block: Block, headline: str, wanted: str, told: str) -> bool:
    """Whether a block above the text repeats headline, standfirst or date."""
    said = texts.comparable(block.text)
    if said == wanted or (block.kind is BlockKind.HEADING and said == told):
        return True
    return dates.is_date_line(block.text.removeprefix(headline))

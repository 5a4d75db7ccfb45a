"""What parser processes do: bytes of feeds, pages and files become outlines and articles. Never fetches anything."""

import pickle
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote, unquote

from digest import text as texts
from digest import urls
from digest.collect import article as articles
from digest.collect import limits, links, local, pages, same, walls
from digest.collect.answers import Failed
from digest.collect.feeds import Entry, Feed, parse_feed
from digest.collect.outline import Cleaned, Head, Outline, Reading
from digest.collect.pages import Page
from digest.model.article import Article, Image, Link
from digest.model.settings import Source

HOME = "https://folder.invalid/"
"""Stands for the folder of a document from our disk while it is read: readers know web addresses only, and a
reference can then lead nowhere above that folder."""

_WORDS_MIN = 40  # a page with less text is a list of links, a consent form or a shop window


def feed(data: bytes, url: str, headers: dict[str, str]) -> Outline:
    """The outline of a feed that was found at `url`; gzip files are unpacked first."""
    plain = local.unpacked(data)
    if isinstance(plain, Failed):
        return Outline(problem=plain.reason)
    found = parse_feed(plain, _base(url), headers)
    stands_before = walls.wall(plain) if not found.format else ""
    return Outline(
        heads=tuple(_head(entry) for entry in found.entries),
        sitemaps=found.sitemaps,
        problem=f"the site shows {stands_before} instead of the feed" if stands_before else found.problem,
        stands_before=stands_before,
        is_feed=bool(found.format),
        fresh_minutes=found.ttl_minutes,
        packed=pickle.dumps(replace(found, entries=())),
    )


def _head(entry: Entry) -> Head:
    link = next((at for at in (entry.link, entry.id) if urls.is_web(at) and not at.startswith(HOME)), "")
    return Head(
        link=link,
        url=same.canonical(link) if link else "",
        published=entry.published or entry.updated,
        packed=pickle.dumps(entry),
    )


def entries(
    heads: tuple[bytes, ...], feed: bytes, source: Source, collected_at: datetime, home: str
) -> tuple[Cleaned, ...]:
    """Packed entries of a packed feed as articles, from what the feed brings alone; `home` is the feed's folder."""
    whole = _feed(feed)
    return tuple(_cleaned(_entry(head), whole, source, collected_at, home) for head in heads)


def _cleaned(entry: Entry, feed: Feed, source: Source, collected_at: datetime, home: str) -> Cleaned:
    article = articles.from_entry(entry, feed, source, collected_at=collected_at)
    return Cleaned(article=_at_home(article, home), is_whole=articles.is_whole(entry))


def entry_on_page(head: bytes, feed: bytes, source: Source, collected_at: datetime, page: tuple[bytes, str]) -> Reading:
    """A packed entry with its web page, given as its HTML and address."""
    found = pages.extract(*page)
    if _words(found) < _WORDS_MIN:
        return Reading(why=_why_no_text(page[0]))
    return Reading(
        article=articles.from_entry(_entry(head), _feed(feed), source, collected_at=collected_at, page=found)
    )


def _entry(packed: bytes) -> Entry:
    entry: Entry = pickle.loads(packed)  # noqa: S301  packed above, in a parser process
    return replace(entry, link=_web(entry.link), id="" if entry.id.startswith(HOME) else entry.id)


def _feed(packed: bytes) -> Feed:
    feed: Feed = pickle.loads(packed)  # noqa: S301  packed above, in a parser process
    return feed


def page(html: bytes, url: str, source: Source, collected_at: datetime) -> Reading:
    """The article on a web page."""
    found = pages.extract(html, url)
    if _words(found) < _WORDS_MIN:
        return Reading(why=_why_no_text(html))
    return _read(found, source, collected_at, home="")


def _why_no_text(html: bytes) -> str:
    stands_before = walls.wall(html)
    return f"it shows {stands_before} instead of the article" if stands_before else "no article text was found on it"


def file(data: bytes, suffix: str, source: Source, collected_at: datetime, home: str) -> Reading:
    """The article in a file from the folder `home` (a file address)."""
    if suffix in {".txt", ".md", ".markdown"}:
        text = local.text(data)
        if isinstance(text, Failed):
            return Reading(why=text.reason)
        found = pages.from_text(text) if suffix == ".txt" else pages.from_markdown(text)
    elif b"\0" in data[:1024] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Reading(why="it is not text")
    else:
        found = _without_home(pages.extract(data, HOME + "document.html"))
    if not found.title and not found.blocks:
        return Reading(why="no article was found in it")
    return _read(found, source, collected_at, home)


def _read(page: Page, source: Source, collected_at: datetime, home: str) -> Reading:
    return Reading(article=_at_home(articles.from_page(page, source, collected_at=collected_at), home))


def article_links(html: bytes, url: str, selector: str | None) -> tuple[str, ...]:
    """Addresses of the articles that a section page leads to, in its order."""
    return links.found(html, url, selector)[: limits.LINKS_MAX]


def _words(page: Page) -> int:
    return sum(texts.length_in_words(block.text) for block in page.blocks)


def _base(url: str) -> str:
    return HOME + "feed" if url.startswith("file:") else url


def _web(url: str) -> str:
    """`url` unless it leads into the folder that the document came from."""
    return "" if url.startswith((HOME, "file:")) else url


def _without_home(page: Page) -> Page:
    return replace(
        page,
        url=_web(page.url or "") or None,
        related=tuple(Link(title=link.title, url=_web(link.url or "") or None) for link in page.related),
        outbound=tuple(url for url in page.outbound if _web(url)),
        feeds=(),
        publisher="" if page.publisher == urls.host(HOME) else page.publisher,
    )


def _at_home(article: Article, home: str) -> Article:
    """The article with its picture's file address where the picture lies below the folder `home`."""
    image = article.image
    if image is None or not image.url.startswith((HOME, "file:")):
        return article
    return replace(article, image=_image_below(image, home))


def _image_below(image: Image, home: str) -> Image | None:
    path = unquote(image.url.removeprefix(HOME).partition("?")[0].partition("#")[0])
    if not home or image.url.startswith("file:") or ".." in path.split("/"):
        return None
    return replace(image, url=f"{home.rstrip('/')}/{quote(path)}")

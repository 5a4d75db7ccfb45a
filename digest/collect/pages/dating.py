"""When a page was published, and how we know."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import htmldate
from lxml import etree, html

from digest import urls
from digest.collect import dates
from digest.collect.pages.linked import Card
from digest.collect.pages.meta import Head
from digest.model.article import Precision

_PUBLISHED_NAMES = """
article:published_time og:published_time datepublished article:published og:article:published_time parsely-pub-date
sailthru.date publishdate publish-date pubdate publication_date publicationdate published_at rnews:datepublished
dc.date.issued dcterms.created dc.date.created dcterms.issued citation_publication_date citation_date
cxenseparse:recs:publishtime cxenseparse:publishtime dc.date dcterms.date dc:date article_date_original
originalpublicationdate displaydate date shareaholic:article_published_time vr:published_time article.published
article.created bt:pubdate news_publishdate iso-8601-publish-date created datecreated date_published pdate
"""
_PUBLISHED = tuple(_PUBLISHED_NAMES.split())
_UPDATED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "lastmod",
    "last-modified",
    "dcterms.modified",
    "dc.date.modified",
)
_IN_ADDRESS = re.compile(r"/(20\d\d|19[89]\d)[/-]?(0?[1-9]|1[0-2])[/-]?(0?[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
_HTMLDATE_ERRORS = (
    ValueError,
    TypeError,
    AttributeError,
    OverflowError,
    IndexError,
    KeyError,
    RecursionError,
    etree.LxmlError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A page's date and where it was found."""

    when: dates.When | None = None
    source: str = ""
    text: str = ""
    """What the page says where it cannot be read as a date."""


def published(root: html.HtmlElement, card: Card, head: Head, url: str) -> Published:
    """When the page was published, by the most trusted of the places that say so."""
    for source, said in _said(root, card, head, url):
        when = dates.read(said)
        if when:
            return Published(when=when, source=source)
    found = _searched(root, url)
    return Published(when=found, source="text" if found else "")


def updated(card: Card, head: Head) -> datetime | None:
    """When the page says it was last changed."""
    found = (dates.read(said) for said in (card.modified, *head.all(*_UPDATED)) if said)
    return next((when.at for when in found if when), None)


def _said(root: html.HtmlElement, card: Card, head: Head, url: str) -> Iterator[tuple[str, str]]:
    yield from (("linked data", said) for said in (card.published,) if said)
    yield from (("meta", said) for said in head.all(*_PUBLISHED))
    yield from (("time element", said) for said in _marked_up(root))
    parts = urls.split(url)
    if parts and (found := _IN_ADDRESS.search(parts.path)):
        yield "address", "-".join(found.groups())


def _marked_up(root: html.HtmlElement) -> Iterator[str]:
    """Dates in elements that call themselves the date of publication."""
    for element in root.xpath(
        ".//*[@itemprop='datePublished'] | .//time[@pubdate] | .//abbr[contains(@class, 'published')] |"
        " .//time[contains(@class, 'entry-date') or contains(@class, 'published')]"
    )[:5]:
        yield from filter(
            None,
            (
                element.get("datetime"),
                element.get("content"),
                element.get("title"),
                element.text_content().strip()[:80],
            ),
        )
    times = root.xpath("(.//article | .//main | .//body)[1]//time[@datetime]")[:2]
    yield from (time.get("datetime") for time in times[:1])


def _searched(root: html.HtmlElement, url: str) -> dates.When | None:
    try:
        found = htmldate.find_date(root, url=url, original_date=True, outputformat="%Y-%m-%d")
    except _HTMLDATE_ERRORS:
        return None
    when = dates.read(found) if found else None
    return when and dates.When(at=when.at, precision=Precision.DAY)

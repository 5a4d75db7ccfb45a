"""When a page was published, and how we know."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

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
_IN_ADDRESS = re.compile(
    r"/(?P<year>20\d\d|19[89]\d)(?P<sign>[/-]?)(?P<month>0?[1-9]|1[0-2])(?P=sign)(?P<day>0[1-9]|[12]\d|3[01]"
    r"|[1-9])(?=[/_.-]|$)"
)
_DATE_XPATH = (
    "//*[@class[contains(., 'date') or contains(., 'Date') or contains(., 'datum') or contains(., 'time')"
    " or contains(., 'publish') or contains(., 'posted') or contains(., 'meta') or contains(., 'Meta')]"
    " or @id[contains(., 'date')] or self::time]"
)
_OTHERS = re.compile(
    r"comment|related|teaser|sidebar|widget|footer|respond|recommend|popular|trending|update|modified|event",
    re.IGNORECASE,
)
_OTHER_ARTICLES = re.compile(r"comment|related|teaser|respond|recommend|popular|trending|event", re.IGNORECASE)
_LINE_TAGS = ("p", "span", "div", "td", "li", "em", "i", "b", "strong", "small", "font", "h2", "h3", "h4", "h5", "h6")
_YEAR = re.compile(r"(?:19[89]|20[0-4])\d")
_DATELINE = re.compile(
    r"^\W*[^\d.!?]{2,30}[,(:]\s*(?:den\s+)?(\d{1,2}[^.!?()–—]{0,3}[^!?()–—]{4,22}\d{4})\s*(?:[).:–—-]|$)"
)
SHOWN_MAX = 40  # elements that may hold the date; more are a list of articles
SHOWN_LETTERS_MAX = 100
LABEL_LETTERS_MAX = 40
SAME_MOMENT = timedelta(minutes=2)  # seconds are cut off in some places
QUARTER = timedelta(minutes=15)  # every offset in use is a multiple of it
OFFSET_MAX = timedelta(hours=14)
IMPORTED_AFTER = timedelta(days=2)  # a page dated later than its address by more was moved to a new system
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
    addressed = _addressed(url)
    found = [(when, source) for source, said in _said(root, card, head) if (when := dates.read(said))]
    if found and not (addressed and found[0][0].at - addressed.at > IMPORTED_AFTER):
        when = _localised([when for when, _ in found])
        return Published(when=_on_the_day(when, addressed, root), source=found[0][1])
    shown = _shown(root)
    if shown and (not addressed or shown.at.date() == addressed.at.date()):  # what is shown may know the hour
        return Published(when=shown, source="page")
    if addressed:
        return Published(when=addressed, source="address")
    if labelled := _labelled(root):
        return Published(when=labelled, source="text")
    searched, alone = _searched(root, url), _alone(root)
    if searched and alone and searched.at.date() == alone.at.date():
        searched = alone  # which may know the hour
    searched = searched or alone
    return Published(when=searched, source="text" if searched else "")


def _localised(found: Sequence[dates.When]) -> dates.When:
    """The first of these moments, with the publisher's own offset where another place gives the same with one."""
    first = found[0]
    if first.at.utcoffset() or first.precision is not Precision.TIME:
        return first
    return next((when for when in found if when.at.utcoffset() and abs(when.at - first.at) < SAME_MOMENT), first)


def _on_the_day(when: dates.When, addressed: dates.When | None, root: html.HtmlElement) -> dates.When:
    """A moment given in UTC by the publisher's clock, where the address says another day and the page shows the hour.

    An evening in New York is the next day in UTC: "9:25 pm" beside 02:25Z tells the offset.
    """
    if not addressed or when.precision is not Precision.TIME or when.at.utcoffset():
        return when
    shown = _shown(root) if when.at.date() != addressed.at.date() else None
    if not shown or shown.precision is not Precision.TIME or shown.at.date() != addressed.at.date():
        return when
    offset = round((shown.at - when.at) / QUARTER) * QUARTER
    if abs(offset) > OFFSET_MAX or abs(shown.at - when.at - offset) > SAME_MOMENT:
        return when
    return dates.When(at=when.at.astimezone(timezone(offset)), precision=when.precision)


def updated(card: Card, head: Head) -> datetime | None:
    """When the page says it was last changed."""
    found = (dates.read(said) for said in (card.modified, *head.all(*_UPDATED)) if said)
    return next((when.at for when in found if when), None)


def _said(root: html.HtmlElement, card: Card, head: Head) -> Iterator[tuple[str, str]]:
    yield from (("linked data", said) for said in (card.published,) if said)
    yield from (("meta", said) for said in head.all(*_PUBLISHED))
    yield from (("time element", said) for said in _marked_up(root))


def _addressed(url: str) -> dates.When | None:
    """The day in the page's address; the last one where an archive's comes before it."""
    parts = urls.split(url)
    found = list(_IN_ADDRESS.finditer(parts.path)) if parts else []
    return dates.read("{year}-{month}-{day}".format(**found[-1].groupdict())) if found else None


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


def _shown(root: html.HtmlElement) -> dates.When | None:
    """The date that stands in an element named for it, outside of comments and lists of other articles."""
    for element in root.xpath(_DATE_XPATH)[:SHOWN_MAX]:
        said = element.text_content().strip()
        if not 6 <= len(said) <= SHOWN_LETTERS_MAX or not any(sign.isdigit() for sign in said):
            continue
        when = dates.read(said)
        if when and not _is_beside(element):
            return when
    return None


def _labelled(root: html.HtmlElement) -> dates.When | None:
    """The date that a line calls the one of publication, else the one of the last change."""
    changed: dates.When | None = None
    for element in root.iter(*_LINE_TAGS):
        said = (element.text or "").strip()
        if not _YEAR.search(said[:SHOWN_LETTERS_MAX]) or len(said) > SHOWN_LETTERS_MAX:
            continue
        label = dates.label(said) or (dates.label(_before(element)) if dates.is_date_line(said) else "")
        when = dates.read(said) if label else None
        if when and not _is_beside(element, _OTHER_ARTICLES):
            if label == "published":
                return when
            changed = changed or when
    return changed


def _before(element: html.HtmlElement) -> str:
    """The label that stands before an element."""
    before = element.getprevious()
    said = before.text_content().strip() if before is not None else ""
    return said if len(said) <= LABEL_LETTERS_MAX else ""


def _alone(root: html.HtmlElement) -> dates.When | None:
    """The first date that fills an element of its own, or opens a text ("Vienna, 21 January 2022 –")."""
    for element in root.iter(*_LINE_TAGS):
        said = (element.text or "").strip()
        if not _YEAR.search(said[:SHOWN_LETTERS_MAX]):
            continue
        opening = _DATELINE.match(said)
        when = dates.read(opening[1] if opening else said) if opening or dates.is_date_line(said) else None
        if when and not _is_beside(element):
            return when
    return None


def _is_beside(element: html.HtmlElement, others: re.Pattern[str] = _OTHERS) -> bool:
    marks = (
        f"{one.get('class') or ''} {one.get('id') or ''}"
        for one in (element, *element.iterancestors())
        if one.tag != "body"
    )
    return any(others.search(mark) for mark in marks)


def _searched(root: html.HtmlElement, url: str) -> dates.When | None:
    try:
        found = htmldate.find_date(root, url=url, original_date=True, extensive_search=False, outputformat="%Y-%m-%d")
    except _HTMLDATE_ERRORS:
        return None
    when = dates.read(found) if found else None
    return when and dates.When(at=when.at, precision=Precision.DAY)

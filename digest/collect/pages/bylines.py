"""Who wrote a page: linked data, meta tags, then what the byline says."""

import re
from collections.abc import Iterator

from lxml import html

from digest import text as texts
from digest.collect import authors
from digest.collect.pages.linked import Card
from digest.collect.pages.meta import Head

BYLINE_LETTERS_MAX = 200
BYLINES_MAX = 40

_META = (
    "author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "dc:creator",
    "byl",
    "parsely-author",
    "sailthru.author",
    "citation_author",
    "article:author_name",
    "article.author",
    "rnews:author",
)
_MARKED = re.compile(
    r"(?:^|[\s_-])(?:byline|author|authors|byl|writer|reporter|contributor)(?:$|[\s_-])|byline|author-?name|authorname",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"comment|related|more|bio|avatar|share|social|follow|box|about|desc|image|img|photo|widget|sidebar|footer"
    r"|teaser|card|list|promo",
    re.IGNORECASE,
)
_XPATH = (
    ".//*[@rel='author' or contains(@itemprop, 'author') or contains(@class, 'uthor') or contains(@class, 'yline')"
    " or contains(@id, 'yline') or contains(@data-testid, 'yline') or contains(@class, 'writer')]"
)


def authors_of(root: html.HtmlElement, card: Card, head: Head, *, publisher: str) -> tuple[str, ...]:
    """The authors a page names, from the first place that names any person."""
    for said in (card.authors, head.all(*_META), tuple(_bylines(root))):
        usable = [value for value in said if not value.startswith(("http:", "https:", "//"))]
        found = tuple(name for name in authors.named(usable, publisher=publisher) if authors.is_person(name))
        if found:
            return found
    return ()


def _bylines(root: html.HtmlElement) -> Iterator[str]:
    for element in root.xpath(_XPATH)[:BYLINES_MAX]:
        marks = f"{element.get('class') or ''} {element.get('id') or ''}"
        if element.tag in {"script", "style", "img", "meta", "link"} or _OTHER.search(marks):
            continue
        said = texts.clean(element.text_content())
        if 3 < len(said) <= BYLINE_LETTERS_MAX:
            yield said
            return

"""Who wrote a page: linked data, meta tags, then what the byline says."""

import re
from collections.abc import Iterator, Sequence

from lxml import html

from digest import text as texts
from digest import urls
from digest.collect import authors
from digest.collect.pages.linked import Card
from digest.collect.pages.meta import Head

BYLINE_LETTERS_MAX = 160
CANDIDATES_MAX = 60  # elements looked at; a page with more author marks lists other articles
ANCESTORS_MAX = 12

_META_NAMES = """
author article:author dc.creator dcterms.creator dc:creator byl parsely-author sailthru.author citation_author
article:author_name article.author rnews:author shareaholic:article_author_name authors
"""
_META = tuple(_META_NAMES.split())
_MARKED = re.compile(
    r"(?:^|[\s_-])(?:by-?line|by-author|authors?|autor(?:en|es|enzeile)?|auteurs?|autore|autori|writer|reporter"
    r"|username|byl"
    r"|contributor|signature|wrote_by|written-?by|vcard|post-?author|entry-?author|article-?author)(?:$|[\s_-])"
    r"|author-?name|author-?link|byline|authorname",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"comment(?!ary)|related|teaser|recommend|promo(?!ted)|review|popular|trending|newsletter|respond|\breply"
    r"|\bnav\b|menu|avatar|opinion-?box|rating|customer|caption|copyright"
    r"|image-?credit|picture",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"(?<!no-)(?<!with-)sidebar(?!s)|widget|footer|author-?bio|about-?author|(?:^|[\s_-])bio(?:$|[\s_-])|quote",
    re.IGNORECASE,
)
_OWN_FOOTER = re.compile(r"(?:post|entry|article|node)[_-]*footer[\w-]*", re.IGNORECASE)
_PEOPLE_FOLDER = re.compile(
    r"(?:/|\?)(?:authors?|autor(?:en|es|in|innen)?|auteurs?|autore|autori|redaktion|reporters?|journalists?|writers?"
    r"|contributors?|avtor[iy]?|avtory|forfatter|skribent(?:er)?|kirjoittaja|redacteurs?|journalistes?|periodistas?"
    r"|columnistas?|colunistas?|firmas?|yazar(?:lar)?"
    r"|profiles?|users?)(?:/|=)[^/]",
    re.IGNORECASE,
)
_XPATH = (
    "//*[@rel='author' or @itemprop[contains(., 'author')]"
    " or @class[contains(., 'uthor') or contains(., 'yline') or contains(., 'utor') or contains(., 'uteur')"
    " or contains(., 'vcard') or contains(., 'username') or contains(., 'riter') or contains(., 'eporter')"
    " or contains(., 'wrote') or contains(., 'ontributor') or contains(., 'ignature')]"
    " or @id[contains(., 'uthor') or contains(., 'yline')]]"
)
_TEXT_TAGS = ("p", "span", "div", "em", "strong", "b", "small", "address", "h4", "h5", "h6", "li", "i")
_BY = re.compile(r"(?:^|\b(?:\d{4}|on .{4,30}|am .{4,30}))\W*\b(?:by|von|par|por|door)\s+(?P<names>.+)$", re.IGNORECASE)


def authors_of(root: html.HtmlElement, card: Card, head: Head, *, publisher: str, url: str) -> tuple[str, ...]:
    """The authors a page names, from the first place that names any person."""
    house = (publisher, urls.host(url))
    for said in (card.authors, head.all(*_META)):
        if found := _people([value for value in said if not value.startswith(("http:", "https:", "//"))], house):
            return found
    marked = [(_distance(element), element) for element in root.xpath(_XPATH)[:CANDIDATES_MAX] if _is_byline(element)]
    near, beside = ([element for distance, element in marked if distance == wanted] for wanted in (0, 1))
    for candidates in (
        _linked_names(near),
        _marked_names(near),
        _people_links(root),
        _linked_names(beside),
        _spoken(root),
    ):
        for line in candidates:
            if found := _marked_people(line, house):
                return found
    return ()


def _people(said: Sequence[str], house: tuple[str, str]) -> tuple[str, ...]:
    publisher, host = house
    said = [value for value in said if texts.comparable(value.split(",")[0]) != _stem(host)]  # "Outlet, Town, Country"
    found = authors.named([_without(value, publisher) for value in said], publisher=publisher)
    return tuple(name for name in found if authors.is_person(name) and not _is_house(name, host))


def _marked_people(said: str, house: tuple[str, str]) -> tuple[str, ...]:
    """The people in what a byline says, pen names too; none where a part of it is no name."""
    publisher, host = house
    if authors.is_pen_name(said):
        return () if texts.comparable(said) in {texts.comparable(publisher), _stem(host)} else (said,)
    found = authors.named([said], publisher=publisher)
    if any(not _is_written_as_name(name) for name in found):
        return ()
    return tuple(name for name in found if authors.is_person(name) and texts.comparable(name) != _stem(host))


def _is_written_as_name(name: str) -> bool:
    """Whether most words of a name of several words have a capital, or the script has none."""
    words = [word for word in name.split() if word[0].isalpha()]
    small = sum(word[0].islower() for word in words)
    return len(words) < 2 or (not words[0][0].islower() and 2 * small <= len(words))


def _without(value: str, publisher: str) -> str:
    """`value` without the outlet that stands before or behind the author."""
    pieces = re.split(r"\s+[-–|]\s+", value)
    kept = [piece for piece in pieces if texts.comparable(piece) != texts.comparable(publisher)]
    return " - ".join(kept) if publisher and kept else value


def _is_house(name: str, host: str) -> bool:
    """Whether a name is only the site's own in other letters."""
    folded, stem = texts.comparable(name).removeprefix("the"), _stem(host)
    return folded in texts.comparable(host) or (len(stem) > 3 and stem in folded and len(stem) * 2 > len(folded))


def _stem(host: str) -> str:
    return texts.comparable(host.rpartition(".")[0].rpartition(".")[2])


def _is_byline(element: html.HtmlElement) -> bool:
    """Whether the element says that it holds an author."""
    if element.tag in {"script", "style", "img", "meta", "link", "body", "html", "article", "main", "form", "input"}:
        return False
    precise = element.get("rel") == "author" or "author" in (element.get("itemprop") or "")
    return precise or bool(_MARKED.search(_marks(element)))


def _distance(element: html.HtmlElement) -> int:
    """0 where the element can speak of this article, 1 in a box beside it, 2 in comments and others' teasers."""
    found = 0
    for place, ancestor in enumerate((element, *element.iterancestors())):
        if ancestor.tag in {"body", "main"} or place > ANCESTORS_MAX:
            break
        marks = _OWN_FOOTER.sub("", _marks(ancestor))
        if ancestor.tag == "nav" or _OTHERS.search(marks):
            return 2
        if ancestor.tag in {"aside", "footer"} or _BESIDE.search(marks):
            found = 1
    return found


def _marks(element: html.HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _linked_names(marked: Sequence[html.HtmlElement]) -> Iterator[str]:
    """What the links inside marked elements say, several authors of one byline together."""
    for element in marked:
        if element.tag == "a":
            yield _said(element)
            continue
        names = [
            _said(inner)
            for inner in element.iter("a")
            if _PEOPLE_FOLDER.search(inner.get("href") or "") or "fn" in (inner.get("class") or "").split()
        ]
        names += [inner.get("content") or _said(inner) for inner in element.iter() if inner.get("itemprop") == "name"]
        if names:
            yield "; ".join(dict.fromkeys(name for name in names if name))


def _marked_names(marked: Sequence[html.HtmlElement]) -> Iterator[str]:
    for element in marked:
        said = element.get("content") or _said(element)
        if 3 <= len(said) <= BYLINE_LETTERS_MAX:
            by = _BY.search(said)
            yield by["names"] if by else said


def _people_links(root: html.HtmlElement) -> Iterator[str]:
    """Links into a folder of people, outside boxes and comments."""
    found = (anchor for anchor in root.iter("a") if _PEOPLE_FOLDER.search(anchor.get("href") or ""))
    for place, anchor in enumerate(found):
        if place >= CANDIDATES_MAX:
            return
        said = _said(anchor)
        if 2 <= len(said.split()) <= authors.NAME_WORDS_MAX and not _distance(anchor):
            yield said


def _spoken(root: html.HtmlElement) -> Iterator[str]:
    """Lines that say "By …" in so many words."""
    for element in root.iter(*_TEXT_TAGS):
        opening = (element.text or "").strip()[:6].lower()
        if (
            opening.startswith(("by ", "by:", "von ", "par ", "por "))
            and len(said := _said(element)) <= BYLINE_LETTERS_MAX
        ):
            yield "; ".join(authors.from_byline(said))


def _said(element: html.HtmlElement) -> str:
    return texts.clean(element.text_content())

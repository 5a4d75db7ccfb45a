"""Where a page says who wrote it: elements that call themselves bylines, links to people, spoken lines."""

import re
from collections.abc import Iterator, Sequence

from lxml import html

from digest import text as texts
from digest.collect import authors

BYLINE_LETTERS_MAX = 160
DATED_LETTERS_MAX = 80
DATED_WORDS = (2, 4)  # from, to: one word is a town
SPOKEN_LETTERS = 24  # enough for the words that open a byline
CANDIDATES_MAX = 60  # elements looked at; a page with more author marks lists other articles
ANCESTORS_MAX = 12
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
_OWN_TOPICS = re.compile(r"(?<![\w-])(?:category|tag|post_tag)-[\w-]+")  # that a blog's article is filed under
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
_SPEAKS = re.compile(
    r"(?:(?:written|posted|story|words|text|texte|article|geschrieben|verfasst|rédigé|escrito)\s+)?"
    r"(?:by|von|par|por|autor(?:in|a|es|en)?|authors?|auteurs?|autore)(?:\s*:|\s|$)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19[89]|20[0-4])\d")
_SEPARATOR = re.compile(r"\s[-–—|•·/]\s|,\s")
_BY = re.compile(r"(?:^|\b(?:\d{4}|on .{4,30}|am .{4,30}))\W*\b(?:by|von|par|por|door)\s+(?P<names>.+)$", re.IGNORECASE)


def marked(root: html.HtmlElement) -> tuple[list[html.HtmlElement], list[html.HtmlElement]]:
    """The elements that say they hold an author: those that can speak of this article, and those in boxes beside it."""
    found = [(_distance(element), element) for element in root.xpath(_XPATH)[:CANDIDATES_MAX] if _is_byline(element)]
    near, beside = ([element for distance, element in found if distance == wanted] for wanted in (0, 1))
    return near, beside


def says_byline(element: html.HtmlElement) -> bool:
    """Whether the element calls itself a byline, and not only something of an author."""
    return "byline" in _marks(element)


def _is_byline(element: html.HtmlElement) -> bool:
    """Whether the element says that it holds an author."""
    if element.tag in {"script", "style", "img", "meta", "link", "body", "html", "article", "main", "form", "input"}:
        return False
    return is_precise(element) or bool(_MARKED.search(_marks(element)))


def is_precise(element: html.HtmlElement) -> bool:
    return element.get("rel") == "author" or "author" in (element.get("itemprop") or "")


def _distance(element: html.HtmlElement) -> int:
    """0 where the element can speak of this article, 1 in a box beside it, 2 in comments and others' teasers."""
    found = 0
    for place, ancestor in enumerate((element, *element.iterancestors())):
        if ancestor.tag in {"body", "main"} or place > ANCESTORS_MAX:
            break
        marks = _OWN_TOPICS.sub("", _OWN_FOOTER.sub("", _marks(ancestor)))
        if ancestor.tag == "nav" or _OTHERS.search(marks):
            return 2
        if (
            ancestor.tag == "aside"
            or (ancestor.tag == "footer" and not _is_in_article(ancestor))
            or _BESIDE.search(marks)
        ):
            found = 1
    return found


def _is_in_article(element: html.HtmlElement) -> bool:
    return next(element.iterancestors("article"), None) is not None


def _marks(element: html.HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def linked_names(marked: Sequence[html.HtmlElement]) -> Iterator[str]:
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


def marked_names(marked: Sequence[html.HtmlElement]) -> list[str]:
    """What marked elements say, those first that speak as bylines do ("by …")."""
    said = [element.get("content") or _said(element) for element in marked]
    said = [line for line in said if 2 <= len(line) <= BYLINE_LETTERS_MAX]
    spoken = [f"by {found['names']}" for line in said if (found := _BY.search(line))]
    return spoken + [line for line in said if not _BY.search(line)]


def people_links(root: html.HtmlElement) -> Iterator[str]:
    """Links into a folder of people, outside boxes and comments."""
    found = (anchor for anchor in root.iter("a") if _PEOPLE_FOLDER.search(anchor.get("href") or ""))
    for place, anchor in enumerate(found):
        if place >= CANDIDATES_MAX:
            return
        said = _said(anchor)
        if 2 <= len(said.split()) <= authors.NAME_WORDS_MAX and not _distance(anchor):
            yield said


def spoken(root: html.HtmlElement) -> Iterator[str]:
    """Lines that say "By …" in so many words."""
    for element in root.iter(*_TEXT_TAGS):
        if not _SPEAKS.match((element.text or "").lstrip()[:SPOKEN_LETTERS]):
            continue
        said, holder = _first_line(element), element
        below = element.getnext()
        if below is not None and not authors.without_by(f"{said} "):  # the word alone, and the name in a box behind it
            said, holder = f"{said} {_first_line(below)}", below
        if len(said) <= BYLINE_LETTERS_MAX:
            linked = [_said(one) for one in holder.iter("a") if _PEOPLE_FOLDER.search(one.get("href") or "")]
            yield "; ".join(linked or authors.from_byline(authors.undated(said)))


def _first_line(element: html.HtmlElement) -> str:
    """What an element says up to its first line break."""
    said = [element.text or ""]
    for inner in element:
        if inner.tag == "br":
            break
        said += [inner.text_content(), inner.tail or ""]
    return texts.clean("".join(said))


def dated(root: html.HtmlElement) -> Iterator[str]:
    """The names in lines that say a day and a name and nothing else ("11.12.2026 – Ada Byron")."""
    for element in root.iter(*_TEXT_TAGS):
        said = element.text or ""
        if len(said) <= DATED_LETTERS_MAX and _YEAR.search(said) and _SEPARATOR.search(said):
            line = texts.clean(said)
            name = authors.undated(line)
            words = name.split()
            if (
                name != line
                and DATED_WORDS[0] <= len(words) <= DATED_WORDS[1]
                and all(word[0].isupper() for word in words)
                and not _distance(element)
            ):
                yield name


def _said(element: html.HtmlElement) -> str:
    return texts.clean(element.text_content())

"""The headline of a page, without the site's name."""

import re
from collections.abc import Sequence
from itertools import islice

from lxml import html

from digest import text as texts
from digest import urls

TITLE_LETTERS_MAX = 300
KICKER_WORDS = 3  # a shorter part of a heading is its kicker
BOLD_MAX = 500
HEADINGS_MAX = 30  # no page has more first-level headings that mean anything

_BREAK = re.compile(r"\s+[|\-–—·•»«›‹~/]+\s+|\s*[|»«›‹•·]\s*|\s+::\s+|\s*:{2,}\s*|\s+[<>]\s+")

_DOMAIN_TAIL = re.compile(r"\s+[|»–-]\s+[\w-]+\.[A-Za-z]{2,4}$")
_EAST_ASIAN_TAIL = re.compile(
    r"(?<=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af！？。」』…])[-_|｜–—][\w\u3040-\u9fff]{2,12}$"
)


def headline(root: html.HtmlElement, *, said: Sequence[str], document: str, site: str, url: str) -> str:
    """The page's headline: the longest heading that the page's own titles confirm, the only one, else their best.

    `said` are titles from meta tags and linked data, best first; `document` is the title element.
    """
    titles = [*said, *([document] if document else [])]
    headings = [heading for heading in _headings(root, "h1") if not _is_site(heading, site, url)]
    confirmed = [
        heading for heading in headings if _confirmed(heading, titles) and not _is_last_piece(heading, said, document)
    ]
    if not confirmed:
        confirmed = [
            part for part in _headings(root, "h1", inner=True) if _confirmed(part, titles) and part not in headings
        ]
    if confirmed:
        return _undomained(max(confirmed, key=len))
    if len(headings) == 1 and any(_akin(headings[0], title) for title in titles):
        return headings[0]
    cut = [
        short
        for title in titles
        if (short := without_site(title, site=site, url=url)) and not _is_site(short, site, url)
    ]
    if cut:
        return _as_second_heading(root, document) or _as_bold_line(root, cut[0], headings) or cut[0]
    return headings[0] if headings else (titles[0] if titles else "")


def _undomained(heading: str) -> str:
    """A heading without the domain that some sites put behind a bar."""
    return _DOMAIN_TAIL.sub("", heading)


def _is_last_piece(heading: str, said: Sequence[str], document: str) -> bool:
    """Whether a heading is what the title element ends with, as sites end it with their name."""
    pieces = _BREAK.split(document)
    folded = texts.comparable(heading)
    elsewhere = any(texts.comparable(title) == folded for title in said)
    return len(pieces) > 1 and not elsewhere and folded == texts.comparable(pieces[-1])


def _akin(heading: str, title: str) -> bool:
    """Whether a heading and a title speak of the same thing: two telling words in common."""
    shared = {word.casefold() for word in texts.words(heading) if len(word) > 3} & {
        word.casefold() for word in texts.words(title)
    }
    return len(shared) >= 2 and len(heading.split()) >= 3


def _as_second_heading(root: html.HtmlElement, document: str) -> str:
    """The piece of the title element that a second-level heading repeats; blogs put their name into the first."""
    pieces = {texts.comparable(piece): piece for piece in _BREAK.split(document) if len(piece.split()) >= 2}
    if len(pieces) < 2:
        return ""
    return next((heading for heading in _headings(root, "h2") if texts.comparable(heading) in pieces), "")


def _as_bold_line(root: html.HtmlElement, title: str, headings: Sequence[str]) -> str:
    """The piece of the title that stands in bold on its own, on a page from before headings."""
    pieces = {texts.comparable(piece) for piece in _BREAK.split(title) if len(piece.split()) >= 2}
    if len(pieces) < 2 or headings or root.find(".//h2") is not None:
        return ""
    bold = (texts.clean(element.text or "") for element in islice(root.iter("b", "strong", "font"), BOLD_MAX))
    return next((said for said in bold if texts.comparable(said) in pieces), "")


def without_site(title: str, *, site: str = "", url: str = "") -> str:
    """`title` without the site's name at either end."""
    title = _EAST_ASIAN_TAIL.sub("", title).strip(" -–—|»")
    pieces = _BREAK.split(title)
    marks = _BREAK.findall(title)
    if len(pieces) < 2:
        return title
    while len(pieces) > 1 and (_is_site(pieces[-1], site, url) or _is_tail(pieces, marks[-1])):
        pieces, marks = pieces[:-1], marks[:-1]
    while len(pieces) > 1 and _is_site(pieces[0], site, url):
        pieces, marks = pieces[1:], marks[1:]
    return "".join(f"{piece}{mark}" for piece, mark in zip(pieces, [*marks, ""], strict=False)).strip()


def _headings(root: html.HtmlElement, tag: str, *, inner: bool = False) -> list[str]:
    found: list[str] = []
    for heading in root.iter(tag):
        if words := texts.clean(heading.text_content()[:TITLE_LETTERS_MAX]):
            found.append(words)
            found += _parts(heading) if inner else []
        if len(found) >= HEADINGS_MAX:
            break
    return found


def _parts(heading: html.HtmlElement) -> list[str]:
    """What stands in the elements within a heading, where a kicker and the headline proper share it."""
    found = [texts.clean(part.text_content()[:TITLE_LETTERS_MAX]) for part in heading] if len(heading) > 1 else []
    found += [texts.clean(part.tail) for part in heading if part.tail]
    return [words for words in found if texts.length_in_words(words) >= KICKER_WORDS]


def _confirmed(heading: str, titles: Sequence[str]) -> bool:
    folded = texts.comparable(heading)
    return len(folded) > 3 and any(folded in texts.comparable(title) for title in titles)


def _is_site(words: str, site: str, url: str) -> bool:
    """Whether `words` are the site's name or its address, as a whole or nearly."""
    folded, name = texts.comparable(words).removeprefix("the"), texts.comparable(site).removeprefix("the")
    if not folded:
        return True
    host = texts.comparable(urls.host(url))
    stem = texts.comparable(urls.host(url).rpartition(".")[0].rpartition(".")[2]).removeprefix("the")
    if name and (folded == name or (len(folded) > 4 and name.startswith(folded) and 2 * len(folded) > len(name))):
        return True
    return folded in {host, stem, f"{name}com", f"{stem}com"}


def _is_tail(pieces: Sequence[str], mark: str) -> bool:
    """A short last piece behind a long headline is the site or its section; behind a bar nearly always."""
    last, before = len(pieces[-1].split()), len(" ".join(pieces[:-1]).split())
    if any(sign in mark for sign in "|»·•:"):
        return before >= 2 and (last <= 6 or before > last)
    return last <= 4 and before >= 2 * last + 1

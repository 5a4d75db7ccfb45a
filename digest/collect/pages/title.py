"""The headline of a page, without the site's name."""

import re
from collections.abc import Sequence

from lxml import html

from digest import text as texts
from digest import urls

TITLE_LETTERS_MAX = 300
HEADINGS_MAX = 30  # no page has more first-level headings that mean anything

_BREAK = re.compile(r"\s+[|\-–—·•»«›‹~/]+\s+|\s*[|»«›‹•·]\s*|\s+::\s+|\s*:{2,}\s*|\s+[<>]\s+")


def headline(root: html.HtmlElement, *, said: Sequence[str], document: str, site: str, url: str) -> str:
    """The page's headline: the longest first-level heading that the page's own titles confirm, else their best.

    `said` are titles from meta tags and linked data, best first; `document` is the title element.
    """
    titles = [*said, *([document] if document else [])]
    confirmed = [
        heading for heading in _headings(root) if _confirmed(heading, titles) and not _is_site(heading, site, url)
    ]
    if confirmed:
        return max(confirmed, key=len)
    for title in titles:
        cut = without_site(title, site=site, url=url)
        if cut and not _is_site(cut, site, url):
            return cut
    headings = [heading for heading in _headings(root) if not _is_site(heading, site, url)]
    return headings[0] if headings else (titles[0] if titles else "")


def without_site(title: str, *, site: str = "", url: str = "") -> str:
    """`title` without the site's name at either end."""
    pieces = _BREAK.split(title)
    marks = _BREAK.findall(title)
    if len(pieces) < 2:
        return title
    while len(pieces) > 1 and (_is_site(pieces[-1], site, url) or _is_tail(pieces)):
        pieces, marks = pieces[:-1], marks[:-1]
    while len(pieces) > 1 and _is_site(pieces[0], site, url):
        pieces, marks = pieces[1:], marks[1:]
    return "".join(f"{piece}{mark}" for piece, mark in zip(pieces, [*marks, ""], strict=False)).strip()


def _headings(root: html.HtmlElement) -> list[str]:
    found = []
    for heading in root.iter("h1"):
        if words := texts.clean(heading.text_content()[:TITLE_LETTERS_MAX]):
            found.append(words)
        if len(found) >= HEADINGS_MAX:
            break
    return found


def _confirmed(heading: str, titles: Sequence[str]) -> bool:
    folded = texts.comparable(heading)
    return len(folded) > 3 and any(folded in texts.comparable(title) for title in titles)


def _is_site(words: str, site: str, url: str) -> bool:
    """Whether `words` are the site's name or its address."""
    folded, name = texts.comparable(words), texts.comparable(site)
    if not folded:
        return True
    if name and (
        folded == name or (len(name) > 4 and folded in {f"the{name}", name.removeprefix("the"), f"{name}com"})
    ):
        return True
    host = texts.comparable(urls.host(url))
    stem = texts.comparable(urls.host(url).rsplit(".", 1)[0].rsplit(".", 1)[-1])
    return folded in {host, stem} or (len(stem) > 3 and folded in {f"the{stem}", stem.removeprefix("the")})


def _is_tail(pieces: Sequence[str]) -> bool:
    """A short last piece behind a long headline is the site or its section."""
    last, before = pieces[-1].split(), " ".join(pieces[:-1]).split()
    return len(last) <= 4 and len(before) >= 2 * len(last) + 1

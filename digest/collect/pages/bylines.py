"""Who wrote a page: linked data, meta tags, then what the byline says."""

import re
from collections.abc import Sequence

from lxml import html

from digest import text as texts
from digest import urls
from digest.collect import authors
from digest.collect.pages import signed
from digest.collect.pages.linked import Card
from digest.collect.pages.meta import Head

_META_NAMES = """
author article:author dc.creator dcterms.creator dc:creator byl parsely-author sailthru.author citation_author
article:author_name article.author rnews:author shareaholic:article_author_name authors
"""
_META = tuple(_META_NAMES.split())
_WRITTEN = re.compile(
    r"written|verfasst|geschrieben|écrit|rédigé|escrito|scritto|geschreven|skrevet|skriven|napisane|автор|написано"
    r"|yazan|auteur|autor|author|作者|執筆|글쓴이|작성자",
    re.IGNORECASE,
)


def authors_of(root: html.HtmlElement, card: Card, head: Head, *, publisher: str, url: str) -> tuple[str, ...]:
    """The authors a page names, from the first place that names any person."""
    house = (publisher, urls.host(url))
    for said in (card.authors, _shown(root, head.all(*_META)), _labelled(head)):
        found = _people([value for value in said if not value.startswith(("http:", "https:", "//"))], house)
        if not all(map(_is_login, found)):  # behind a system's account, the page may show the person
            return found
    near, beside = signed.marked(root)
    for candidates in (
        signed.linked_names(near),
        signed.marked_names(near),
        signed.marked_names([element for element in beside if signed.says_byline(element)]),
        signed.linked_names([element for element in beside if signed.is_precise(element)]),
        signed.people_links(root),
        signed.linked_names(beside),
        signed.spoken(root),
        signed.dated(root),
    ):
        for line in candidates:
            if found := _marked_people(line, house):
                return found
    return ()


def _people(said: Sequence[str], house: tuple[str, str]) -> tuple[str, ...]:
    publisher, host = house
    said = [value for value in said if texts.comparable(value.split(",")[0]) != _stem(host)]  # "Outlet, Town, Country"
    found = authors.named([_without(value, publisher) for value in said], publisher=publisher)
    return tuple(
        name
        for name in found
        if authors.is_person(name) and not _is_house(name, host) and (_is_written_as_name(name) or name.islower())
    )


def _marked_people(said: str, house: tuple[str, str]) -> tuple[str, ...]:
    """The people in what a byline says, pen names too; none where a part of it is no name."""
    publisher, host = house
    said = authors.without_by(authors.undated(said))
    if authors.is_pen_name(said):
        return () if texts.comparable(said) in {texts.comparable(publisher), _stem(host)} else (said,)
    found = authors.named([said], publisher=publisher)
    if any(not _is_written_as_name(name) for name in found):
        return ()
    return tuple(name for name in found if authors.is_person(name) and texts.comparable(name) != _stem(host))


def _is_login(name: str) -> bool:
    """Whether a name is rather what somebody types to log in ("ada_byron")."""
    return " " not in name and name.islower()


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


def _shown(root: html.HtmlElement, said: Sequence[str]) -> list[str]:
    """What the head says without names that the page shows nowhere: those built the site."""
    body = root.find("body") if said else None
    seen = texts.comparable(body.text_content()) if body is not None else ""
    return [value for value in said if any(texts.comparable(name) in seen for name in authors.named([value]))]


def _labelled(head: Head) -> list[str]:
    """What cards for sharing say under a label such as "Written by"."""
    return [
        head.first(f"twitter:data{number}") for number in "12" if _WRITTEN.match(head.first(f"twitter:label{number}"))
    ]

"""The page as a document: language, direction, title, roles, tags that fit together."""

import re
from collections.abc import Iterator

from digest import i18n
from digest.checks.page import Element
from digest.checks.proof import Finding, Proof, blocking, warning

NAME = "document"
_CHARSET = re.compile(r"charset\s*=\s*\"?([\w.:-]+)", re.IGNORECASE)
_HELD = re.compile(r"user-scalable\s*=\s*(?:no|0)|maximum-scale\s*=\s*1(?:\.0*)?(?![\d.])")
_SPOKEN = "Screen readers choose their voice and reading order by it."


def find(proof: Proof) -> Iterator[Finding]:
    yield from _languages(proof)
    yield from _title(proof)
    yield from _roles(proof)
    yield from _head(proof)
    for line, what in proof.page.broken:
        yield blocking(
            NAME, what, where=f"html:{line}", why="Mail programs repair broken markup each in their own way."
        )
    yield from _ids(proof)
    yield from _lists(proof)


def _languages(proof: Proof) -> Iterator[Finding]:
    html, body = proof.page.first("html"), proof.page.first("body")
    if html is None or body is None:
        yield blocking(NAME, "the page has no html and body", where="html", why="It is not a page.")
        return
    for element in (html, *body.elements):
        yield from _language(element, proof)
    for element in proof.page.all():
        yield from _own_language(element)


def _language(element: Element, proof: Proof) -> Iterator[Finding]:
    where = f"html:{element.line}"
    language = i18n.language_tag(proof.language)
    if element.get("lang") != language:
        yield blocking(
            NAME, f"<{element.tag}> has lang {element.get('lang')!r}, not {language!r}", where=where, why=_SPOKEN
        )
    if element.get("dir") != proof.direction:
        yield blocking(
            NAME, f"<{element.tag}> has dir {element.get('dir')!r}, not {proof.direction!r}", where=where, why=_SPOKEN
        )


def _own_language(element: Element) -> Iterator[Finding]:
    where = f"html:{element.line}"
    if "lang" in element.attributes and i18n.locale_of(element.get("lang")) is None:
        yield blocking(NAME, f"lang {element.get('lang')!r} is no language", where=where, why=_SPOKEN)
    if "dir" in element.attributes and element.get("dir") not in {"ltr", "rtl", "auto"}:
        yield blocking(NAME, f"dir {element.get('dir')!r} is no direction", where=where, why=_SPOKEN)


def _title(proof: Proof) -> Iterator[Finding]:
    title = proof.page.first("title")
    if title is None or not title.own_text:
        yield blocking(NAME, "the page has no title", where="html", why="It is the first thing a screen reader says.")


def _roles(proof: Proof) -> Iterator[Finding]:
    articles = [element for element in proof.page.all() if element.get("role") == "article"]
    if not articles:
        yield blocking(NAME, "no element has the role article", where="html", why="It marks where the mail begins.")
    for element in articles:
        if not element.get("aria-label").strip():
            yield blocking(
                NAME, "the article has no label", where=f"html:{element.line}", why="It is read out as its name."
            )
    for table in proof.page.all("table"):
        if table.get("role") not in {"presentation", "none"}:
            yield blocking(
                NAME,
                "a layout table has no role presentation",
                where=f"html:{table.line}",
                why="Screen readers would count its rows and columns aloud.",
            )


def _head(proof: Proof) -> Iterator[Finding]:
    metas = list(proof.page.all("meta"))
    charsets = [found[1] for meta in metas if (found := _CHARSET.search(f"{meta.get('content')};{_charset_of(meta)}"))]
    if not charsets:
        yield warning(NAME, "the page names no charset", where="html", why="Saved copies would be read wrongly.")
    for charset in charsets:
        if charset.lower() != "utf-8":
            yield blocking(NAME, f"the page says it is {charset}", where="html", why="It is sent as UTF-8.")
    names = {meta.get("name"): meta.get("content") for meta in metas}
    if "width=device-width" not in names.get("viewport", ""):
        yield warning(NAME, "the page has no viewport", where="html", why="Phones would show it as wide as a desktop.")
    if _HELD.search(names.get("viewport", "")):
        yield blocking(NAME, "the page may not be enlarged", where="html", why="Who sees badly could not read it.")
    if "dark" not in names.get("color-scheme", ""):
        yield warning(
            NAME, "the page names no color-scheme", where="html", why="Mail programs would invert its colours."
        )


def _charset_of(meta: Element) -> str:
    return f"charset={meta.get('charset')}" if meta.get("charset") else ""


def _lists(proof: Proof) -> Iterator[Finding]:
    for item in proof.page.all("li"):
        if item.parent is None or item.parent.tag not in {"ul", "ol"}:
            yield blocking(
                NAME,
                f"a list item is in no list: {item.text[:40]}",
                where=f"html:{item.line}",
                why="Screen readers count the items of a list.",
            )


def _ids(proof: Proof) -> Iterator[Finding]:
    seen: set[str] = set()
    for element in proof.page.all():
        name = element.get("id")
        if name and name in seen:
            yield blocking(
                NAME, f"id {name!r} is used twice", where=f"html:{element.line}", why="Links lead to the first only."
            )
        seen.add(name)

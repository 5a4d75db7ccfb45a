"""Links: each has a name, an address that can be opened, and a target that is there."""

import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import urlsplit

from digest import urls
from digest.checks.page import Element
from digest.checks.proof import Finding, Proof, blocking, warning

NAME = "links"
SCHEMES = frozenset(("http", "https", "mailto"))
_EMPTY_NAMES = frozenset(("click here", "here", "link", "read more", "more", "this", "hier", "ici", "aquí", "qui"))
_NOT_AN_ADDRESS = re.compile(r"[\s<>\"{}|\\^`\x00-\x20]")
_SHOWN_ADDRESS = re.compile(r"(?:https?://|www\.)[\w-]+(?:\.[\w-]+)+(?:[/:?#]\S*)?$", re.IGNORECASE)


def find(proof: Proof) -> Iterator[Finding]:
    targets = {name for element in proof.page.all() for name in (element.get("id"), element.get("name")) if name}
    for link in proof.page.all("a"):
        if "href" in link.attributes:
            yield from _address(link, targets)
            yield from _name(link)
        elif link.text:
            yield blocking(
                NAME, f"a link leads nowhere: {link.text[:60]}", where=f"html:{link.line}", why="It has no href."
            )


def _address(link: Element, targets: set[str]) -> Iterator[Finding]:
    href, where = link.get("href"), f"html:{link.line}"
    if href.startswith("#"):
        if href[1:] not in targets:
            yield blocking(NAME, f"nothing has the anchor {href}", where=where, why="The link would do nothing.")
        return
    try:
        parts = urlsplit(href)
    except ValueError:
        yield blocking(NAME, "a link's address cannot be read", where=where, why="The link would do nothing.")
        return
    if parts.scheme not in SCHEMES:
        yield blocking(
            NAME,
            f"a link begins with {(parts.scheme or href[:12])!r}",
            where=where,
            why="Only http, https, mailto open.",
        )
    elif parts.scheme != "mailto" and not parts.hostname:
        yield blocking(NAME, "a link names no host", where=where, why="The link would do nothing.")
    elif parts.password:
        yield blocking(NAME, "a link has a password in it", where=where, why="Everybody would have it.")
    if _NOT_AN_ADDRESS.search(href):
        yield blocking(NAME, "a link's address has a space or a bracket in it", where=where, why="It breaks off there.")


def _name(link: Element) -> Iterator[Finding]:
    name, where = link.text, f"html:{link.line}"
    if not any(unicodedata.category(letter)[0] not in "CZ" for letter in name):
        yield blocking(NAME, "a link has no name", where=where, why="It would be read out letter by letter.")
    elif name.lower().strip(" .…→›") in _EMPTY_NAMES:
        yield warning(NAME, f"a link is called {name!r}", where=where, why="Out of its sentence it says nothing.")
    shown = urls.host(name if "://" in name else f"https://{name}") if _SHOWN_ADDRESS.match(name) else ""
    if shown and shown != urls.host(link.get("href")):
        what = f"a link shows {shown} and leads to {urls.host(link.get('href'))}"
        yield blocking(NAME, what, where=where, why="That is how false mail works.")
    if link.style.get("text-decoration", "").startswith("none") and not _is_button(link):
        yield warning(NAME, f"a link is not underlined: {name[:60]}", where=where, why="Colour alone does not show it.")


def _is_button(link: Element) -> bool:
    return "background" in link.style or "background-color" in link.style

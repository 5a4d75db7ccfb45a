"""What the main mail programs do not support, as of 2026-11: elements, styles, addresses."""

import re
from collections.abc import Iterator

from digest.checks.page import Element, Page
from digest.checks.proof import Finding, Proof, blocking, warning

NAME = "mail programs"
AS_OF = "2026-11"
COLUMN_PX = 700  # a reading pane; more has to be scrolled sideways
_NOWHERE = frozenset(
    ("script", "iframe", "object", "embed", "form", "input", "textarea", "select", "link", "base", "audio")
)
_SELDOM = {"video": "Few programs play it.", "svg": "Gmail and Outlook drop it.", "bdi": "12 of 15 programs ignore it."}
_STYLES = {
    "position": re.compile(r"\bposition\s*:\s*(?:absolute|fixed|sticky)"),
    "flex or grid": re.compile(r"\bdisplay\s*:\s*(?:inline-)?(?:flex|grid)"),
    "calc or var": re.compile(r"\b(?:calc|var)\("),
    "text-align: start or end": re.compile(r"\btext-align\s*:\s*(?:start|end)\b"),
    "logical padding or margin": re.compile(r"\b(?:padding|margin)-(?:inline|block)"),
}
_PX = re.compile(r"^\s*(\d{1,6})(?:\.\d+)?(?:px)?\s*(?:!important)?;")
_ACTIVE = re.compile(r"^on[a-z]+$")
_IMPORT = re.compile(r"@import|@font-face|url\(", re.IGNORECASE)


def find(proof: Proof) -> Iterator[Finding]:
    page = proof.page
    yield from _elements(page)
    yield from _styles(page)
    yield from _widths(page)
    if _IMPORT.search(page.css):
        yield warning(
            NAME, "a style loads something", where="html", why="It tracks readers, and many programs drop it."
        )
    if re.search("[\x80-\xff]", proof.html):
        yield warning(
            NAME, "the page has letters of U+0080 to U+00FF", where="html", why="Sent on as iso-8859-1, Gmail clips it."
        )


def _elements(page: Page) -> Iterator[Finding]:
    for element in page.all():
        where = f"html:{element.line}"
        if element.get("http-equiv").lower() == "refresh":
            yield blocking(NAME, "the page sends itself elsewhere", where=where, why="That is how false mail works.")
        if element.tag in _NOWHERE:
            yield blocking(
                NAME, f"<{element.tag}> is not for mail", where=where, why="Programs drop it or block the mail."
            )
        if element.tag in _SELDOM:
            yield warning(NAME, f"<{element.tag}> is not for mail", where=where, why=_SELDOM[element.tag])
        for name in element.attributes:
            if _ACTIVE.match(name):
                yield blocking(NAME, f"<{element.tag}> has {name}", where=where, why="Scripts make mail look hostile.")


def _styles(page: Page) -> Iterator[Finding]:
    for element in page.all():
        for what, pattern in _STYLES.items():
            if pattern.search(element.get("style")):
                yield warning(
                    NAME, f"{what} in a style", where=f"html:{element.line}", why="Outlook or Gmail ignores it."
                )
        if "background-image" in element.style or "url(" in element.get("style"):
            yield warning(NAME, "an image in a style", where=f"html:{element.line}", why="Outlook shows none.")


def _widths(page: Page) -> Iterator[Finding]:
    for element in page.all():
        wide = max((int(width) for width in _given_widths(element)), default=0)
        if wide > COLUMN_PX and element.tag != "img":
            what = f"<{element.tag}> is {wide} px wide"
            yield warning(NAME, what, where=f"html:{element.line}", why=f"The column has {COLUMN_PX}.")


def _given_widths(element: Element) -> Iterator[str]:
    yield from _PX.findall(f"{element.get('width')};")
    for name in ("width", "min-width"):
        yield from _PX.findall(f"{element.style.get(name, '')};")

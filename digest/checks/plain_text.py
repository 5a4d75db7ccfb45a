"""The plain text: complete, in the page's order, and plain."""

import re
import unicodedata
from collections.abc import Iterator

from digest.checks.proof import Finding, Proof, beginning, blocking, warning
from digest.text import comparable

NAME = "plain text"
COLUMNS_MAX = 78
_TAG = re.compile(r"</?(?:p|a|div|span|br|table|td|tr|h[1-6]|li|ul|img|b|i|strong|em)\b[^>]*>", re.IGNORECASE)
_WHY = "Who reads mail as text gets the same news."


def find(proof: Proof) -> Iterator[Finding]:
    lines, known = [line.strip() for line in proof.text.splitlines()], proof.known
    yield from _links(proof, set(lines))
    yield from _stories(proof)
    for number, line in enumerate(lines, 1):
        if _columns(line) > COLUMNS_MAX and "://" not in line and "@" not in line:
            yield warning(NAME, f"a line is over {COLUMNS_MAX} columns", where=f"text:{number}", why="It wraps badly.")
    if tag := next((tag for tag in _TAG.finditer(proof.text) if tag[0] not in known), None):
        yield blocking(NAME, f"it has markup in it: {tag[0][:40]}", where="text", why=_WHY)


def _links(proof: Proof, lines: set[str]) -> Iterator[Finding]:
    for link in proof.page.all("a"):
        href = link.get("href")
        if href and not href.startswith("#") and href not in lines:
            yield blocking(
                NAME, f"a link of the page is not in the text: {link.text[:60]}", where=f"html:{link.line}", why=_WHY
            )


def _stories(proof: Proof) -> Iterator[Finding]:
    flat, on_web = comparable(proof.text), proof.on_web_only
    for story in proof.edition.stories:
        if story.id not in on_web and beginning(story.headline) not in flat:
            yield blocking(NAME, "the story is not in the text", where=f"story {story.headline[:60]}", why=_WHY)


def _columns(line: str) -> int:
    if line.isascii():
        return len(line)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else unicodedata.category(c) not in "MnMeCf" for c in line)

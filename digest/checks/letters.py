"""Letters: large enough to be read, with room between the lines, and none that are hidden."""

import re
from collections.abc import Iterator

from digest.checks.page import FILLING, Element, hidden
from digest.checks.proof import Finding, Proof, blocking, warning
from digest.text import comparable

NAME = "letters"
PX_MIN = 12.0
PX_GOOD = 14.0
LINE_MIN = 1.1  # of the letters' size; below it the lines touch
_PX = {"px": 1.0, "pt": 4 / 3}
_SIZE = re.compile(r"(?:^|\s)(\d+(?:\.\d+)?)(px|pt)?(?=$|[\s/!;])")
_LINE = re.compile(r"(?:^|/)\s*(\d+(?:\.\d+)?)(px|pt|%)?(?=$|[\s!;])")


def find(proof: Proof) -> Iterator[Finding]:
    for element in proof.page.readable:
        size = _size(element)
        if size is not None:
            yield from _large_enough(element, size)
            yield from _apart(element, size)
    yield from _hidden(proof)


def _large_enough(element: Element, size: float) -> Iterator[Finding]:
    if size < PX_GOOD:
        say = blocking if size < PX_MIN else warning
        yield say(
            NAME,
            f"text of {size:g} px: {element.own_text[:40]}",
            where=f"html:{element.line}",
            why=f"Under {PX_GOOD:g} px it is hard to read on a phone.",
        )


def _apart(element: Element, size: float) -> Iterator[Finding]:
    line = _line(element, size)
    if size and line is not None and line < LINE_MIN * size:
        what = f"lines of {line:g} px for text of {size:g} px: {element.own_text[:40]}"
        yield warning(NAME, what, where=f"html:{element.line}", why="The lines touch each other.")


def _size(element: Element) -> float | None:
    for each in element.ancestors():
        style = each.style
        if found := _SIZE.search(style.get("font-size", "") or style.get("font", "")):
            return float(found[1]) * _PX.get(found[2] or "px", 1.0)
    return None


def _line(element: Element, size: float) -> float | None:
    """The height of its lines in px; None where nothing says it in a way that we read."""
    for each in element.ancestors():
        style = each.style
        if found := _LINE.search(style.get("line-height", "") or _after_slash(style.get("font", ""))):
            height = float(found[1])
            return height * _PX[found[2]] if found[2] in _PX else height * size / (100 if found[2] else 1)
    return None


def _after_slash(font: str) -> str:
    _, slash, line = font.partition("/")
    return slash + line


def _hidden(proof: Proof) -> Iterator[Finding]:
    """Words that only machines read look like spam; the preheader alone may be hidden."""
    preheader = comparable(proof.edition.preheader)
    for element in proof.page.all():
        if not hidden(element):
            continue
        words = " ".join(each.own_text for each in element.walk()).strip(FILLING)
        if words and not (preheader and comparable(words).startswith(preheader[:60])):
            yield blocking(
                NAME, f"words are hidden: {words[:40]}", where=f"html:{element.line}", why="It looks like spam."
            )

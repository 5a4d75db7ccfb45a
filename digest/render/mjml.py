"""MJML to HTML: the one door of mjml-python, and what its parser does not say.

The binding passes unknown tags in silence and names no line, so tags are looked at here first.
"""

import difflib
import re
from collections.abc import Iterator

import mjml

from digest.errors import ThemeError
from digest.model.fault import Fault

_NAMES = """
    mjml mj-head mj-body mj-title mj-raw mj-attributes mj-all mj-class mj-style mj-section mj-column mj-text mj-image
    mj-button mj-spacer mj-divider mj-breakpoint mj-preview mj-hero mj-group mj-wrapper mj-social mj-social-element
    mj-navbar mj-navbar-link mj-table mj-font mj-accordion mj-accordion-element mj-accordion-title mj-accordion-text
    mj-carousel mj-carousel-image mj-html-attributes mj-selector mj-html-attribute
"""
TAGS = frozenset(_NAMES.split())
_TAG = re.compile(r"<!--.*?-->|<(/?)(mj[a-z-]*)\b[^<>]*?(/?)>", re.DOTALL)
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_UNQUOTED = re.compile(r"\s([\w-]+)=(?![\"'])")
_POSITION = re.compile(r"\bat position (\d+)(?::\d+)?")
_BREAKS = re.compile(r"\{%[^%]*<[^%]*%\}")


def compiled(source: str, *, where: str) -> str:
    """The HTML of a theme, with everything Jinja in it left as it stands.

    Raises ThemeError that names file and line.
    """
    for fault in faults(source, where=where):
        raise ThemeError(fault.what, where=fault.where, hint=fault.hint)
    frame = _uncommented(source)
    try:
        return str(mjml.mjml2html(frame.strip(), disable_comments=True, fonts={}))
    except ValueError as error:
        said, line = _placed(str(error), frame)
        place = f"{where}:{line}" if line else where
        raise ThemeError(f"MJML cannot read it: {said}", where=place, hint="Look for an unclosed tag.") from None


def _placed(said: str, frame: str) -> tuple[str, int | None]:
    """The parser's words with the line they are about, in place of its count of bytes."""
    found = _POSITION.search(said)
    if found is None:
        return said, None
    before = frame.strip().encode()[: int(found[1])]
    blank = len(frame) - len(frame.lstrip())
    line = 1 + frame.count("\n", 0, blank) + before.count(b"\n")
    return " ".join(_POSITION.sub("", said).split()), line


def faults(source: str, *, where: str) -> Iterator[Fault]:
    """Every mistake in the tags of a frame, with its line."""
    for line, what, hint in _faults(_uncommented(source)):
        yield Fault(where=f"{where}:{line}", what=what, hint=hint)


def _uncommented(source: str) -> str:
    """Without Jinja's comments, every line where it was."""
    return _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), source)


def _faults(source: str) -> Iterator[tuple[int, str, str]]:
    """Line, what, hint of everything that the compiler would pass over or crash on."""
    open_tags: list[tuple[str, int]] = []
    for tag in _TAG.finditer(source):
        closing, name, alone = tag[1], tag[2], tag[3]
        line = source.count("\n", 0, tag.start()) + 1
        if name is None:
            continue
        if name not in TAGS:
            yield line, f"<{name}> is not an MJML tag", _nearest(name)
        for attribute in _UNQUOTED.finditer(_QUOTED.sub('""', tag[0])):
            yield line, f"the value of {attribute[1]} in <{name}> stands without quotes", "MJML wants them."
        if closing:
            yield from _closed(open_tags, name, line)
        elif not alone:
            open_tags.append((name, line))
    for name, line in reversed(open_tags):
        yield line, f"<{name}> is never closed", ""
    for broken in _BREAKS.finditer(source):
        yield source.count("\n", 0, broken.start()) + 1, 'MJML breaks on "<" inside {% … %}', 'Turn it round with ">".'


def _closed(open_tags: list[tuple[str, int]], name: str, line: int) -> Iterator[tuple[int, str, str]]:
    if open_tags and open_tags[-1][0] == name:
        open_tags.pop()
    elif open_tags:
        yield line, f"</{name}> closes <{open_tags[-1][0]}> of line {open_tags[-1][1]}", ""
    else:
        yield line, f"</{name}> was never opened", ""


def _nearest(name: str) -> str:
    near = difflib.get_close_matches(name, TAGS, n=1)
    return f"Did you mean <{near[0]}>?" if near else ""

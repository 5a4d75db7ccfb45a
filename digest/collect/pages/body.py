"""The main text of a page as blocks."""

import logging
from collections.abc import Iterator

import trafilatura
from lxml import etree, html

from digest import text as texts
from digest.model.article import Block, BlockKind

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it reports every page without text as an error
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

_KINDS = {"head": BlockKind.HEADING, "list": BlockKind.LIST, "quote": BlockKind.QUOTE, "table": BlockKind.LIST}
_ERRORS = (ValueError, TypeError, AttributeError, AssertionError, IndexError, KeyError, RecursionError, etree.LxmlError)


def blocks(root: html.HtmlElement, url: str) -> tuple[Block, ...]:
    """The article's text, in order; empty where the page has none."""
    try:
        found = trafilatura.bare_extraction(root, url=url or None, fast=True, include_comments=False)
    except _ERRORS:  # foreign markup reaches corners of the library that it did not foresee
        return ()
    if found is None or isinstance(found, dict) or found.body is None:
        return ()
    return tuple(block for element in found.body for block in _converted(element))


def _converted(element: etree._Element) -> Iterator[Block]:
    kind = _KINDS.get(str(element.tag), BlockKind.PARAGRAPH)
    if kind is BlockKind.LIST:
        if rows := [row for row in _rows(element) if row]:
            yield Block(kind=kind, text="\n".join(rows))
        return
    for piece in _pieces(element):
        yield Block(kind=kind, text=piece)


def _rows(element: etree._Element) -> Iterator[str]:
    rows = [child for child in element if child.tag in {"item", "row"}]
    for row in rows:
        cells = (
            [texts.clean(" ".join(map(str, cell.itertext()))) for cell in row]
            if row.tag == "row"
            else [texts.clean("".join(map(str, row.itertext())))]
        )
        yield " · ".join(cell for cell in cells if cell)
    if not rows:
        yield texts.clean("".join(map(str, element.itertext())))


def _pieces(element: etree._Element) -> Iterator[str]:
    """The paragraphs of an element whose line breaks may stand for paragraph ends."""
    for lb in element.iter("lb"):
        lb.tail = "\n" + (lb.tail or "")
    held = ""
    for row in "".join(map(str, element.itertext())).split("\n"):
        row = texts.clean(row)  # noqa: PLW2901  the row as we keep it
        if held and row and texts.ends_sentence(held):
            yield held
            held = row
        else:
            held = f"{held} {row}".strip()
    if held:
        yield held

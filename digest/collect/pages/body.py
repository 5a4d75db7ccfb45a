"""The main text of a page as blocks."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from itertools import islice, pairwise

import trafilatura
from lxml import etree, html

from digest import text as texts
from digest.collect import furniture
from digest.collect.pages import density, pieces
from digest.collect.pages.pieces import Piece
from digest.model.article import Block, BlockKind

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it reports every page without text as an error
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

Blocks = tuple[Block, ...]

BLOCKS_MAX = 3_000  # a day-long live page has a few hundred; a hostile one a paragraph a word
STUMP_LETTERS_MAX = 600  # a ruled reading this short, …
STUMP_RATIO = 3.0  # … with this much more running text beside it, is a teaser or a caption
MORE_MIN = 1.25  # the dense reading has to bring this much more to be preferred, …
MORE_MAX = 2.5  # … but more than this is the next article, which some pages append
CONTAINED_MIN = 0.8  # of the ruled reading must stand in the dense one that replaces it
AGREEMENT_MIN = 0.7  # below, the dense reading looks elsewhere on the page and has no vote
CELL_LETTERS_MAX = 800  # a table with more in a row is no table but a page laid out with one
LINKED_SHARE_MAX = 0.6  # of a block's letters
LABEL_LETTERS_MAX = 100

_TEXTLESS_NAMES = """
style svg iframe link meta template select button picture video audio object canvas label textarea input nav aside
footer dialog menu
"""
_TEXTLESS = tuple(_TEXTLESS_NAMES.split())
_KINDS = {"head": BlockKind.HEADING, "list": BlockKind.LIST, "quote": BlockKind.QUOTE, "table": BlockKind.LIST}
_ERRORS = (ValueError, TypeError, AttributeError, AssertionError, IndexError, KeyError, RecursionError, etree.LxmlError)


def blocks(root: html.HtmlElement, url: str) -> tuple[Block, ...]:
    """The article's text, in order; empty where the page has none.

    Two readings of the same tree vote: trafilatura's rules, and where most of the running text stands.
    """
    ruled = _ruled(root, url)
    body = root.find("body")
    found = pieces.pieces(root)
    dense = _blocks(density.article(found, body)) if body is not None else ()
    return _voted(ruled, dense, found)


def _voted(ruled: Blocks, dense: Blocks, found: Sequence[Piece]) -> Blocks:
    """The reading to believe: the ruled one without its link lists, unless it missed most of the article."""
    if not ruled or not dense:
        return ruled or dense
    if _missed_most(ruled, dense):
        return dense
    known = _Known(dense)
    if _is_layout(ruled):
        return dense
    if _covered(ruled, known) < AGREEMENT_MIN:
        return ruled
    linked = {texts.comparable(piece.text): piece.linked / len(piece.text) for piece in found}
    seen = "|".join(linked)
    kept = tuple(
        block
        for block in ruled
        if block in known or not (_is_aside(block, linked, seen) or furniture.is_furniture(block.text, at_end=True))
    )
    if _letters(dense) > _letters(kept) and _covered(kept, known) >= CONTAINED_MIN and _is_gathered(kept, found):
        return dense
    return kept


def _missed_most(ruled: Blocks, dense: Blocks) -> bool:
    """Whether the ruled reading is a stump: of a text set in several boxes rules can take one for the whole."""
    one, other = _letters(ruled), _letters(dense)
    if one < STUMP_LETTERS_MAX and other > STUMP_RATIO * one:
        return True
    if not MORE_MIN * one < other < MORE_MAX * one:
        return False
    return _covered(ruled, _Known(dense)) >= CONTAINED_MIN


def _is_gathered(ruled: Blocks, found: Sequence[Piece]) -> bool:
    """Whether the ruled reading is put together from all over the page, and not in its order."""
    place = {texts.comparable(piece.text): number for number, piece in reversed([*enumerate(found)])}
    places = [place[row] for block in ruled if (row := texts.comparable(block.text)) in place]
    return any(one > other for one, other in pairwise(places))


def _is_layout(ruled: Blocks) -> bool:
    """Whether the ruled reading took the tables that a page is laid out with for tables."""
    rows = (row for block in ruled if block.kind is BlockKind.LIST for row in block.text.split("\n"))
    return any(len(row) > CELL_LETTERS_MAX for row in rows)


def _is_aside(block: Block, linked: Mapping[str, float], seen: str) -> bool:
    """Whether a block is mostly links, or a label from a part of the page that calls itself furniture."""
    rows = [texts.comparable(row) for row in block.text.split("\n")]
    shares = [linked[row] for row in rows if row in linked]
    if shares:
        return sum(shares) / len(shares) > LINKED_SHARE_MAX
    return len(block.text) < LABEL_LETTERS_MAX and not any(row and row in seen for row in rows)


def _letters(blocks: Blocks) -> int:
    return sum(len(block.text) for block in blocks)


class _Known:
    """The letters of a reading; a block is in it as a whole or as a part of one."""

    def __init__(self, blocks: Blocks) -> None:
        self._whole = {texts.comparable(block.text) for block in blocks}
        self._letters = "|".join(texts.comparable(block.text) for block in blocks)

    def __contains__(self, block: Block) -> bool:
        letters = texts.comparable(block.text)
        return letters in self._whole or letters in self._letters


def _covered(blocks: Blocks, known: _Known) -> float:
    """The share of the blocks' text that another reading has."""
    return sum(len(block.text) for block in blocks if block in known) / max(1, _letters(blocks))


def _blocks(found: Sequence[Piece]) -> Blocks:
    """The pieces as blocks; the items of one list are one block."""
    made: list[Block] = []
    above: html.HtmlElement | None = None
    for piece in found:
        parent = piece.holder.getparent() if piece.kind is BlockKind.LIST else None
        if parent is not None and parent is above:
            made[-1] = Block(kind=BlockKind.LIST, text=f"{made[-1].text}\n{piece.text}")
        else:
            made.append(Block(kind=piece.kind, text=piece.text))
        above = parent
    return tuple(made)


def _ruled(root: html.HtmlElement, url: str) -> Blocks:
    """What trafilatura takes for the article."""
    try:
        found = trafilatura.bare_extraction(_lean(root), url=url or None, fast=True, include_comments=False)
    except _ERRORS:  # foreign markup reaches corners of the library that it did not foresee
        return ()
    if found is None or isinstance(found, dict) or found.body is None:
        return ()
    return tuple(islice((block for element in found.body for block in _converted(element)), BLOCKS_MAX))


def _lean(root: html.HtmlElement) -> html.HtmlElement:
    """A copy without what holds no text of an article: trafilatura searches every element a dozen times.

    Linked data stay, for it looks there where it finds nothing else.
    """
    lean = copy(root)
    for script in [script for script in lean.iter("script") if "ld+json" not in (script.get("type") or "")]:
        script.drop_tree()
    etree.strip_elements(lean, *_TEXTLESS, with_tail=False)
    return lean


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
    whole = "".join(map(str, element.itertext()))
    yield from texts.sentences_joined(map(texts.clean, whole.split("\n")))

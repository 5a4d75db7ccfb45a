"""Markup as feeds carry it becomes clean text or blocks."""

import re
from collections.abc import Iterator
from html import unescape

from lxml import etree, html

from digest import text as texts
from digest import urls
from digest.model.article import Block, BlockKind, Image

MARKUP_LETTERS_MAX = 400_000  # of one entry; a longer one is a book
PICTURE_PIXELS_MIN = 60  # smaller ones count readers or are icons

_TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]{0,2000}|!--.*?--)>", re.DOTALL)
_LOOKS_MARKED = re.compile(r"<[a-zA-Z/!]|&(?:[a-zA-Z]{2,8}|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_SILENT = (
    "script",
    "style",
    "noscript",
    "iframe",
    "form",
    "svg",
    "figure",
    "figcaption",
    "video",
    "audio",
    "object",
    "template",
    "button",
    "nav",
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PLAIN = """
address article aside body center div dl footer header hr main ol p pre section table tbody td th tr ul
"""
_BLOCKS = {
    **dict.fromkeys(_HEADINGS, BlockKind.HEADING),
    "blockquote": BlockKind.QUOTE,
    **dict.fromkeys(("li", "dd", "dt"), BlockKind.LIST),
    **dict.fromkeys(_PLAIN.split(), BlockKind.PARAGRAPH),
}
_BREAK = "\n"


def is_marked_up(value: str) -> bool:
    """Whether `value` holds tags or entities."""
    return bool(_LOOKS_MARKED.search(value))


def line(value: str) -> str:
    """`value` as one line of clean text, tags and entities gone; entities that were escaped twice too."""
    for _ in range(2):
        if not is_marked_up(value):
            break
        value = unescape(_TAG.sub(" " if "<p" in value or "<br" in value else "", value))
    return texts.clean(value)


def blocks(value: str) -> tuple[Block, ...]:
    """The paragraphs, headings, lists and quotes in the markup `value`."""
    value = texts.without_controls(value[:MARKUP_LETTERS_MAX])
    if not is_marked_up(value):
        return tuple(_paragraphs(value))
    root = _tree(value)
    if root is not None:
        etree.strip_elements(root, *_SILENT, with_tail=False)
    return _lists_joined(_walked(root)) if root is not None else ()


def first_picture(value: str, base: str) -> Image | None:
    """The first picture in the markup `value` that is more than a counting pixel."""
    root = _tree(value[:MARKUP_LETTERS_MAX]) if "<img" in value else None
    for element in root.iter("img") if root is not None else ():
        address = urls.web_address(base, element.get("src"))
        edges = [pixels for name in ("width", "height") if (pixels := element.get(name) or "").isdecimal()]
        if address and not any(int(edge) < PICTURE_PIXELS_MIN for edge in edges):
            return Image(url=address, alt=texts.clean(element.get("alt") or ""))
    return None


def _tree(value: str) -> html.HtmlElement | None:
    try:
        root = html.document_fromstring(
            f"<div>{value}</div>", parser=html.HTMLParser(remove_comments=True, remove_pis=True)
        )
    except (etree.LxmlError, ValueError):
        return None
    return root if isinstance(root, html.HtmlElement) else None


def _paragraphs(value: str) -> Iterator[Block]:
    for part in re.split(r"\n\s*\n", value):
        if said := texts.clean(part):
            yield Block(kind=BlockKind.PARAGRAPH, text=said)


def _walked(root: html.HtmlElement) -> Iterator[Block]:
    """Each stretch of text with the kind of the nearest block element around it."""
    kinds: list[BlockKind] = [BlockKind.PARAGRAPH]
    held: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = str(element.tag)
        kind = _BLOCKS.get(tag)
        if kind is not None:
            yield from _said(held, kinds[-1])
        if event == "start":
            if kind is not None:
                kinds.append(_within(kinds[-1], kind))
            held.append(element.text or "")
        else:
            if kind is not None:
                kinds.pop()
            held += [_BREAK if tag == "br" else "", element.tail or ""]
    yield from _said(held, BlockKind.PARAGRAPH)


def _within(outer: BlockKind, inner: BlockKind) -> BlockKind:
    """A paragraph in a quote or a list item belongs to it."""
    return outer if inner is BlockKind.PARAGRAPH and outer in {BlockKind.QUOTE, BlockKind.LIST} else inner


def _said(held: list[str], kind: BlockKind) -> Iterator[Block]:
    for part in re.split(r"\n\s*\n", "".join(piece if piece == _BREAK else piece.replace("\n", " ") for piece in held)):
        if said := texts.clean(part):
            yield Block(kind=kind, text=said)
    held.clear()


def _lists_joined(found: Iterator[Block]) -> tuple[Block, ...]:
    kept: list[Block] = []
    for block in found:
        if kept and block.kind is BlockKind.LIST and kept[-1].kind is BlockKind.LIST:
            kept[-1] = Block(kind=BlockKind.LIST, text=f"{kept[-1].text}\n{block.text}")
        else:
            kept.append(block)
    return tuple(kept)

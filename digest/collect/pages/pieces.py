"""Walks a page once and hands out its stretches of text with what their place says about them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree, html

from digest import text as texts
from digest.model.article import BlockKind

LONG_LETTERS_MIN = 50  # a text node of fewer letters can be a label
FURNITURE_SHARE_MAX = 0.35  # of the page's running text; what holds more is the article, whatever its class says
PIECES_MAX = 20_000  # no article has as many; a hostile page may

_SILENT_NAMES = """
script style noscript template svg math iframe object embed audio video canvas map form select option textarea
input button label nav aside footer figure figcaption head title meta link dialog menu
"""
_SILENT = frozenset(_SILENT_NAMES.split())
_UNREAD = frozenset({"script", "style", "noscript", "template", "textarea", "option"})
_KINDS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), BlockKind.HEADING),
    "blockquote": BlockKind.QUOTE,
    "li": BlockKind.LIST,
    "dd": BlockKind.LIST,
    "dt": BlockKind.LIST,
}
_BLOCKS_NAMES = """
address article blockquote body center dd details div dl dt fieldset h1 h2 h3 h4 h5 h6 header hr li main ol p
pre section summary table tbody td th thead tr ul
"""
_BLOCKS = frozenset(_BLOCKS_NAMES.split()) | frozenset(_KINDS)
_NOISE = re.compile(
    r"(?:^|[\s_-])(?:comments?|disqus|respond|share|sharing|sharebar|social|related|recommend\w*|newsletter"
    r"|subscribe|subscription|signup|sign-up|promo|promotion"
    r"|sidebar|widget|cookie|consent|gdpr|breadcrumbs?|footer|nav|navbar|navigation|menu|advert\w*|ads?|adsbox"
    r"|sponsor\w*|outbrain|taboola|popular|trending|mostread"
    r"|most-read|teasers?|author-?bio|bio|tags?|taglist|pagination|pager|modal|popup|overlay|byline|caption|credits?"
    r"|copyright|toolbar|rating|login|register|skip"
    r"|screen-reader-text|sr-only|visually-hidden|print-only|hidden|toc|readmore|read-more|morelinks|also"
    r"|next-article|infobox|poll|quiz|gallery|slideshow|carousel"
    r"|video-player|player|metadata|meta|dateline|timestamp|jp-relatedposts|sharedaddy|addtoany|wp-caption"
    r"|wp-caption-text|postmeta|post-meta|entry-meta|entry-footer"
    r"|post-footer|post-navigation|comment-respond|yarpp|crp_related|banner)(?:$|[\s_-])",
    re.IGNORECASE,
)
_KEEP = re.compile(
    r"(?:^|[\s_-])(?:article-?body|entry-?content|post-?content|story-?body|articletext|article-?content"
    r"|main-?content)(?:$|[\s_-])",
    re.IGNORECASE,
)
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(slots=True)
class Piece:
    """A stretch of text, the block element that holds it, and how many of its letters are links."""

    text: str
    kind: BlockKind
    holder: html.HtmlElement
    linked: int


def pieces(root: html.HtmlElement) -> list[Piece]:
    """The page's visible text outside of what is marked as furniture, in order."""
    body = root.find("body")
    found: list[Piece] = []
    if body is not None:
        for piece in _Walk(body).pieces():
            found.append(piece)
            if len(found) >= PIECES_MAX:
                break
    return found


class _Walk:
    """One pass over the tree; text gathers until the next block begins or ends."""

    def __init__(self, body: html.HtmlElement) -> None:
        self._body = body
        self._furniture_max = FURNITURE_SHARE_MAX * _mass(body)
        self._held: list[str] = []
        self._linked = 0
        self._links = 0
        self._stack: list[tuple[html.HtmlElement, BlockKind]] = [(body, BlockKind.PARAGRAPH)]

    def pieces(self) -> Iterator[Piece]:
        walk = etree.iterwalk(self._body, events=("start", "end"))
        for event, element in walk:
            tag = element.tag
            if event == "start":
                if self._is_silent(element, tag):
                    walk.skip_subtree()
                    self._skipped = element
                    continue
                yield from self._opened(element, tag)
            else:
                yield from self._closed(element, tag)
        yield from self._said()

    _skipped: html.HtmlElement | None = None

    def _is_silent(self, element: html.HtmlElement, tag: str) -> bool:
        if tag in _SILENT:
            return True
        attributes = element.attrib
        if not attributes or tag in {"body", "html"}:
            return False
        if (
            attributes.get("hidden") is not None
            or attributes.get("aria-hidden") == "true"
            or _UNSEEN.search(attributes.get("style") or "")
        ):
            return self._is_light(element)
        marks = f"{attributes.get('class') or ''} {attributes.get('id') or ''} {attributes.get('role') or ''}"
        if len(marks) < 4 or not _NOISE.search(marks) or _KEEP.search(marks):
            return False
        return self._is_light(element)

    def _is_light(self, element: html.HtmlElement) -> bool:
        """Whether an element that calls itself furniture can be: it does not hold the page's running text."""
        return _mass(element) <= self._furniture_max

    def _opened(self, element: html.HtmlElement, tag: str) -> Iterator[Piece]:
        if tag in _BLOCKS:
            yield from self._said()
            outer = self._stack[-1][1]
            kind = _KINDS.get(
                tag,
                outer
                if outer in {BlockKind.QUOTE, BlockKind.LIST} and tag in {"p", "div", "span"}
                else BlockKind.PARAGRAPH,
            )
            self._stack.append((element, kind))
        elif tag == "br":
            self._held.append("\n")
        elif tag == "a":
            self._links += 1
        self._hold(element.text)

    def _closed(self, element: html.HtmlElement, tag: str) -> Iterator[Piece]:
        if element is self._skipped:
            self._skipped = None
        elif tag in _BLOCKS:
            yield from self._said()
            if len(self._stack) > 1:
                self._stack.pop()
        elif tag == "a":
            self._links = max(0, self._links - 1)
        if element is not self._body:
            self._hold(element.tail)

    def _hold(self, said: str | None) -> None:
        if said:
            self._held.append(said.replace("\n", " "))
            if self._links:
                self._linked += len(said.strip())

    def _said(self) -> Iterator[Piece]:
        if not self._held:
            return
        whole = "".join(self._held)
        self._held.clear()
        linked, self._linked = self._linked, 0
        holder, kind = self._stack[-1]
        for row in _rows(whole):
            yield Piece(text=row, kind=kind, holder=holder, linked=min(linked, len(row)))


def _mass(element: html.HtmlElement) -> int:
    """How many letters of running text an element holds, itself and below."""
    mass = 0
    for inner in element.iter():
        said = inner.text
        if said and len(said) >= LONG_LETTERS_MIN and inner.tag not in _UNREAD:
            mass += len(said)
        behind = inner.tail
        if behind and len(behind) >= LONG_LETTERS_MIN and inner is not element:
            mass += len(behind)
    return mass


def _rows(whole: str) -> list[str]:
    """The paragraphs that line breaks make: at two of them, or at one behind a full stop."""
    paragraphs = whole.split("\n\n") if "\n" in whole else [whole]
    return [row for part in paragraphs for row in texts.sentences_joined(map(texts.clean, part.split("\n")))]

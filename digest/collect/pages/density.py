"""Where the article stands on a page: the element that holds most of its running text."""

from collections.abc import Sequence

from lxml import html

from digest import text as texts
from digest.collect.pages.pieces import Piece
from digest.model.article import BlockKind

RUNNING_LETTERS_MIN = 60  # shorter stretches are running text only as a whole sentence
SENTENCE_LETTERS_MIN = 25
LINKED_SHARE_MAX = 0.4  # of the letters of running text
DOMINANT_SHARE = 0.7  # of a container's running text in one child: then the child is the container


def article(found: Sequence[Piece], body: html.HtmlElement) -> list[Piece]:
    """The pieces of the article, in order."""
    weights = _weights(found)
    container = _container(body, weights)
    inside = [piece for piece in found if _is_inside(piece.holder, container)]
    return _trimmed(inside)


def is_running(piece: Piece) -> bool:
    """Whether a piece reads as text and not as a label, a link or a menu."""
    length = len(piece.text)
    if piece.kind is BlockKind.HEADING or piece.linked > LINKED_SHARE_MAX * length:
        return False
    return length >= RUNNING_LETTERS_MIN or (length >= SENTENCE_LETTERS_MIN and texts.ends_sentence(piece.text))


def _weights(found: Sequence[Piece]) -> dict[html.HtmlElement, int]:
    weights: dict[html.HtmlElement, int] = {}
    for piece in found:
        if is_running(piece):
            length = len(piece.text) - piece.linked
            weights[piece.holder] = weights.get(piece.holder, 0) + length
            for ancestor in piece.holder.iterancestors():
                weights[ancestor] = weights.get(ancestor, 0) + length
    return weights


def _container(body: html.HtmlElement, weights: dict[html.HtmlElement, int]) -> html.HtmlElement:
    current = body
    while True:
        heaviest = max(current, key=lambda child: weights.get(child, 0), default=None)
        if heaviest is None or weights.get(heaviest, 0) < DOMINANT_SHARE * max(1, weights.get(current, 0)):
            return current
        if heaviest.tag in {"p", "li", "blockquote", "span"}:
            return current
        current = heaviest


def _is_inside(element: html.HtmlElement, container: html.HtmlElement) -> bool:
    return element is container or any(ancestor is container for ancestor in element.iterancestors())


def _trimmed(inside: Sequence[Piece]) -> list[Piece]:
    """Without link lists, and without labels before the first and behind the last running text."""
    kept = [piece for piece in inside if piece.linked <= 0.6 * len(piece.text) or is_running(piece)]
    running = [place for place, piece in enumerate(kept) if is_running(piece)]
    if not running:
        return []
    kept = kept[running[0] : _end(kept, running)]
    return [piece for place, piece in enumerate(kept) if piece.kind is not BlockKind.HEADING or _leads(kept, place)]


def _end(kept: Sequence[Piece], running: Sequence[int]) -> int:
    """Behind the last running text, or before the headline of the next article that some pages append."""
    own = _article_element(kept[running[0]].holder)
    for place in range(running[0] + 1, running[-1]):
        if kept[place].holder.tag == "h1" and own is not None and _article_element(kept[place].holder) is not own:
            return place
    return running[-1] + 1


def _article_element(element: html.HtmlElement) -> html.HtmlElement | None:
    return next((ancestor for ancestor in element.iterancestors("article")), None)


def _leads(kept: Sequence[Piece], place: int) -> bool:
    """Whether text follows a heading before the next but one heading."""
    return any(piece.kind is not BlockKind.HEADING for piece in kept[place + 1 : place + 3])

"""Where a page points: the publisher's own related pieces, and the sources its text cites."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain

from lxml import html

from digest import text as texts
from digest import urls
from digest.collect import related_words
from digest.model.article import Block, BlockKind, Link

RELATED_MAX = 12
OUTBOUND_MAX = 50
INTRODUCTION_LETTERS_MAX = 400  # of a line that introduces a related piece
OPENING_LETTERS = 40  # enough of a paragraph to know it again

_HOLDERS = frozenset({"p", "li", "blockquote", "td", "dd", "div", "section", "figure"})
_INTRODUCERS = frozenset(
    {"p", "div", "li", "h2", "h3", "h4", "h5", "h6", "strong", "b", "em", "i", "span", "aside", "section", "dt"}
)


def related(root: html.HtmlElement, url: str) -> tuple[Link, ...]:
    """The pieces that the page introduces with words such as "Also read", each once, in order."""
    found: dict[str, Link] = {}
    for link in _introduced(root, url):
        found.setdefault(texts.comparable(link.title), link)
        if len(found) >= RELATED_MAX:
            break
    return tuple(found.values())


def _introduced(root: html.HtmlElement, url: str) -> Iterator[Link]:
    for element in root.iter(*_INTRODUCERS):
        opening = (
            (element.text or "").strip() or (element[0].text or "").strip()
            if len(element)
            else (element.text or "").strip()
        )
        if not 2 < len(opening) <= INTRODUCTION_LETTERS_MAX or related_words.introduced(opening + " : x") is None:
            continue
        line = texts.clean(element.text_content())
        title = related_words.introduced(line)
        if title:
            yield Link(title=title, url=_address(element, title, url))
        elif title == "":
            yield from _listed(element, url)


def _address(element: html.HtmlElement, title: str, url: str) -> str | None:
    wanted = texts.comparable(title)
    for anchor in element.iter("a"):
        said = texts.comparable(anchor.text_content())
        if said and (said in wanted or wanted in said):
            return urls.web_address(url, anchor.get("href"))
    return None


def _listed(element: html.HtmlElement, url: str) -> Iterator[Link]:
    """The links right below an element that holds the introducing words alone."""
    below = element.getnext()
    parent = element.getparent()
    if below is None and parent is not None and len(parent) == 1:
        below = parent.getnext()
    if below is not None and below.tag in {"br", "a"}:
        yield from _links(_run(below), url)
        return
    if below is None or len(texts.clean(below.text_content())) > INTRODUCTION_LETTERS_MAX * 3:
        return
    yield from _links(below.iter("a"), url)


def _run(first: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The links that stand one behind the other, with line breaks between them."""
    for element in chain([first], first.itersiblings()):
        if element.tag == "a":
            yield element
        elif element.tag != "br":
            return


def _links(anchors: Iterable[html.HtmlElement], url: str) -> Iterator[Link]:
    for anchor in anchors:
        title = texts.clean(anchor.text_content())
        address = urls.web_address(url, anchor.get("href"))
        if address and 3 <= texts.length_in_words(title) <= related_words.TITLE_WORDS_MAX:
            yield Link(title=title, url=address)


def outbound(root: html.HtmlElement, blocks: Sequence[Block], url: str) -> tuple[str, ...]:
    """The addresses on other sites that the body's own paragraphs link to, in order."""
    openings = {
        row[:OPENING_LETTERS]
        for block in blocks
        if block.kind is not BlockKind.HEADING
        for row in block.text.split("\n")
    }
    home = _site(urls.host(url))
    found: dict[str, None] = {}
    for anchor in root.iter("a"):
        address = anchor.get("href") or ""
        if not address.startswith(("http://", "https://")) or _site(_quick_host(address)) == home:
            continue
        if not urls.is_web(address):
            continue
        holder = next((parent for parent in anchor.iterancestors() if parent.tag in _HOLDERS), None)
        if holder is not None and texts.clean(holder.text_content())[:OPENING_LETTERS] in openings:
            found.setdefault(address)
        if len(found) >= OUTBOUND_MAX:
            break
    return tuple(found)


def _quick_host(address: str) -> str:
    """The host of one of the hundreds of links of a page, without taking the whole address apart."""
    return address.partition("//")[2].partition("/")[0].lower()


@lru_cache(maxsize=4_096)
def _site(host: str) -> str:
    """The last two labels of the host: near enough to tell a publisher's own pages."""
    labels = host.split(".")
    wide = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in {"co", "com", "org", "net", "ac", "gov", "edu"}
    return ".".join(labels[-3 if wide else -2 :])

"""OPML, in which feed readers hand each other their subscriptions: read in a parser process, and written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from lxml import etree

from digest import text as texts
from digest import urls

OPML_BYTES_MAX = 5_000_000  # ten thousand feeds
OUTLINES_MAX = 10_000
DEPTH_MAX = 50  # folders within folders
TITLE_LETTERS_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A feed in somebody's list; `folders` are the names it is filed under, the nearest first."""

    url: str
    title: str = ""
    folders: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriptions:
    """The feeds of an OPML file, each once, or the `problem` with it; `skipped` are addresses that are none."""

    feeds: tuple[Subscription, ...] = ()
    skipped: tuple[str, ...] = ()
    problem: str = ""


def read(data: bytes) -> Subscriptions:
    """The feeds in an OPML file; elements and attributes are known in capitals or small letters."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or str(root.tag).lower() != "opml":
        return Subscriptions(problem="it is not an OPML file")
    once: dict[str, Subscription] = {}
    skipped = []
    for outline in _outlines(root):
        if urls.is_web(outline.url):
            once.setdefault(outline.url, outline)
        else:
            skipped.append(texts.shortened(texts.clean(outline.url), TITLE_LETTERS_MAX))
    problem = "" if once or skipped else "it holds no feeds"
    return Subscriptions(feeds=tuple(once.values()), skipped=tuple(skipped), problem=problem)


def _outlines(root: etree._Element) -> Iterator[Subscription]:
    waiting: list[tuple[etree._Element, tuple[str, ...]]] = [(root, ())]
    seen = 0
    while waiting and seen < OUTLINES_MAX:
        element, folders = waiting.pop()
        said = {str(key).lower(): texts.clean(str(value)) for key, value in element.attrib.items()}
        name = texts.shortened(said.get("text") or said.get("title") or "", TITLE_LETTERS_MAX)
        if url := said.get("xmlurl"):
            seen += 1
            named = (part for one in said.get("category", "").split(",") for part in one.split("/"))
            filed = tuple(dict.fromkeys(filter(None, (*folders, *(texts.clean(part) for part in named)))))
            yield Subscription(url=url, title=name, folders=filed, language=said.get("language", ""))
        elif len(folders) < DEPTH_MAX:
            below = (name, *folders) if name else folders
            waiting += [(child, below) for child in element.iterchildren("*", reversed=True)]


def written(title: str, feeds: Iterable[Subscription]) -> str:
    """An OPML 2.0 file of these feeds."""
    lines = "".join(f"    {_outline(feed)}\n" for feed in feeds)
    head = f"  <head><title>{_text(title)}</title></head>\n"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n{head}  <body>\n{lines}  </body>\n</opml>\n'


def _outline(feed: Subscription) -> str:
    said = {"type": "rss", "text": feed.title or feed.url, "xmlUrl": feed.url, "category": ",".join(feed.folders)}
    said["language"] = feed.language
    return "<outline " + " ".join(f"{key}={quoteattr(value)}" for key, value in said.items() if value) + "/>"


def _text(text: str) -> str:
    return quoteattr(text)[1:-1]

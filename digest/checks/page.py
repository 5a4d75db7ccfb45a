"""A small tree of a page, enough to ask questions of it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

from digest.text import comparable

VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
UNREAD = frozenset(("style", "script", "title", "head"))
"""Elements whose text nobody reads on the page."""

FILLING = "\u200a\u034f\u2007\u200b\u00a0 \n"
"""What keeps a place open and is no word."""

_SPACES = re.compile(r"\s+")


@dataclass(slots=True, kw_only=True, eq=False)
class Element:
    tag: str
    attributes: Mapping[str, str]
    line: int
    parent: "Element | None" = None
    children: list["Element | str"] = field(default_factory=list)
    classes: frozenset[str] = frozenset()

    def get(self, name: str) -> str:
        """The attribute's value, empty where it is missing."""
        return self.attributes.get(name, "")

    @property
    def elements(self) -> Iterator["Element"]:
        return (child for child in self.children if isinstance(child, Element))

    @property
    def own_text(self) -> str:
        """The text directly in it."""
        return " ".join(child for child in self.children if isinstance(child, str)).strip()

    def walk(self) -> Iterator["Element"]:
        """It and everything in it, in order."""
        yield self
        for child in self.elements:
            yield from child.walk()

    @property
    def text(self) -> str:
        """Everything readable in it on one line; images speak by their alt."""
        return _SPACES.sub(" ", "".join(_spoken(self))).strip()

    def ancestors(self) -> Iterator["Element"]:
        here: Element | None = self
        while here is not None:
            yield here
            here = here.parent

    @property
    def style(self) -> Mapping[str, str]:
        """Its inline declarations by property, in lower case."""
        return declarations(self.get("style"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    root: Element
    elements: tuple[Element, ...]
    """Every element in order, the nameless root left out."""
    readable: tuple[Element, ...]
    """Those with words of their own that somebody sees."""
    words: str
    """Everything readable in the body on one line."""
    folded: str
    """The letters and digits of `words`, comparable with those of a headline."""
    broken: tuple[tuple[int, str], ...]
    """Line and description of tags that do not fit together."""

    def all(self, *tags: str) -> Iterator[Element]:
        return (element for element in self.elements if not tags or element.tag in tags)

    def first(self, tag: str) -> Element | None:
        return next(self.all(tag), None)

    @property
    def css(self) -> str:
        return "\n".join(style.own_text for style in self.all("style"))


@lru_cache(maxsize=1_000)
def declarations(style: str) -> Mapping[str, str]:
    pairs = (part.partition(":") for part in style.split(";") if ":" in part)
    return {name.strip().lower(): value.strip().lower() for name, _, value in pairs}


def _spoken(element: Element) -> Iterator[str]:
    if element.tag in UNREAD or hidden(element):
        return
    if element.tag == "img":
        yield f" {element.get('alt')} "
    for child in element.children:
        if isinstance(child, str):
            yield child
        else:
            yield from _spoken(child)
    if element.tag not in {"a", "span", "b", "i", "em", "strong"}:
        yield " "


def _readable(elements: Iterable[Element]) -> Iterator[Element]:
    shown = set()
    for element in elements:
        around = element.parent is None or not element.parent.tag or element.parent in shown
        if around and element.tag not in UNREAD and not hidden(element):
            shown.add(element)
            if element.own_text.strip(FILLING):
                yield element


def hidden(element: Element) -> bool:
    """Whether it and all in it is taken off the page by its own style."""
    return element.style.get("display") == "none"


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element(tag="", attributes={}, line=0)
        self.here = self.root
        self.broken: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self.broken += [(self._line, f"<{tag}> has {name} twice") for name in set(names) if names.count(name) > 1]
        attributes = {name: value or "" for name, value in reversed(attrs)}
        element = Element(
            tag=tag,
            attributes=attributes,
            line=self._line,
            parent=self.here,
            classes=frozenset(attributes.get("class", "").split()),
        )
        self.here.children.append(element)
        if tag not in VOID:
            self.here = element

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if tag not in (each.tag for each in self.here.ancestors()):
            self.broken.append((self._line, f"</{tag}> closes nothing"))
            return
        while self.here.tag != tag:
            self.broken.append((self.here.line, f"<{self.here.tag}> is never closed"))
            self.here = self.here.parent or self.root
        self.here = self.here.parent or self.root

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)

    @property
    def _line(self) -> int:
        return self.getpos()[0]


@lru_cache(maxsize=4)
def parsed(html: str) -> Page:
    builder = _Builder()
    builder.feed(html)
    builder.close()
    for element in builder.here.ancestors():
        if element.tag:
            builder.broken.append((element.line, f"<{element.tag}> is never closed"))
    elements = tuple(builder.root.walk())[1:]
    body = next((element for element in elements if element.tag == "body"), None)
    words = body.text if body else ""
    return Page(
        root=builder.root,
        elements=elements,
        readable=tuple(_readable(elements)),
        words=words,
        folded=comparable(words),
        broken=tuple(builder.broken),
    )

"""What a page says about itself in linked data (JSON-LD)."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from lxml import html

from digest import text as texts

SCRIPT_LETTERS_MAX = 500_000  # beyond that it is a product catalogue, not an article's card
NODES_MAX = 2_000

_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/"
    r"|\]\]>)\s*;?\s*$"
)
_ARTICLE = re.compile(r"(?:Article|BlogPosting|Report|LiveBlogPosting|Posting)$")
_TAGS = re.compile(r"<[^>]{1,300}>")

Json = dict[str, "object"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The article's card; empty fields where the page does not say."""

    types: tuple[str, ...] = ()
    headline: str = ""
    description: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""
    modified: str = ""
    images: tuple[tuple[str, int | None, int | None], ...] = ()
    publisher: str = ""
    section: str = ""
    language: str = ""
    free: bool | None = None
    body: str = ""
    url: str = ""
    keywords: tuple[str, ...] = ()


def card(root: html.HtmlElement) -> Card:
    """The card of the article that the page is about."""
    nodes = [node for script in _scripts(root) for node in _nodes(script)]
    articles = [node for node in nodes if any(_ARTICLE.search(kind) for kind in _types(node))]
    pages = [node for node in nodes if any(kind.endswith("WebPage") for kind in _types(node))]
    by_id = {str(node["@id"]): node for node in nodes if node.get("@id") and len(node) > 1}
    main = max(articles, key=_fullness, default=None)
    if main is None:
        return _page_card(pages, nodes, by_id)
    return _card(main, by_id)


def _page_card(pages: list[Json], nodes: list[Json], by_id: dict[str, Json]) -> Card:
    """A page that is no article by its own words still has a date and a publisher."""
    page = max(pages, key=_fullness, default={})
    site = next((_words(node.get("name")) for node in nodes if "WebSite" in _types(node)), "")
    found = _card(page, by_id)
    return Card(
        published=found.published,
        modified=found.modified,
        publisher=found.publisher or site,
        language=found.language,
        free=found.free,
    )


def _card(node: Json, by_id: dict[str, Json]) -> Card:
    return Card(
        types=_types(node),
        headline=_words(node.get("headline") or node.get("name")),
        description=_words(node.get("description")),
        authors=tuple(_names(node.get("author") or node.get("creator"), by_id)),
        published=_words(node.get("datePublished") or node.get("dateCreated")),
        modified=_words(node.get("dateModified")),
        images=tuple(_images(node.get("image") or node.get("thumbnailUrl"), by_id)),
        publisher=next(iter(_names(node.get("publisher"), by_id)), ""),
        section=_words(node.get("articleSection")),
        language=_words(node.get("inLanguage")),
        free=_truth(node.get("isAccessibleForFree")),
        body=body if isinstance(body := node.get("articleBody"), str) else "",
        url=_words(node.get("url") or node.get("mainEntityOfPage")),
        keywords=tuple(_keywords(node.get("keywords"))),
    )


def _scripts(root: html.HtmlElement) -> Iterator[object]:
    for script in root.iterfind(".//script[@type]"):
        if (
            "ld+json" not in (script.get("type") or "").lower()
            or not script.text
            or len(script.text) > SCRIPT_LETTERS_MAX
        ):
            continue
        try:
            yield json.loads(_WRAPPING.sub("", script.text), strict=False)
        except (ValueError, RecursionError):
            continue


def _nodes(value: object, left: int = NODES_MAX, depth: int = 0) -> Iterator[Json]:
    if isinstance(value, list):
        for item in value[:left]:
            yield from _nodes(item, left, depth + 1) if depth < 6 else ()
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"):
            if depth < 6 and isinstance(value.get(key), list | dict):
                yield from _nodes(value[key], left, depth + 1)


def _types(node: Json) -> tuple[str, ...]:
    kind = node.get("@type")
    return tuple(str(one).rsplit("/", 1)[-1] for one in (kind if isinstance(kind, list) else [kind]) if one)


def _fullness(node: Json) -> tuple[int, int]:
    return sum(bool(node.get(key)) for key in ("headline", "datePublished", "author", "image")), len(
        str(node.get("articleBody") or "")
    )


def _words(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or value.get("alternateName") or value.get("@id") or ""
    if not isinstance(value, str | int | float):
        return ""
    return texts.clean(_unescaped(_TAGS.sub(" ", str(value))))


def _unescaped(value: str) -> str:
    return unescape(value) if "&" in value else value


def _names(value: object, by_id: dict[str, Json]) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict) and not one.get("name") and str(one.get("@id")) in by_id:
            one = by_id[str(one["@id"])]  # noqa: PLW2901  the reference stands for its node
        if isinstance(one, dict) and isinstance(one.get("name"), list):
            yield from filter(None, map(_words, one["name"]))
        elif name := _words(one):
            yield name


def _images(value: object, by_id: dict[str, Json]) -> Iterator[tuple[str, int | None, int | None]]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            yield one, None, None
        elif isinstance(one, dict):
            node = one if one.get("url") or one.get("contentUrl") else by_id.get(str(one.get("@id")), one)
            url = node.get("url") or node.get("contentUrl")
            url = url[0] if isinstance(url, list) and url else url
            if isinstance(url, str):
                yield url, pixels(node.get("width")), pixels(node.get("height"))


def pixels(value: object) -> int | None:
    """A length in pixels, as pages write one ("1200", "1200px", 1200), or None."""
    value = value.get("value") if isinstance(value, dict) else value
    found = re.match(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*$", str(value)) if value else None
    return int(found[1]) or None if found else None


def _truth(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(str(value).strip().lower().rsplit("/", 1)[-1])


def _keywords(value: object) -> Iterator[str]:
    items = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
    for item in items[:40]:
        if word := _words(item):
            yield word.removeprefix("tag:")

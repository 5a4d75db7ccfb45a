"""Reads a Markdown file as lines whose kinds its marks tell."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from digest import text as texts
from digest import urls
from digest.collect import authors, dates, plain
from digest.collect.plain import Layout, Line
from digest.model.article import BlockKind

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?P<fields>.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^(?P<name>[A-Za-z_-]{2,20}):[ \t]*(?P<value>.*)$", re.MULTILINE)
_NAMES = {
    "headline": "title",
    "description": "standfirst",
    "summary": "standfirst",
    "subtitle": "standfirst",
    "dek": "standfirst",
    "excerpt": "standfirst",
    "author": "authors",
    "by": "authors",
    "byline": "authors",
    "published": "date",
    "pubdate": "date",
    "link": "url",
    "source": "url",
    "canonical_url": "url",
    "permalink": "url",
}
_PARSER = MarkdownIt("commonmark", {"html": True, "maxNesting": 20})


def read(text: str) -> Layout:
    """The article in a Markdown file."""
    found = _FRONT_MATTER.match(text)
    body = text[found.end() :] if found else text
    layout = plain.arranged(list(_lines(_PARSER.parse(body))))
    return _with_fields(layout, _fields(found["fields"])) if found else layout


def _fields(block: str) -> dict[str, str]:
    pairs = ((found["name"].lower(), found["value"].strip().strip("\"'[]").strip()) for found in _FIELD.finditer(block))
    return {_NAMES.get(name, name): texts.clean(value) for name, value in pairs if value}


def _with_fields(layout: Layout, fields: dict[str, str]) -> Layout:
    said = fields.get("date", "")
    when = dates.read(said) if said else None
    url = fields.get("url", "")
    return replace(
        layout,
        title=fields.get("title") or layout.title,
        standfirst=fields.get("standfirst") or layout.standfirst,
        when=when or layout.when,
        date_text="" if when else said or layout.date_text,
        authors=authors.named([fields["authors"]]) if "authors" in fields else layout.authors,
        url=url if urls.is_web(url) else layout.url,
    )


def _lines(tokens: Sequence[Token]) -> Iterator[Line]:
    kinds: list[BlockKind | None] = [None]
    level = 0
    for token in tokens:
        if token.type in {"list_item_open", "blockquote_open"}:
            kinds.append(BlockKind.LIST if token.type == "list_item_open" else BlockKind.QUOTE)
        elif token.type in {"list_item_close", "blockquote_close"}:
            kinds.pop()
        elif token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "heading_close":
            level = 0
        elif token.type == "inline":
            yield from _inline(token, BlockKind.HEADING if level else kinds[-1], level)


def _inline(token: Token, kind: BlockKind | None, level: int) -> Iterator[Line]:
    children = token.children or []
    said = texts.clean(
        "".join(
            " " if child.type in {"softbreak", "hardbreak"} else child.content
            for child in children
            if child.type not in {"image", "html_inline"}
        )
    )
    links = [str(child.attrs.get("href") or "") for child in children if child.type == "link_open"]
    address = links[0] if len(links) == 1 and urls.is_web(links[0]) else None
    if said:
        yield Line(text=said, kind=kind, level=level, url=address)

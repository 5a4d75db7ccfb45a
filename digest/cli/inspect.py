"""`digest inspect`: one page, feed, set of articles or story, as JSON on stdout. Nothing is stored or fetched."""

import dataclasses
import gzip
import json
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from digest import store
from digest.cli import newsroom
from digest.collect import feeds, pages
from digest.errors import DigestError, UsageError
from digest.group import labelled
from digest.model.settings import Topic

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
GZIP_MARK = b"\x1f\x8b"


@click.group("inspect")
def inspect_command() -> None:
    """Look at one page, feed, set of articles or story, as JSON."""


@inspect_command.command("page")
@click.argument("file", type=FILE)
@click.option("--url", required=True, help="The address the page was found at.")
def page(file: Path, url: str) -> None:
    """The article in FILE (HTML or plain text)."""
    data = file.read_bytes()
    found = pages.extract(data, url) if _is_html(data) else pages.from_text(_decoded(data, file))
    newsroom.print_json(
        {
            "url": found.url or url,
            "title": found.title,
            "standfirst": found.standfirst,
            "text": found.text,
            "authors": found.authors,
            "published_at": _plain(found.published_at),
            "published_precision": found.published_precision,
            "date_text": found.date_text,
            "language": found.language,
            "image": _plain(found.image),
            "publisher": found.publisher,
            "related": [{"title": link.title, "url": link.url} for link in found.related],
            "blocks": [{"kind": block.kind, "text": block.text} for block in found.blocks],
        }
    )


@inspect_command.command("feed")
@click.argument("file", type=FILE)
@click.option("--url", required=True, help="The address the feed was found at.")
def feed(file: Path, url: str) -> None:
    """The feed in FILE (.gz too) with its entries."""
    data = file.read_bytes()
    found = feeds.parse_feed(gzip.decompress(data) if data.startswith(GZIP_MARK) else data, url, {})
    names = ("title", "link", "id", "language", "subtitle", "author", "published", "updated", "tags")
    of_entry = (
        "title", "link", "id", "summary", "content", "author", "published", "updated", "tags", "enclosures", "language",
    )  # fmt: skip
    newsroom.print_json(
        {name: _plain(getattr(found, name)) for name in names}
        | {"entries": [{name: _plain(getattr(entry, name)) for name in of_entry} for entry in found.entries]}
    )


@inspect_command.command("groups")
@click.argument("file", type=FILE)
@click.option("--topics", "topics_file", type=FILE, required=True, help="A TOML file with [[topics]].")
@click.option("--corrections", "corrections_file", type=FILE, help="JSON lines: id, title, lead, topic.")
def groups(file: Path, topics_file: Path, corrections_file: Path | None) -> None:
    """Stories, topics and related articles of the articles in FILE (JSON lines), a JSON line each."""
    topics = tuple(map(_topic, _toml(topics_file).get("topics", ())))
    corrections = _json_lines(corrections_file) if corrections_file else ()
    for row in labelled.rows(_json_lines(file), topics, corrections):
        print(json.dumps(row, ensure_ascii=False))


@inspect_command.command("story")
@click.argument("story_id", metavar="ID")
def story(story_id: str) -> None:
    """A stored story with its evidence, its rank, and why each related link is there."""
    with newsroom.opened(newsroom.settings()) as runtime, runtime.store.read() as db:
        found = store.stories.by_id(db, story_id)
        if found is None:
            raise UsageError(f'there is no story "{story_id}"', hint="The desk shows each story's id.")
        articles = store.articles.by_id(db, found.articles)
    newsroom.print_json(
        _fields(found)
        | {
            "rank": found.rank,
            "articles": [
                {"id": a.id, "publisher": a.publisher, "title": a.title, "url": a.url, "known_at": _plain(a.known_at)}
                for a in articles.values()
            ],
        }
    )


def _is_html(data: bytes) -> bool:
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype", b"<html", b"<?xml", b"<!--", b"<head", b"<body")) or b"<html" in start


def _decoded(data: bytes, file: Path) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DigestError(f"is not UTF-8 text (byte {error.start})", where=str(file)) from None


def _json_lines(file: Path) -> Iterator[dict[str, object]]:
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _json_object(line, where=f"{file}:{number}")


def _json_object(line: str, *, where: str) -> dict[str, object]:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise DigestError(f"is not JSON ({error.msg})", where=where) from None
    if not isinstance(value, dict):
        raise DigestError("is not a JSON object", where=where)
    return value


def _topic(table: dict[str, Any]) -> Topic:
    if not isinstance(table.get("name"), str):
        raise UsageError("a topic has no name", where="--topics", hint='Every [[topics]] needs name = "…".')
    return Topic(
        name=table["name"], description=table.get("description", ""), keywords=tuple(table.get("keywords", ()))
    )


def _toml(file: Path) -> dict[str, list[dict[str, Any]]]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise DigestError(f"is not TOML ({error})", where=str(file)) from None


def _fields(value: object) -> dict[str, object]:
    assert dataclasses.is_dataclass(value)
    return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}


def _plain(value: object) -> object:
    """Values as JSON knows them."""
    if isinstance(value, datetime):
        return value.isoformat()
    if dataclasses.is_dataclass(value):
        return _fields(value)
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value

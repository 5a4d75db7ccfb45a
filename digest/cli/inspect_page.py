"""`digest inspect page` and `feed`: what is read out of one file."""

import gzip
from pathlib import Path

import click

from digest.cli import plain
from digest.collect import feeds, pages
from digest.errors import DigestError

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
GZIP_MARK = b"\x1f\x8b"


@click.command("page")
@click.argument("file", type=FILE)
@click.option("--url", required=True, help="The address the page was found at.")
def page_command(file: Path, url: str) -> None:
    """The article in FILE (HTML or plain text)."""
    data = file.read_bytes()
    found = pages.extract(data, url) if _is_html(data) else pages.from_text(_decoded(data, file))
    plain.print_json(
        {
            "url": found.url or url,
            "title": found.title,
            "standfirst": found.standfirst,
            "text": found.text,
            "authors": found.authors,
            "published_at": plain.value(found.published_at),
            "published_precision": found.published_precision,
            "date_text": found.date_text,
            "language": found.language,
            "image": plain.value(found.image),
            "publisher": found.publisher,
            "related": [{"title": link.title, "url": link.url} for link in found.related],
            "blocks": [{"kind": block.kind, "text": block.text} for block in found.blocks],
        }
    )


@click.command("feed")
@click.argument("file", type=FILE)
@click.option("--url", required=True, help="The address the feed was found at.")
def feed_command(file: Path, url: str) -> None:
    """The feed in FILE (.gz too) with its entries."""
    data = file.read_bytes()
    found = feeds.parse_feed(gzip.decompress(data) if data.startswith(GZIP_MARK) else data, url, {})
    names = ("title", "link", "id", "language", "subtitle", "author", "published", "updated", "tags")
    of_entry = (
        "title", "link", "id", "summary", "content", "author", "published", "updated", "tags", "enclosures", "language",
    )  # fmt: skip
    plain.print_json(
        {name: plain.value(getattr(found, name)) for name in names}
        | {"entries": [{name: plain.value(getattr(entry, name)) for name in of_entry} for entry in found.entries]}
    )


def _is_html(data: bytes) -> bool:
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype", b"<html", b"<?xml", b"<!--", b"<head", b"<body")) or b"<html" in start


def _decoded(data: bytes, file: Path) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DigestError(f"is not UTF-8 text (byte {error.start})", where=str(file)) from None

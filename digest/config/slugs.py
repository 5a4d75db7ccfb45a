"""Ids for sources that config does not name: readable, and the same as long as publisher and address are."""

import hashlib
import re
import unicodedata
from collections.abc import Collection
from pathlib import PurePosixPath
from urllib.parse import urlsplit

SLUG_CHARS_MAX = 60  # long enough to tell a publisher's sections apart in a table
PLAIN_WORDS = frozenset({"feed", "feeds", "rss", "atom", "xml", "index", "html", "www", "php"})


def source_id(publisher: str, url: str, taken: Collection[str]) -> str:
    """`harbour-gazette-world` for that publisher's /world/feed.xml; a hash of the address sets apart what collides."""
    words = slug(publisher).split("-") + [word for word in _place(url) if word not in PLAIN_WORDS]
    readable = "-".join(dict.fromkeys(filter(None, words)))[:SLUG_CHARS_MAX].strip("-")
    if readable and readable not in taken:
        return readable
    mark = hashlib.sha256(url.encode()).hexdigest()[:8]
    return f"{readable or 'source'}-{mark}"


def slug(text: str) -> str:
    """Small Latin letters and digits, joined by hyphens; empty for text in another script."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")


def _place(url: str) -> list[str]:
    parts = urlsplit(url)
    path = PurePosixPath(parts.path)
    if not parts.scheme:  # of a path, what tells sources apart is its end
        return slug("/".join([*path.parts[-2:-1], path.name.split(".")[0]])).split("-")
    return slug(f"{parts.path} {parts.query}").split("-")

"""What feedparser makes of a feed that our own reader could not open: slower, and used to every kind of damage."""

import io
from calendar import timegm
from collections.abc import Mapping
from datetime import UTC, datetime

import feedparser

from digest.collect.feeds.values import AUTHORS_MAX, ENTRIES_MAX, Entry, Feed
from digest.model.article import Precision

_ERRORS = (
    ValueError,
    TypeError,
    AttributeError,
    KeyError,
    IndexError,
    LookupError,
    RecursionError,
    AssertionError,
    OverflowError,
)


def read(data: bytes, url: str, headers: dict[str, str]) -> Feed | None:
    """The feed as feedparser reads it, or None where it finds none."""
    given = {**headers, "content-location": url} if url else headers
    try:
        # a stream, because feedparser would open bytes that look like an address
        found = feedparser.parse(io.BytesIO(data), response_headers=given)
        return _feed(found)
    except _ERRORS:
        return None


def _feed(found: Mapping[str, object]) -> Feed | None:
    version, said = str(found.get("version") or ""), found.get("feed")
    entries = found.get("entries")
    if not isinstance(said, Mapping) or not isinstance(entries, list) or not (version or entries):
        return None
    return Feed(
        title=_words(said, "title"),
        link=_words(said, "link"),
        id=_words(said, "id"),
        language=_words(said, "language"),
        subtitle=_words(said, "subtitle"),
        author=_words(said, "author"),
        published=_moment(said, "published_parsed"),
        updated=_moment(said, "updated_parsed"),
        tags=_tags(said),
        entries=tuple(_entry(entry) for entry in entries[:ENTRIES_MAX]),
        format=version[:3].lower() if version else "rss",
    )


def _entry(said: Mapping[str, object]) -> Entry:
    published, updated = _moment(said, "published_parsed"), _moment(said, "updated_parsed")
    content = said.get("content")
    people = _people(said)
    return Entry(
        title=_words(said, "title"),
        link=_words(said, "link"),
        id=_words(said, "id"),
        summary=_words(said, "summary"),
        content=max((_words(one, "value") for one in content), key=len, default="")
        if isinstance(content, list)
        else "",
        author=_words(said, "author"),
        further_authors=people[1:AUTHORS_MAX],
        published=published,
        updated=updated,
        published_precision=Precision.TIME if published or updated else Precision.UNKNOWN,
        tags=_tags(said),
        enclosures=tuple(_enclosures(said)),
        language=_words(said, "language"),
    )


def _words(said: Mapping[str, object], name: str) -> str:
    value = said.get(name)
    return value.strip() if isinstance(value, str) else ""


def _moment(said: Mapping[str, object], name: str) -> datetime | None:
    # feedparser answers `updated_parsed` with the published time, with a warning, unless asked this way
    value = dict.get(said, name) if isinstance(said, dict) else None
    return datetime.fromtimestamp(timegm(value), UTC) if value else None


def _tags(said: Mapping[str, object]) -> tuple[str, ...]:
    tags = said.get("tags")
    return tuple(dict.fromkeys(term for tag in tags if (term := _words(tag, "term")))) if isinstance(tags, list) else ()


def _people(said: Mapping[str, object]) -> tuple[str, ...]:
    people = said.get("authors")
    return tuple(name for one in people if (name := _words(one, "name"))) if isinstance(people, list) else ()


def _enclosures(said: Mapping[str, object]) -> list[dict[str, str]]:
    links = said.get("links")
    found = [link for link in links if link.get("rel") == "enclosure"] if isinstance(links, list) else []
    return [{name: str(link[name]) for name in ("href", "length", "type") if link.get(name)} for link in found]

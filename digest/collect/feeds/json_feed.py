"""Reads JSON Feed 1.0 and 1.1."""

import json
from collections.abc import Mapping

from digest import urls
from digest.collect.feeds import moments
from digest.collect.feeds.values import AUTHORS_MAX, ENCLOSURES_MAX, ENTRIES_MAX, TAGS_MAX, Entry, Feed
from digest.model.article import Image, Precision


def read(text: str, url: str) -> Feed | None:
    """The feed in a JSON text, or None where it is none."""
    try:
        said = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or not isinstance(said.get("items"), list):
        return None
    return Feed(
        title=_words(said, "title"),
        link=urls.absolute(url, _words(said, "home_page_url")),
        id=_words(said, "feed_url"),
        language=_words(said, "language"),
        subtitle=_words(said, "description"),
        author=", ".join(_people(said)),
        entries=tuple(_entry(item, url) for item in said["items"][:ENTRIES_MAX] if isinstance(item, dict)),
        format="json",
        image=_words(said, "icon"),
    )


def _entry(item: Mapping[str, object], url: str) -> Entry:
    published, updated = moments.read(_words(item, "date_published")), moments.read(_words(item, "date_modified"))
    when = published or updated
    picture = urls.web_address(url, _words(item, "image") or _words(item, "banner_image"))
    tags, people = item.get("tags"), _people(item)
    return Entry(
        title=_words(item, "title"),
        link=urls.absolute(url, _words(item, "url") or _words(item, "external_url")),
        id=_words(item, "id"),
        summary=_words(item, "summary"),
        content=_words(item, "content_html") or _words(item, "content_text"),
        author=people[0] if people else "",
        further_authors=people[1:AUTHORS_MAX],
        published=published.at if published else None,
        updated=updated.at if updated else None,
        published_precision=when.precision if when else Precision.UNKNOWN,
        tags=tuple(str(tag) for tag in tags[:TAGS_MAX] if isinstance(tag, str)) if isinstance(tags, list) else (),
        enclosures=tuple(_attachments(item, url)),
        language=_words(item, "language"),
        image=Image(url=picture) if picture else None,
    )


def _words(said: Mapping[str, object], name: str) -> str:
    value = said.get(name)
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _people(said: Mapping[str, object]) -> tuple[str, ...]:
    several = said.get("authors")
    people = several if isinstance(several, list) else [said.get("author")]
    return tuple(name for person in people if isinstance(person, dict) and (name := _words(person, "name")))


def _attachments(item: Mapping[str, object], url: str) -> list[dict[str, str]]:
    listed = item.get("attachments")
    found = [one for one in listed if isinstance(one, dict) and one.get("url")] if isinstance(listed, list) else []
    given = (
        {
            "href": urls.absolute(url, _words(one, "url")),
            "length": _words(one, "size_in_bytes"),
            "type": _words(one, "mime_type"),
        }
        for one in found[:ENCLOSURES_MAX]
    )
    return [{name: value for name, value in one.items() if value} for one in given]

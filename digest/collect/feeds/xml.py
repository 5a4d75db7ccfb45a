"""Reads RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0, and CDF out of an XML tree."""

from lxml import etree

from digest import urls
from digest.collect.feeds import moments, names
from digest.collect.feeds.elements import Said, based, key, said_by
from digest.collect.feeds.values import AUTHORS_MAX, ENCLOSURES_MAX, ENTRIES_MAX, TAGS_MAX, Entry, Feed
from digest.model.article import Precision

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_ENTRIES = frozenset({"item", "entry", "?item", "?entry"})
_FORMATS = {"rss": "rss", "feed": "atom", "rdf:rdf": "rdf", "channel": "cdf", "rdf": "rdf"}


def read(root: etree._Element, url: str) -> Feed:
    """The feed in a tree; without entries and format where the tree is something else."""
    kind = _FORMATS.get(names.key(str(root.tag)).lstrip("?"), "")
    base = based(root, url)
    language = root.get(_LANG) or ""
    channel = next((child for child in root if key(child).lstrip("?") == "channel"), root)
    said = said_by(channel, based(channel, base) if channel is not root else base, channel.get(_LANG) or language)
    entries = tuple(_entry(element, said.base, said.language) for element in _entries(root, channel))
    return _feed(said, entries, kind or ("rss" if entries else ""))


def _feed(said: Said, entries: tuple[Entry, ...], kind: str) -> Feed:
    published, updated = said.dates.get("published", ""), said.dates.get("updated", "")
    seen = [moments.read(one) for one in (published, updated)]
    return Feed(
        title=said.fields.get("title", ""),
        link=_link(said),
        id=said.fields.get("id", ""),
        language=said.fields.get("language") or said.language,
        subtitle=said.fields.get("summary", ""),
        author=said.authors[0] if said.authors else "",
        published=seen[0].at if seen[0] else None,
        updated=seen[1].at if seen[1] else None,
        tags=tuple(dict.fromkeys(said.tags[:TAGS_MAX])),
        entries=entries,
        format=kind,
        image=said.pictures[0].url if said.pictures else "",
        ttl_minutes=int(ttl) if (ttl := said.fields.get("ttl", "")).isdecimal() and len(ttl) < 7 else None,
    )


def _entry(element: etree._Element, base: str, language: str) -> Entry:
    said = said_by(element, based(element, base), element.get(_LANG) or language)
    published, updated = (moments.read(said.dates.get(name, "")) for name in ("published", "updated"))
    when = published or updated or moments.read(said.dates.get("created", ""))
    return Entry(
        title=said.fields.get("title", ""),
        link=_link(said) or urls.absolute(said.base, element.get("href") or ""),
        id=said.fields.get("id") or (element.get(_RDF_ABOUT) or ""),
        summary=said.fields.get("summary", ""),
        content=said.fields.get("content", ""),
        author=said.authors[0] if said.authors else "",
        further_authors=tuple(said.authors[1:AUTHORS_MAX]),
        published=published.at if published else None,
        updated=updated.at if updated else when.at if when and not published else None,
        published_precision=when.precision if when else Precision.UNKNOWN,
        date_text="" if when else next(iter(said.dates.values()), ""),
        tags=tuple(dict.fromkeys(said.tags[:TAGS_MAX])),
        enclosures=tuple(said.enclosures[:ENCLOSURES_MAX]),
        language=said.fields.get("language") or said.language,
        image=said.pictures[0] if said.pictures else None,
        publisher=said.publisher,
    )


def _entries(root: etree._Element, channel: etree._Element) -> list[etree._Element]:
    """The entries where they belong, in the channel and beside it; else wherever they hang."""
    parents = [channel] if channel is root else [channel, root]
    found = [child for parent in parents for child in parent if key(child) in _ENTRIES]
    if not found:
        found = [element for element in root.iter() if key(element) in _ENTRIES]
    return found[:ENTRIES_MAX]


def _link(said: Said) -> str:
    """The entry's page: an alternate link, a plain one, a guid that is one, else whatever link there is."""
    by_relation: dict[str, str] = {}
    for relation, address in said.links:
        by_relation.setdefault(relation, address)
    guid = said.fields.get("id", "")
    return (
        by_relation.get("alternate")
        or said.fields.get("link", "")
        or (
            urls.absolute(said.base, guid)
            if said.permalink or (said.permalink is None and "guid" in said.fields and urls.is_web(guid))
            else ""
        )
        or by_relation.get("other", "")
    )

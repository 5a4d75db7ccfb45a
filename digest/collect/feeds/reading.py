"""Bytes that should be a feed become a `Feed`; what is none comes back with its problem in plain words."""

import re
from dataclasses import replace

from lxml import etree

from digest import urls
from digest.collect.feeds import fallback, json_feed, opening, sitemap, xml
from digest.collect.feeds.values import ENTRIES_MAX, Feed

EMPTY = "the feed is empty"
HTML_PAGE = "this is an HTML page, not a feed"
NO_FEED = "this is neither a feed nor a sitemap"
NO_ENTRIES = "the feed has no entries"

_ERRORS = (ValueError, RecursionError, etree.LxmlError)  # what damage can still bring up inside lxml

_HTML = re.compile(rb"<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])", re.IGNORECASE)
_FEED = re.compile(rb"<(?:rss|(?:\w+:)?rdf|(?:\w+:)?feed|channel)[\s>]", re.IGNORECASE)
_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]", re.IGNORECASE)
OPENING_BYTES = 4_096
FALLBACK_TAGS_MAX = 60_000  # feedparser takes 30 µs for one


def parse_feed(data: bytes, url: str, headers: dict[str, str]) -> Feed:
    """The feed in `data`, found at `url` with these headers (names in lower case); never raises on content."""
    data = data[: opening.FEED_BYTES_MAX]
    if not data.strip():
        return Feed(problem=EMPTY)
    base = urls.absolute(url, headers.get("content-location", ""))
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return json_feed.read(opening.decoded(data, headers), base) or Feed(problem=NO_FEED)
    if _HTML.search(data[:OPENING_BYTES]) and not _FEED.search(data[:OPENING_BYTES]):
        return Feed(problem=HTML_PAGE)
    found = _own(data, base, headers)
    if (found is None or not (found.entries or found.sitemaps)) and _may_be_mended(data, found):
        found = fallback.read(data, base, headers) or found
    found = found or Feed(problem=NO_FEED)
    return (
        found
        if found.entries or found.sitemaps or found.problem
        else replace(found, problem=NO_ENTRIES if found.format else NO_FEED)
    )


def _may_be_mended(data: bytes, found: Feed | None) -> bool:
    """Whether the fallback can find what our reader did not, at a bearable cost."""
    may_hide = found is None or bool(_ENTRY.search(data))
    return data.count(b"<") <= (FALLBACK_TAGS_MAX if may_hide else FALLBACK_TAGS_MAX // 30)


def _own(data: bytes, url: str, headers: dict[str, str]) -> Feed | None:
    """The feed as our own reader sees it; None where damage hid entries from it."""
    try:
        opened = opening.opened(data, headers)
        if opened is None:
            return None
        found = sitemap.read(opened.root, url) or xml.read(opened.root, url)
    except _ERRORS:
        return None
    if opened.broken and len(found.entries) < min(len(_ENTRY.findall(data)), ENTRIES_MAX):
        return None
    return found

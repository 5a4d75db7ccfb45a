"""Reads sitemaps for news, and indexes of sitemaps."""

from itertools import islice

from lxml import etree

from digest import urls
from digest.collect.feeds import moments, names
from digest.collect.feeds.values import ENTRIES_MAX, Entry, Feed
from digest.model.article import Image, Precision

SITEMAPS_MAX = 500


def read(root: etree._Element, url: str) -> Feed | None:
    """The sitemap in a tree, or None where it is none."""
    match names.key(str(root.tag)).lstrip("?"):
        case "urlset":
            entries = [_entry(_said(element), url) for element in islice(root, ENTRIES_MAX)]
            return Feed(format="sitemap", entries=tuple(entry for entry in entries if entry.link))
        case "sitemapindex":
            found = (urls.web_address(url, _said(element).get("loc")) for element in islice(root, SITEMAPS_MAX))
            return Feed(format="sitemap index", sitemaps=tuple(address for address in found if address))
        case _:
            return None


def _said(element: etree._Element) -> dict[str, str]:
    """Every text below one `url`, by key; the first of each."""
    said: dict[str, str] = {}
    for child in element.iter():
        if value := (child.text or "").strip():
            said.setdefault(names.key(str(child.tag)).lstrip("?"), value)
    return said


def _entry(said: dict[str, str], url: str) -> Entry:
    published, updated = moments.read(said.get("news:publication_date", "")), moments.read(said.get("lastmod", ""))
    when = published or updated
    picture = urls.web_address(url, said.get("image:loc"))
    return Entry(
        title=said.get("news:title", ""),
        link=urls.absolute(url, said.get("loc", "")),
        id=said.get("loc", ""),
        published=published.at if published else None,
        updated=updated.at if updated else None,
        published_precision=when.precision if when else Precision.UNKNOWN,
        tags=tuple(tag for word in said.get("news:keywords", "").split(",") if (tag := word.strip())),
        language=said.get("news:language", ""),
        publisher=said.get("news:name", ""),
        image=Image(url=picture) if picture else None,
    )

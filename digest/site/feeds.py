"""Each digest as a feed: RSS 2.0, Atom (RFC 4287), JSON Feed 1.1; one item an edition."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from digest import i18n
from digest.model.settings import Digest
from digest.morning import links
from digest.site import shelf
from digest.site.archive import KEEP
from digest.site.house import House
from digest.store.editions import Archived
from digest.text import without_controls
from digest.web.application import READ
from digest.web.fresh import fresh

ITEMS_MAX = 30  # a month of a daily: who asks more rarely reads the archive
ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
NEVER = datetime(2000, 1, 1, tzinfo=UTC)
"""When a feed without an item changed last: a constant, so that it stays the same feed."""
OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""Readers of feeds that are pages themselves may read ours."""

ET.register_namespace("atom", ATOM)
ET.register_namespace("content", CONTENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An edition."""

    url: str
    title: str
    summary: str
    html: str
    out_at: datetime
    image: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A digest; `url` is the feed's own address."""

    url: str
    home: str
    title: str
    description: str
    language: str
    author: str
    items: Sequence[Item]

    @property
    def changed_at(self) -> datetime:
        return max((item.out_at for item in self.items), default=NEVER)


def routes(house: House) -> APIRouter:
    """`/<digest>/feed.xml`, `/<digest>/atom.xml`, `/<digest>/feed.json`."""
    router = APIRouter()
    for name, (written, kind) in KINDS.items():
        _route(router, house, name, written, kind)
    return router


def _route(router: APIRouter, house: House, file: str, written: Callable[[Feed], bytes], kind: str) -> None:
    @router.api_route(f"/{{name}}/{file}", methods=READ)
    def feed(request: Request, name: str) -> Response:
        made = _feed(house, shelf.digest(house, name), file)
        answer = Response(written(made), media_type=kind, headers={"Cache-Control": KEEP, **OPEN})
        return fresh(request, answer, modified=made.changed_at)


def _feed(house: House, digest: Digest, file: str) -> Feed:
    newsroom = house.runtime.settings.newsroom
    home = f"{newsroom.public_url}/{digest.name}"
    return Feed(
        url=f"{home}/{file}",
        home=home,
        title=without_controls(digest.title),
        description=without_controls(", ".join(digest.topics)),
        language=i18n.language_tag(digest.locale),
        author=without_controls(newsroom.name),
        items=[_item(house, digest, each) for each in shelf.newest(house, digest, limit=ITEMS_MAX)],
    )


def _item(house: House, digest: Digest, archived: Archived) -> Item:
    edition = archived.edition
    mail = shelf.shown(house, edition, digest)
    url = links.web_edition(house.runtime.settings, edition)
    pictures = (lead.image.src for lead in mail.leads if lead.image and house.is_ours(lead.image.src))
    return Item(
        url=url,
        title=mail.subject,
        summary=mail.preheader,
        html=without_controls(house.pages.text("feed_item", locale=digest.locale, mail=mail, url=url)),
        out_at=archived.out_at,
        image=next(pictures, None),
    )


def rss(feed: Feed) -> bytes:
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    _texts(channel, title=feed.title, link=feed.home, description=feed.description, language=feed.language)
    _texts(channel, lastBuildDate=format_datetime(feed.changed_at), ttl="60")
    ET.SubElement(channel, f"{{{ATOM}}}link", href=feed.url, rel="self", type=RSS_KIND)
    for item in feed.items:
        entry = ET.SubElement(channel, "item")
        _texts(entry, title=item.title, link=item.url, description=item.summary)
        ET.SubElement(entry, "guid", isPermaLink="true").text = item.url
        ET.SubElement(entry, "pubDate").text = format_datetime(item.out_at)
        ET.SubElement(entry, f"{{{CONTENT}}}encoded").text = item.html
    return _bytes(root)


def atom(feed: Feed) -> bytes:
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": feed.language})
    _texts(root, id=feed.home, title=feed.title, subtitle=feed.description, updated=feed.changed_at.isoformat())
    ET.SubElement(root, "link", rel="self", href=feed.url, type=ATOM_KIND)
    ET.SubElement(root, "link", rel="alternate", href=feed.home, type="text/html")
    _texts(ET.SubElement(root, "author"), name=feed.author)
    for item in feed.items:
        entry = ET.SubElement(root, "entry")
        out_at = item.out_at.isoformat()
        _texts(entry, id=item.url, title=item.title, summary=item.summary, published=out_at, updated=out_at)
        ET.SubElement(entry, "link", rel="alternate", href=item.url, type="text/html")
        ET.SubElement(entry, "content", type="html").text = item.html
    return _bytes(root)


def json_feed(feed: Feed) -> bytes:
    items = [
        {
            "id": item.url,
            "url": item.url,
            "title": item.title,
            "summary": item.summary,
            "content_html": item.html,
            "date_published": item.out_at.isoformat(),
        }
        | ({"image": item.image} if item.image else {})
        for item in feed.items
    ]
    made = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.home,
        "feed_url": feed.url,
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "items": items,
    }
    return json.dumps(made, ensure_ascii=False).encode()


def _texts(parent: ET.Element, **texts: str) -> None:
    for name, text in texts.items():
        ET.SubElement(parent, name).text = text


def _bytes(root: ET.Element) -> bytes:
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


RSS_KIND, ATOM_KIND = "application/rss+xml", "application/atom+xml"
KINDS: dict[str, tuple[Callable[[Feed], bytes], str]] = {
    "feed.xml": (rss, RSS_KIND),
    "atom.xml": (atom, ATOM_KIND),
    "feed.json": (json_feed, "application/feed+json"),
}
"""File → (what writes it, its media type)."""

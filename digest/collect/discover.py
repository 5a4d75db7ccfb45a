"""Finds the source at an address: the feed itself, one that the site announces or keeps in a usual place, or a page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from digest import urls
from digest.collect import limits, local
from digest.collect.announced import Announced
from digest.collect.answers import Failed, FailureKind, Fetched, Purpose, Request
from digest.collect.harvest import Equipment
from digest.model.settings import SourceKind

USUAL_PLACES = ("feed", "rss", "feed.xml", "rss.xml", "atom.xml", "index.xml", "feed.json")
ANNOUNCED_MAX = 4  # feeds of one page that are tried; the first is nearly always the one
FILE_ENDINGS = (".xml", ".rss", ".atom", ".json", ".gz", ".html", ".htm", ".txt")  # no domain ends so
SITEMAPS_MAX = 2  # for news, of those that robots.txt names
ARTICLE_LINKS_MIN = 3  # a page with fewer is no section page

_READER = "digest.collect.announced:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A source that can be read, by its kind and address, and what else there was to choose from."""

    kind: SourceKind
    url: str
    title: str = ""
    others: tuple[str, ...] = ()


def address(text: str) -> str:
    """What somebody typed, as the address of a source: a bare domain gets its scheme, a path stays a path."""
    text = text.strip()
    if urls.is_web(text) or "://" in text or Path(text).expanduser().exists():
        return text
    host = text.partition("/")[0]
    is_file = host.lower().endswith(FILE_ENDINGS)
    looks_like_one = "." in host.strip(".") and not is_file and not text.startswith((".", "/", "~"))
    with_scheme = f"https://{text}"
    return with_scheme if looks_like_one and urls.is_web(with_scheme) else text


def find(where: str, equipment: Equipment) -> Found | Failed:
    """The source at an http(s) address or a path."""
    if not urls.is_web(where):
        return _on_disk(Path(where))
    answer = equipment.fetcher.get(Request(url=where, purpose=Purpose.FEED))
    if not isinstance(answer, Fetched):
        return answer if isinstance(answer, Failed) else Failed(kind=FailureKind.BROKEN, reason="it says nothing new")
    here = answer.moved_to or where
    feed = _feed(answer, equipment)
    if feed:
        return Found(kind=SourceKind.FEED, url=here, title=feed.title)
    page = equipment.parsers.run(Announced, _READER + "page", answer.data, answer.url)
    if isinstance(page, Failed):
        return page
    if page.stands_before:
        return Failed(kind=FailureKind.CONSENT, reason=f"the site shows {page.stands_before}")
    return _elsewhere(here, answer.url, page, equipment)


def _elsewhere(here: str, url: str, page: Announced, equipment: Equipment) -> Found | Failed:
    """A feed of the site whose page we have, or else the page itself."""
    tried = [*page.feeds[:ANNOUNCED_MAX], *(() if page.feeds else _usual_places(url))]
    found = next(_feeds(tried, equipment), None) or next(_feeds(_news_sitemaps(url, equipment), equipment), None)
    if found:
        others = tuple(other for other in page.feeds if other != found.url)
        return Found(kind=found.kind, url=found.url, title=found.title or page.title, others=others)
    if page.article_links >= ARTICLE_LINKS_MIN:
        return Found(kind=SourceKind.PAGE, url=here, title=page.title)
    return Failed(kind=FailureKind.NOT_A_FEED, reason="no feed and no list of articles was found there")


def _feeds(tried: Iterable[str], equipment: Equipment) -> Iterator[Found]:
    """Those of the addresses at which there is a feed with something in it."""
    for where in dict.fromkeys(tried):
        answer = equipment.fetcher.get(Request(url=where, purpose=Purpose.FEED))
        feed = _feed(answer, equipment) if isinstance(answer, Fetched) else None
        if feed and feed.entries and isinstance(answer, Fetched):
            yield Found(kind=SourceKind.FEED, url=answer.moved_to or where, title=feed.title)


def _feed(answer: Fetched, equipment: Equipment) -> Announced | None:
    found = equipment.parsers.run(Announced, _READER + "feed", answer.data, answer.url, answer.headers)
    return found if isinstance(found, Announced) and found.format else None


def _usual_places(url: str) -> list[str]:
    """Where sites keep their feeds: below a section's own address first, then at the root."""
    section = url.partition("?")[0].partition("#")[0].rstrip("/") + "/"
    root = urls.absolute(url, "/")
    below = [f"{section}feed"] if section != root else []
    return below + [root + place for place in USUAL_PLACES]


def _news_sitemaps(url: str, equipment: Equipment) -> list[str]:
    robots = urls.absolute(url, "/robots.txt")
    answer = equipment.fetcher.get(Request(url=robots, purpose=Purpose.FEED, bytes_max=limits.ROBOTS_BYTES_MAX))
    return sitemaps_for_news(answer.data, robots)[:SITEMAPS_MAX] if isinstance(answer, Fetched) else []


def sitemaps_for_news(robots: bytes, url: str) -> list[str]:
    """The sitemaps in a robots.txt that are for news, going by their names."""
    lines = (line.partition(":") for line in robots.decode("utf-8", "replace").splitlines())
    named = (urls.web_address(url, value) for key, _, value in lines if key.strip().lower() == "sitemap")
    return [sitemap for sitemap in named if sitemap and "news" in sitemap.lower()]


def _on_disk(path: Path) -> Found | Failed:
    if path.is_dir():
        return Found(kind=SourceKind.FOLDER, url=str(path), title=path.name)
    data = local.read(path, limits.FEED_BYTES_MAX)
    if isinstance(data, Failed):
        return data
    kind = SourceKind.PAGE if path.suffix.lower() in local.ARTICLE_SUFFIXES else SourceKind.FEED
    return Found(kind=kind, url=str(path), title=path.name)

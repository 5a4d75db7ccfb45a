"""What a page or a feed says about itself, for who looks for a source. Runs in parser processes."""

from dataclasses import dataclass

from digest import text as texts
from digest import urls
from digest.collect import links, local, pages, walls
from digest.collect.answers import Failed
from digest.collect.feeds import parse_feed

FEEDS_MAX = 20
TITLE_LETTERS_MAX = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What stands at an address. `format` is empty for what is no feed."""

    format: str = ""
    entries: int = 0
    title: str = ""
    problem: str = ""
    feeds: tuple[str, ...] = ()
    """Addresses of the feeds that a page announces, those of comments last."""
    article_links: int = 0
    """How many links of a page look as if they led to articles."""
    stands_before: str = ""
    """What the site shows instead, such as a captcha."""


def feed(data: bytes, url: str, headers: dict[str, str]) -> Announced:
    """The feed in these bytes, or why they are none."""
    plain = local.unpacked(data)
    if isinstance(plain, Failed):
        return Announced(problem=plain.reason)
    found = parse_feed(plain, url, headers)
    title = texts.shortened(texts.clean(found.title), TITLE_LETTERS_MAX)
    leads_on = len(found.entries) or len(found.sitemaps)
    return Announced(format=found.format, entries=leads_on, title=title, problem=found.problem or "")


def page(data: bytes, url: str) -> Announced:
    """The page in these bytes: what it announces and leads to."""
    found = pages.extract(data, url)
    feeds = [address for address in found.feeds if urls.is_web(address)]
    article_links = len(links.found(data, url, None))
    return Announced(
        title=texts.shortened(found.title, TITLE_LETTERS_MAX),
        feeds=tuple(sorted(feeds, key=lambda address: "comment" in address.lower())[:FEEDS_MAX]),
        article_links=article_links,
        stands_before="" if article_links or feeds else walls.wall(data),
    )

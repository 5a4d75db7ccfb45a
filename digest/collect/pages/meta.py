"""What a page says about itself in its head: meta tags, title, links."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import html

from digest import text as texts
from digest import urls

VALUE_LETTERS_MAX = 2_000  # a longer description is no description

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The page's head; `values` maps lower-case names to what they say, in the page's order."""

    title: str = ""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    canonical: str | None = None
    language: str = ""
    feeds: tuple[str, ...] = ()

    def first(self, *names: str) -> str:
        """The first thing said under the first of `names` that says anything."""
        return next((said[0] for name in names if (said := self.values.get(name))), "")

    def all(self, *names: str) -> tuple[str, ...]:
        return tuple(value for name in names for value in self.values.get(name, ()))


def head(root: html.HtmlElement, url: str) -> Head:
    """Everything the meta tags, title and links of a page say."""
    values: dict[str, list[str]] = {}
    for tag in root.iter("meta"):
        said = texts.clean((tag.get("content") or "")[:VALUE_LETTERS_MAX])
        for name in (tag.get("property"), tag.get("name"), tag.get("itemprop"), tag.get("http-equiv")):
            if said and name:
                values.setdefault(name.strip().lower(), []).append(said)
    title = next((texts.clean(tag.text_content()) for tag in root.iter("title") if (tag.text or "").strip()), "")
    base = next((tag.get("href") for tag in root.iter("base") if tag.get("href")), None)
    base_url = urls.absolute(url, base) if base else url
    return Head(
        title=title,
        values={name: tuple(dict.fromkeys(said)) for name, said in values.items()},
        canonical=_canonical(root, values, base_url),
        language=root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "",
        feeds=tuple(_feeds(root, base_url)),
    )


def _canonical(root: html.HtmlElement, values: Mapping[str, list[str]], url: str) -> str | None:
    """The address the page calls its own, unless it is another site's or only the front page."""
    said = [tag.get("href") for tag in root.iter("link") if "canonical" in (tag.get("rel") or "").lower().split()]
    for reference in [*said, *values.get("og:url", [])]:
        found = urls.web_address(url, reference)
        parts = urls.split(found) if found else None
        if found and parts and (parts.path.strip("/") or parts.query):
            return found
    return None


def _feeds(root: html.HtmlElement, url: str) -> list[str]:
    found = (
        urls.web_address(url, tag.get("href"))
        for tag in root.iter("link")
        if "alternate" in (tag.get("rel") or "").lower().split()
        and (tag.get("type") or "").lower().split(";")[0].strip() in _FEED_TYPES
    )
    return list(dict.fromkeys(address for address in found if address))

"""Finds the article links of a section page: by the operator's selector, or by what article links look like."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree, html

from digest import text as texts
from digest import urls
from digest.collect import same
from digest.collect.pages import tree
from digest.collect.selector import xpath

GROUP_LINKS_MIN = 3  # a lone link that looks like an article's is a promotion
TITLE_LETTERS_MIN = 18
SCORE_SHARE_MIN = 0.15  # of the best group; weaker groups are "most read" boxes and footers

_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|footer|breadcrumbs?|pagination|pager|share|social|cookie|consent|login|tags?|topics?|"
    r"newsletter|advert|ads?|sponsored)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NOT_AN_ARTICLE = re.compile(
    r"/(?:tags?|topics?|themen?|authors?|autor(?:en|es)?|category|categories|search|login|signin|register|subscribe|"
    r"abo|account|about|contact|impressum|privacy|datenschutz|terms|help|jobs|rss|feeds?|video|videos|galer(?:y|ie))"
    r"(?:/[^/]*)?/?$|\.(?:pdf|jpe?g|png|gif|webp|mp[34]|zip|xml|rss)$",
    re.IGNORECASE,
)
_SLUG = re.compile(r"[^\W\d_]+(?:-[^\W_]+){2,}")
_NUMBER = re.compile(r"\d{5,}|/20\d\d/\d{1,2}/|20\d\d-\d\d-\d\d|\.html?$")


@dataclass(frozen=True, slots=True)
class _Anchor:
    url: str
    title: str
    place: str
    """The path of tag and class names down to it, the same for all links of one list."""
    in_heading: bool

    @property
    def score(self) -> float:
        """How much it looks like a link to an article."""
        path = urls.split(self.url)
        letters = min(len(self.title), 120) / 60 if len(self.title) >= TITLE_LETTERS_MIN else 0.0
        looks = (path is not None) * (bool(_SLUG.search(path.path)) + bool(_NUMBER.search(path.path)) if path else 0)
        return letters + looks + self.in_heading


def found(raw: bytes, url: str, selector: str | None) -> tuple[str, ...]:
    """Addresses of the articles that the page at `url` leads to, each once, in its order."""
    root = tree.parsed(raw)
    if root is None:
        return ()
    base = urls.absolute(url, root.base_url or "") if root.base_url else url
    declared = next((str(e.get("href")) for e in root.iter("base") if e.get("href")), "")
    base = urls.absolute(base, declared)
    links = _selected(root, base, selector) if selector else _likely(root, base, url)
    return _once(links, url)


def _once(links: Iterator[str], page: str) -> tuple[str, ...]:
    seen = {same.canonical(page)}
    kept = []
    for link in links:
        key = same.canonical(link)
        if key not in seen:
            seen.add(key)
            kept.append(link.partition("#")[0])
    return tuple(kept)


def _selected(root: html.HtmlElement, base: str, selector: str) -> Iterator[str]:
    """Links that the selector names, or that lie within what it names."""
    chosen = root.xpath(xpath(selector))
    for element in chosen if isinstance(chosen, list) else []:
        if isinstance(element, etree._Element):  # noqa: SLF001  lxml's only name for it
            for anchor in [element] if element.tag == "a" else element.iter("a"):
                if address := urls.web_address(base, anchor.get("href")):
                    yield address


def _likely(root: html.HtmlElement, base: str, page: str) -> Iterator[str]:
    """Links of the page's own site that stand in lists of article-like links, in the page's order."""
    anchors = list(_anchors(root, base, page))
    groups: dict[str, list[_Anchor]] = defaultdict(list)
    for anchor in anchors:
        groups[anchor.place].append(anchor)
    scores = {place: _group_score(group) for place, group in groups.items()}
    best = max(scores.values(), default=0.0)
    chosen = {place for place, score in scores.items() if score > 0 and score >= best * SCORE_SHARE_MIN}
    return (anchor.url for anchor in anchors if anchor.place in chosen and anchor.score >= 1)


def _group_score(group: list[_Anchor]) -> float:
    different = {anchor.url: anchor.score for anchor in group if anchor.score >= 1}
    return sum(different.values()) if len(different) >= GROUP_LINKS_MIN else 0.0


def _anchors(root: html.HtmlElement, base: str, page: str) -> Iterator[_Anchor]:
    host = urls.host(page)
    for element in root.iter("a"):
        address = urls.web_address(base, element.get("href"))
        if not address or not _is_own(urls.host(address), host) or _NOT_AN_ARTICLE.search(address.partition("?")[0]):
            continue
        path, in_heading, is_furniture = _place(element)
        if not is_furniture:
            title = texts.clean("".join(element.itertext()))
            yield _Anchor(address, title, path, in_heading or element.find(".//h2") is not None)


def _is_own(host: str, page_host: str) -> bool:
    return host == page_host or host.endswith(f".{page_host}") or page_host.endswith(f".{host}")


def _place(element: etree._Element) -> tuple[str, bool, bool]:
    """Where a link stands: its path, whether in a heading, whether in the page's furniture."""
    steps: list[str] = []
    in_heading = False
    for above in [element, *element.iterancestors()]:
        tag, names = str(above.tag), f"{above.get('class') or ''} {above.get('id') or ''} {above.get('role') or ''}"
        if tag in {"nav", "footer", "form"} or _FURNITURE.search(names):
            return "", False, True
        in_heading = in_heading or tag in {"h1", "h2", "h3", "h4"}
        steps.append(f"{tag}.{(above.get('class') or '').strip()[:40]}" if len(steps) < 4 else tag)
    return "/".join(reversed(steps)), in_heading, False

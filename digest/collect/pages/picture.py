"""The main picture of a page."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from lxml import html

from digest import text as texts
from digest import urls
from digest.collect.pages.linked import Card, pixels
from digest.collect.pages.meta import Head
from digest.model.article import Image

EDGE_PIXELS_MIN = 100  # smaller ones are icons
LARGE_PIXELS_MIN = 300  # wide: a picture that nobody names as the page's own has to look like one
SHOWN_MAX = 60  # pictures looked at; a page with more is a gallery
ANCESTORS_MAX = 12

_BESIDE_TAGS = frozenset({"header", "nav", "aside", "footer"})
_BESIDE = re.compile(
    r"comment|related|teaser|sidebar|widget|footer|recommend|promo|popular|trending|author|avatar|advert|\bads?\b|sponsor"
    r"|logo|banner|share|social|newsletter",
    re.IGNORECASE,
)

_NO_PICTURE = re.compile(
    r"(?:^|[/_.-])(?:logo|logos|favicon|icon|placeholder|default|blank|spacer|avatar|gravatar|no-?image|fallback"
    r"|share-?image)(?:[/_.-]|$)|\.svg(?:$|\?)",
    re.IGNORECASE,
)


def image(root: html.HtmlElement, card: Card, head: Head, url: str) -> Image | None:
    """The picture that the page gives for sharing, else the first large one it shows; never the site's logo."""
    given = _given(card, head, url)
    if given is None:
        return next((one for element, one in _shown(root, url) if _is_large(one) and not _is_beside(element)), None)
    if given.alt:
        return given
    name = _name(given.url)
    return next(
        (replace(given, alt=one.alt) for _, one in _shown(root, url) if one.alt and _name(one.url) == name), given
    )


def _given(card: Card, head: Head, url: str) -> Image | None:
    alt = head.first("og:image:alt", "twitter:image:alt")
    size = (pixels(head.first("og:image:width")), pixels(head.first("og:image:height")))
    said = [(src, *size) for src in (head.first("og:image", "og:image:url", "og:image:secure_url"),) if src]
    said += [(src, None, None) for src in (head.first("twitter:image", "twitter:image:src"),) if src]
    for src, width, height in [*said, *card.images]:
        found = urls.web_address(url, src)
        if found and not _NO_PICTURE.search(found) and not _is_small(width, height):
            return Image(url=found, alt=alt, width=width, height=height)
    return None


def _is_small(width: int | None, height: int | None) -> bool:
    return any(edge is not None and edge < EDGE_PIXELS_MIN for edge in (width, height))


def _shown(root: html.HtmlElement, url: str) -> Iterator[tuple[html.HtmlElement, Image]]:
    """The pictures on the page with their elements, those loaded late too."""
    for element in islice(root.iter("img", "amp-img"), SHOWN_MAX):
        said = (element.get(name) for name in ("data-src", "data-lazy-src", "data-original", "src"))
        reference = next((src for src in said if src and not src.startswith("data:")), "")
        address = urls.web_address(url, reference)
        if address and not _NO_PICTURE.search(address):
            edges = pixels(element.get("width")), pixels(element.get("height"))
            alt = texts.clean(element.get("alt") or "")
            yield element, Image(url=address, alt=alt, width=edges[0], height=edges[1])


def _is_beside(element: html.HtmlElement) -> bool:
    return any(
        one.tag in _BESIDE_TAGS or _BESIDE.search(f"{one.get('class') or ''} {one.get('id') or ''}")
        for one in islice(element.iterancestors(), ANCESTORS_MAX)
        if one.tag not in {"body", "html"}
    )


def _is_large(image: Image) -> bool:
    """Whether the page itself says that this is no icon."""
    return bool(image.width and image.width >= LARGE_PIXELS_MIN) and not _is_small(image.width, image.height)


def _name(url: str) -> str:
    """What a picture's address has in common with those of its other sizes."""
    parts = urls.split(url)
    return re.sub(r"[-_]?\d{2,4}(?:x\d{2,4})?(?=\.\w+$)", "", parts.path.rpartition("/")[2]) if parts else url

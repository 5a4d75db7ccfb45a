"""The main picture of a page."""

import re

from digest import urls
from digest.collect.pages.linked import Card, pixels
from digest.collect.pages.meta import Head
from digest.model.article import Image

EDGE_PIXELS_MIN = 100  # smaller ones are icons

_NO_PICTURE = re.compile(
    r"(?:^|[/_.-])(?:logo|logos|favicon|icon|placeholder|default|blank|spacer|avatar|gravatar|no-?image|fallback"
    r"|share-?image)(?:[/_.-]|$)|\.svg(?:$|\?)",
    re.IGNORECASE,
)


def image(card: Card, head: Head, url: str) -> Image | None:
    """The picture that the page gives for sharing, unless it is the site's logo."""
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

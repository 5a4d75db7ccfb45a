"""Small questions about addresses on the web; nothing here touches the network."""

import re
from urllib.parse import SplitResult, urljoin, urlsplit

URL_LETTERS_MAX = 2_048  # longer ones are tracking or an attack; browsers and mail clients cut them

_WEB = re.compile(
    r"https?://(?:[^/?#\s@]*@)?(?:[^/?#\s:@\[\]]+|\[[0-9a-f:.]+\])(?::\d{1,5})?(?:[/?#]\S*)?$", re.IGNORECASE
)
_ABSOLUTE = re.compile(r"https?://[^/]", re.IGNORECASE)


def split(url: str) -> SplitResult | None:
    """The parts of `url`, or None where it is no address at all."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  reading it is what checks it
    except ValueError:
        return None
    return parts


def is_web(url: str) -> bool:
    """Whether `url` is an absolute http or https address of sensible length."""
    return len(url) <= URL_LETTERS_MAX and bool(_WEB.match(url))


def absolute(base: str, reference: str) -> str:
    """`reference` as found on the page at `base`; unchanged where the two do not fit together."""
    reference = reference.strip()
    if not base or _ABSOLUTE.match(reference):
        return reference
    try:
        return urljoin(base, reference)
    except ValueError:
        return reference


def web_address(base: str, reference: str | None) -> str | None:
    """The http(s) address that `reference` on the page at `base` means, or None."""
    url = absolute(base, reference) if reference and reference.strip() else ""
    return url if is_web(url) else None


def host(url: str) -> str:
    """The host of `url` in lower case without a leading `www.`; empty where there is none."""
    parts = split(url)
    return (parts.hostname or "").removeprefix("www.") if parts else ""

"""What comes back from asking for foreign bytes. Values only, so that parser processes stay free of the client."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from digest.collect import limits


class FailureKind(StrEnum):
    """What went wrong, coarse enough to decide what to do next."""

    ADDRESS = "not an address"
    PRIVATE_ADDRESS = "private address"
    DNS = "unknown host"
    REFUSED = "connection refused"
    TLS = "certificate"
    TIMEOUT = "too slow"
    BROKEN = "broken answer"
    TOO_LARGE = "too large"
    REDIRECTS = "too many redirects"
    GONE = "gone"
    MISSING = "not found"
    FORBIDDEN = "forbidden"
    BUSY = "busy"
    STATUS = "error status"
    ROBOTS = "robots.txt"
    NOT_A_FEED = "not a feed"
    CONSENT = "consent page"
    EMPTY = "nothing found"
    UNREADABLE = "unreadable"
    TOO_COSTLY = "too costly to read"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What lets a server (or a file system) say "unchanged" next time."""

    etag: str | None = None
    last_modified: str | None = None


class Purpose(StrEnum):
    """What a request is for; decides its limits and whether robots.txt is asked."""

    FEED = "feed"
    PAGE = "page"
    IMAGE = "image"


BYTES_MAX = {
    Purpose.FEED: limits.FEED_BYTES_MAX,
    Purpose.PAGE: limits.PAGE_BYTES_MAX,
    Purpose.IMAGE: limits.IMAGE_BYTES_MAX,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One address to fetch. `bytes_max` counts after decoding; `robots` asks robots.txt first."""

    url: str
    purpose: Purpose = Purpose.FEED
    validators: Validators = Validators()
    robots: bool = False
    bytes_max: int | None = None

    @property
    def body_bytes_max(self) -> int:
        return self.bytes_max or BYTES_MAX[self.purpose]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The server says: what you have is current."""

    fresh_for_s: int | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The decoded body. `url` is where it came from in the end, `moved_to` where it moved for good."""

    data: bytes = field(repr=False)
    url: str
    headers: dict[str, str] = field(default_factory=dict)
    validators: Validators = Validators()
    moved_to: str | None = None
    fresh_for_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Why there is nothing to read: `reason` is one plain line; `permanent` means asking again is of no use."""

    kind: FailureKind
    reason: str
    permanent: bool = False
    retry_after_s: int | None = None
    status: int | None = None
    """Where a server answered at all."""


Result: TypeAlias = NotModified | Fetched | Failed

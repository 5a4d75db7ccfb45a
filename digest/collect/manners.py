"""When to come again, and what robots.txt asks. Pure: headers, counts and a clock come in, decisions go out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from itertools import pairwise
from statistics import median

from protego import Protego

from digest.collect import limits
from digest.collect.answers import Failed, FailureKind, Fetched, NotModified, Result

ROBOT = "Digest"
"""Our name in robots.txt."""

_DAY_S = 24 * 3600


def http_date(value: str | None) -> datetime | None:
    """The moment an HTTP date header means; None where it cannot be read."""
    try:
        moment = parsedate_to_datetime(value) if value else None
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def retry_after_s(headers: Mapping[str, str], now: datetime) -> int | None:
    """Seconds a server asks us to stay away (Retry-After as a number or a date), never more than a day."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdecimal():
        return min(int(value[:9]), _DAY_S)
    moment = http_date(value)
    if moment is None:
        return None
    here = http_date(headers.get("date")) or now
    return max(0, min(_whole_seconds(moment - here), _DAY_S))


def fresh_for_s(headers: Mapping[str, str]) -> int | None:
    """Seconds for which the answer says it stays fresh: max-age less Age, else Expires less Date; at most a day."""
    directives = _directives(headers.get("cache-control", ""))
    if "no-store" in directives or "no-cache" in directives:
        return None
    age_max = directives.get("max-age", "")
    if age_max.isascii() and age_max.isdecimal():
        age = headers.get("age", "").strip()
        passed = int(age[:9]) if age.isascii() and age.isdecimal() else 0
        return max(0, min(int(age_max[:9]) - passed, _DAY_S))
    expires, date = http_date(headers.get("expires")), http_date(headers.get("date"))
    if expires is None or date is None:
        return None
    return max(0, min(_whole_seconds(expires - date), _DAY_S))


def _directives(cache_control: str) -> dict[str, str]:
    parts = (part.partition("=") for part in cache_control.lower().split(","))
    return {name.strip(): value.strip(' "') for name, _, value in parts}


def _whole_seconds(span: timedelta) -> int:
    return int(span.total_seconds())


_STATUS = {
    401: (FailureKind.FORBIDDEN, "asks for a password (401)"),
    402: (FailureKind.FORBIDDEN, "asks for payment (402)"),
    403: (FailureKind.FORBIDDEN, "refuses us (403)"),
    404: (FailureKind.MISSING, "has nothing at this address (404)"),
    410: (FailureKind.GONE, "says that this is gone for good (410)"),
    429: (FailureKind.BUSY, "asks us to come less often (429)"),
    451: (FailureKind.FORBIDDEN, "may not show this for legal reasons (451)"),
    503: (FailureKind.BUSY, "is busy or under repair (503)"),
}


def status_failure(status: int, headers: Mapping[str, str], now: datetime) -> Failed:
    """What an answer that is neither a body nor "unchanged" means."""
    named = FailureKind.STATUS, f"answers with an error ({status})"
    kind, words = _STATUS.get(status, named)
    return Failed(
        kind=kind,
        reason=f"the server {words}",
        permanent=kind is FailureKind.GONE,
        retry_after_s=retry_after_s(headers, now),
        status=status,
    )


def next_poll(
    source: str, result: Result, *, now: datetime, minutes: int, failures: int = 0, rhythm: timedelta | None = None
) -> datetime | None:
    """When to ask again; None where the source is gone and waits for the operator.

    `failures` counts the failed attempts before this one; `rhythm` is how far its articles usually lie apart.
    """
    wait: timedelta | None
    match result:
        case Failed():
            wait = _after_failure(result, failures)
        case Fetched() | NotModified():
            wait = _after_success(result.fresh_for_s, minutes, rhythm)
    if wait is None:
        return None
    longest = timedelta(hours=limits.POLL_HOURS_MAX)
    return now + min(wait * (1 + limits.POLL_JITTER * _chance(source, now)), longest)


def _after_failure(failed: Failed, failures: int) -> timedelta | None:
    if failed.permanent:
        return None
    doubled = timedelta(hours=limits.FAILURE_HOURS * 2 ** min(failures, 10))
    asked = timedelta(seconds=failed.retry_after_s or 0)
    return min(max(doubled, asked), timedelta(hours=limits.POLL_HOURS_MAX))


def _after_success(fresh_s: int | None, minutes: int, rhythm: timedelta | None) -> timedelta:
    wait = timedelta(minutes=max(minutes, limits.POLL_MINUTES_MIN))
    quiet = min(rhythm / 4, timedelta(hours=limits.QUIET_HOURS_MAX)) if rhythm else timedelta()
    return max(wait, timedelta(seconds=fresh_s or 0), quiet)


def _chance(source: str, now: datetime) -> float:
    """Between 0 and 1, the same for the same source and moment: jitter that tests and reruns can repeat."""
    seed = sha256(f"{source}\n{now.isoformat()}".encode()).digest()
    return int.from_bytes(seed[:4], "big") / 2**32


def rhythm(published: Sequence[datetime]) -> timedelta | None:
    """How far articles usually lie apart (the median gap); None where fewer than three dates tell."""
    moments = sorted(published)
    if len(moments) < 3:
        return None
    return timedelta(seconds=median((later - earlier).total_seconds() for earlier, later in pairwise(moments)))


@dataclass(frozen=True, slots=True)
class Robots:
    """What one host's robots.txt asks; `rules` None means everything, or nothing, is allowed."""

    rules: Protego | None = None
    open: bool = True

    def allows(self, url: str) -> bool:
        return self.open if self.rules is None else bool(self.rules.can_fetch(url, ROBOT))

    @property
    def why(self) -> str:
        """Why something is not allowed."""
        if self.open:
            return "the publisher's robots.txt asks us not to read it"
        return "the publisher's robots.txt could not be had, so its pages are left alone"

    @property
    def delay_s(self) -> float:
        """Seconds the host wants between two requests, as far as we follow."""
        asked = self.rules.crawl_delay(ROBOT) if self.rules is not None else None
        return min(float(asked or 0.0), limits.CRAWL_DELAY_S_MAX)


def robots_of(result: Result) -> Robots:
    """What the answer to a robots.txt request allows (RFC 9309): none there, all allowed; unreachable, nothing."""
    match result:
        case Fetched(data=data):
            return robots(data)
        case Failed(status=status) if status is not None and 400 <= status < 500 and status != 429:
            return Robots()
        case _:
            return Robots(open=False)


def robots(data: bytes) -> Robots:
    """Reads a robots.txt; one that makes no sense allows everything."""
    text = data[: limits.ROBOTS_BYTES_MAX].decode("utf-8-sig", "replace")
    try:
        return Robots(rules=Protego.parse(text))
    except (ValueError, TypeError, RecursionError):
        return Robots()

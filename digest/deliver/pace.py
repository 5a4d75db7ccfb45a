"""How fast mail may leave: limits of a way out and of a sending domain, tries again, rests. Pure."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from digest.model.transport import SendingDomain, Transport
from digest.store.paces import Limit, Rest

RETRY_FIRST = timedelta(minutes=2)  # greylisting servers let the second try through after one to five minutes
RETRY_MAX = timedelta(minutes=30)
JITTER = 0.25  # of the wait, so that a thousand senders do not return at one moment

AT_ONCE = 0.1  # of a limit: the rest comes evenly, so that no second and no hour holds more than the limit


def retry_at(now: datetime, *, attempts: int, until: datetime, chance: float | None = None) -> datetime | None:
    """When to try again after this many attempts; None where the edition's time is up before that.

    `chance` in [0, 1) moves it within the jitter.
    """
    spread = random.random() if chance is None else chance  # noqa: S311 (spreads load, keeps no secret)
    at = now + _wait(attempts) * (1 - JITTER / 2 + JITTER * spread)
    return at if at < until else None


def rest(domain: str, before: Rest | None, *, reason: str, now: datetime) -> Rest:
    """How long a domain of readers rests that puts off mail after mail: longer each time in a row."""
    turn = before.turn + 1 if before else 1
    return Rest(domain=domain, until=now + _wait(turn), turn=turn, reason=reason)


def limits(way: Transport, sender: str, domain: SendingDomain | None, *, now: datetime) -> tuple[Limit, ...]:
    """What mails of a sender's domain through this way out count against at this moment."""
    return (*_of_way(way), *(_of_domain(sender, domain, now) if domain else ()))


def _of_way(way: Transport) -> Iterator[Limit]:
    for unit, most, seconds in (("second", way.per_second, 1), ("hour", way.per_hour, 3_600)):
        if most:
            at_once = max(1.0, most * AT_ONCE)
            # A limit of one a second has nothing left for the seconds after: it then gives one at once and half a one.
            steady = max(most - at_once, most / 2) / seconds
            yield Limit(key=f"{way.name} a {unit}", capacity=at_once, per_second=steady)


def _of_domain(name: str, domain: SendingDomain, now: datetime) -> Iterator[Limit]:
    """The warm-up plan's number for the day (of UTC); after its last day there is no limit."""
    today = now.astimezone(UTC).date()
    number = max(0, (today - domain.warm_up_from).days)
    if number < len(domain.warm_up):
        tomorrow = datetime.combine(today + timedelta(days=1), time(), UTC)
        yield Limit(key=f"{name} {today.isoformat()}", capacity=domain.warm_up[number], renewed_at=tomorrow)


def _wait(turns: int) -> timedelta:
    doublings = min(max(turns - 1, 0), 10)
    return min(RETRY_FIRST * (1 << doublings), RETRY_MAX)

"""How fast mail may leave, shared by all senders: leaky buckets, and domains of readers that want a rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from digest.store.schema import paces, rests
from digest.store.upsert import insert_missing, upsert

REMEMBERED = timedelta(hours=1)  # a domain that is well for so long starts anew
WAIT_MIN = timedelta(milliseconds=1)
WORTH = 0.5  # of a bucket: who waits for less comes back too often


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `capacity` mails at once, and `per_second` more as time goes by."""

    key: str
    capacity: float
    per_second: float = 0.0
    """0: the bucket never empties; its key names the day it is for."""
    renewed_at: datetime | None = None
    """When another key takes its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """How many mails may leave now; where that is none, how long to wait and for which limit."""

    mails: int
    wait: timedelta = timedelta()
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """A domain of readers that put off mail after mail."""

    domain: str
    until: datetime
    turn: int
    reason: str


def take(db: Connection, limits: Sequence[Limit], want: int, *, now: datetime) -> Permit:
    """Permits for up to so many mails, counted against every limit; a transaction that is undone takes none.

    A clock that was set back stands still for the buckets until they are asked again; one set forward fills a bucket
    at most once.
    """
    rows = [{"key": limit.key, "level": 0.0, "at": now} for limit in limits]
    insert_missing(db, paces, sorted(rows, key=lambda row: str(row["key"])))
    query = select(paces).where(paces.c.key.in_([limit.key for limit in limits])).order_by(paces.c.key)
    found = {row.key: row for row in db.execute(query.with_for_update())}
    levels = {limit.key: _level(limit, found[limit.key].level, found[limit.key].at, now) for limit in limits}
    granted = max(0, min(want, *(int(limit.capacity - levels[limit.key] + 1e-9) for limit in limits)))
    for limit in limits:
        values = {"level": levels[limit.key] + granted, "at": now}
        db.execute(update(paces).where(paces.c.key == limit.key).values(values))
    if granted:
        return Permit(mails=granted)
    waits = ((_wait(limit, levels[limit.key], want, now), limit.key) for limit in limits)
    wait, key = max(waits)
    return Permit(mails=0, wait=wait, key=key)


def give_back(db: Connection, limits: Sequence[Limit], mails: int) -> None:
    """Returns permits that were not used."""
    for limit in sorted(limits, key=lambda one: one.key):
        db.execute(update(paces).where(paces.c.key == limit.key).values(level=paces.c.level - mails))


def resting(db: Connection, transport: str, *, now: datetime) -> dict[str, Rest]:
    """The domains that rest towards a transport, and those that did lately, by name."""
    query = select(rests.c.domain, rests.c.until, rests.c.turn, rests.c.reason)
    lately = query.where(rests.c.transport == transport, rests.c.until > now - REMEMBERED)
    return {row["domain"]: Rest(**row) for row in db.execute(lately).mappings()}


def rest(db: Connection, transport: str, found: Rest) -> None:
    values = {"domain": found.domain, "until": found.until, "turn": found.turn, "reason": found.reason}
    upsert(db, rests, [{"transport": transport, **values}])


def all_resting(db: Connection, *, now: datetime) -> Mapping[str, tuple[Rest, ...]]:
    """Every domain that rests now, by transport."""
    query = select(rests).where(rests.c.until > now).order_by(rests.c.transport, rests.c.domain)
    found: dict[str, list[Rest]] = {}
    for row in db.execute(query):
        one = Rest(domain=row.domain, until=row.until, turn=row.turn, reason=row.reason)
        found.setdefault(row.transport, []).append(one)
    return {transport: tuple(some) for transport, some in found.items()}


def _level(limit: Limit, level: float, at: datetime, now: datetime) -> float:
    gone = max(0.0, (now - at).total_seconds())
    return max(0.0, level - gone * limit.per_second)


def _wait(limit: Limit, level: float, want: int, now: datetime) -> timedelta:
    """How long until as much is free as is worth coming back for."""
    missing = min(want, max(1.0, limit.capacity * WORTH)) - (limit.capacity - level)
    if missing <= 0:
        return WAIT_MIN
    if limit.per_second > 0:
        return max(WAIT_MIN, timedelta(seconds=missing / limit.per_second))
    return max(timedelta(seconds=1), limit.renewed_at - now) if limit.renewed_at else timedelta(hours=1)

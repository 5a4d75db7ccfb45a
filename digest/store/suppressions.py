"""Suppressed addresses: no mail goes there, whatever list they stand on. Kept by a keyed hash of the address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from digest.model.people import SuppressionReason
from digest.store.schema import subscribers, subscriptions, suppressions
from digest.store.upsert import insert_missing

SUBSCRIPTIONS_AT_ONCE = 2_000  # in one IN (…)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    reason: SuppressionReason
    since: datetime


def of_address(db: Connection, address_key: str) -> Suppression | None:
    """Why and since when the address gets no mail; None where it may get some."""
    query = select(suppressions.c.reason, suppressions.c.since).where(suppressions.c.address_key == address_key)
    row = db.execute(query).one_or_none()
    return Suppression(reason=row.reason, since=row.since) if row else None


def add(db: Connection, address_key: str, reason: SuppressionReason, *, now: datetime) -> bool:
    """No mail to this address any more; the first reason stays, and False where there is one."""
    return insert_missing(db, suppressions, [{"address_key": address_key, "reason": reason, "since": now}]) == 1


def replace(db: Connection, address_key: str, reason: SuppressionReason, *, now: datetime) -> None:
    """Suppresses the address for this reason, whatever reason there was before."""
    lift(db, address_key)
    add(db, address_key, reason, now=now)


def add_subscriber(db: Connection, subscriber: int, reason: SuppressionReason, *, now: datetime) -> None:
    """Suppresses the address of a subscriber."""
    key = db.scalar(select(subscribers.c.address_key).where(subscribers.c.id == subscriber))
    if key is not None:
        add(db, key, reason, now=now)


def add_subscriptions(db: Connection, reasons: Mapping[int, SuppressionReason], *, now: datetime) -> int:
    """Suppresses the addresses of subscriptions, each for its reason; how many were not suppressed before."""
    found: dict[str, SuppressionReason] = {}
    for start in range(0, len(reasons), SUBSCRIPTIONS_AT_ONCE):
        some = sorted(reasons)[start : start + SUBSCRIPTIONS_AT_ONCE]
        query = select(subscriptions.c.id, subscribers.c.address_key).where(subscriptions.c.id.in_(some))
        for row in db.execute(query.join(subscribers, subscribers.c.id == subscriptions.c.subscriber)):
            found[row.address_key] = reasons[row.id]
    rows = [{"address_key": key, "reason": found[key], "since": now} for key in sorted(found)]
    return insert_missing(db, suppressions, rows)


def lift(db: Connection, address_key: str) -> None:
    """Takes back any suppression: for the address's own confirmed sign-up alone."""
    db.execute(suppressions.delete().where(suppressions.c.address_key == address_key))


def lift_for(db: Connection, subscriber: int, reason: SuppressionReason) -> None:
    """Takes back a suppression that was made for this reason, on the reader's own word."""
    key = select(subscribers.c.address_key).where(subscribers.c.id == subscriber).scalar_subquery()
    db.execute(suppressions.delete().where(suppressions.c.address_key == key, suppressions.c.reason == reason))


def among(db: Connection, keys: Iterable[str]) -> set[str]:
    """Those of the address keys that are suppressed."""
    return set(db.scalars(select(suppressions.c.address_key).where(suppressions.c.address_key.in_(list(keys)))))

"""Subscribers one by one and page by page, found by the keyed hash of their address instead of the address."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, Select, select

from digest.model.people import Subscription, SubscriptionState
from digest.store.preferences import of_row
from digest.store.schema import subscribers, subscriptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A subscriber on a list."""

    key: str
    """The keyed hash of the address, as `tokens.keyed_hash` makes it."""
    email: str
    name: str
    subscription: Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A subscriber, with everything they are subscribed to in any state."""

    key: str
    address: str
    email: str
    name: str
    created_at: datetime
    subscriptions: tuple[Subscription, ...]


def page(
    db: Connection, list_: str, *, after: int, limit: int, state: SubscriptionState | None = None
) -> tuple[Listed, ...]:
    """The list's next subscriptions, oldest first, those after the subscription of this id; 0 begins."""
    query = _joined().where(subscriptions.c.list == list_, subscriptions.c.id > after)
    if state:
        query = query.where(subscriptions.c.state == state)
    return tuple(map(_listed, db.execute(query.order_by(subscriptions.c.id).limit(limit))))


def on_list(db: Connection, key: str, list_: str) -> Listed | None:
    """The subscriber of this key on a list, in any state."""
    row = db.execute(_joined().where(subscribers.c.address_key == key, subscriptions.c.list == list_)).one_or_none()
    return _listed(row) if row else None


def by_key(db: Connection, key: str) -> Known | None:
    person = db.execute(select(subscribers).where(subscribers.c.address_key == key)).one_or_none()
    if person is None:
        return None
    theirs = db.execute(_joined().where(subscribers.c.address_key == key).order_by(subscriptions.c.id))
    return Known(
        key=key,
        address=person.address,
        email=person.email,
        name=person.name,
        created_at=person.created_at,
        subscriptions=tuple(_listed(row).subscription for row in theirs),
    )


def _joined() -> Select[tuple[object, ...]]:
    person = (subscribers.c.address_key, subscribers.c.email, subscribers.c.name)
    return select(subscriptions, *person).join(subscribers, subscribers.c.id == subscriptions.c.subscriber)


def _listed(row: Row[tuple[object, ...]]) -> Listed:
    return Listed(
        key=row.address_key,
        email=row.email,
        name=row.name,
        subscription=Subscription(
            id=row.id,
            subscriber=row.subscriber,
            list=row.list,
            state=row.state,
            origin=row.origin,
            preferences=of_row(row),
            created_at=row.created_at,
        ),
    )

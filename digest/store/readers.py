"""One reader, whole: everything that is held about an address, and how it goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from digest.model.delivery import OutcomeState
from digest.model.people import Subscriber, Subscription, SubscriptionState
from digest.store import packed, people
from digest.store.schema import batches, exceptions, subscribers, subscriptions

ROWS_PER_FETCH = 200  # batches: each holds up to a thousand recipients


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """An edition that a reader was to get."""

    edition: str
    due_at: datetime
    outcome: OutcomeState | None
    """None where it is not known to be anything but handed over."""


def by_id(db: Connection, id: int) -> Subscriber | None:
    row = db.execute(select(subscribers).where(subscribers.c.id == id)).one_or_none()
    return Subscriber(id=row.id, email=row.email, name=row.name, created_at=row.created_at) if row else None


def by_address(db: Connection, address: str) -> Subscriber | None:
    """The subscriber with this canonical address."""
    id = db.scalar(select(subscribers.c.id).where(subscribers.c.address == address))
    return by_id(db, id) if id is not None else None


def address_key(db: Connection, id: int) -> str:
    return str(db.execute(select(subscribers.c.address_key).where(subscribers.c.id == id)).scalar_one())


def subscriptions_of(db: Connection, id: int) -> list[Subscription]:
    query = select(subscriptions.c.id).where(subscriptions.c.subscriber == id).order_by(subscriptions.c.id)
    found = (people.subscription(db, each) for each in db.scalars(query).all())
    return [one for one in found if one]


def left_at(db: Connection, subscription: int) -> datetime | None:
    """When a subscription was left; None where it was not."""
    query = select(subscriptions.c.changed_at).where(
        subscriptions.c.id == subscription, subscriptions.c.state == SubscriptionState.LEFT
    )
    return db.scalar(query)


def owed(db: Connection, ids: Sequence[int]) -> list[Owed]:
    """The editions that any of the subscriptions was to get, oldest first. Looks through every batch there is."""
    wanted = set(ids)
    query = select(batches.c.id, batches.c.edition, batches.c.due_at, batches.c.recipients).order_by(batches.c.id)
    outcomes = {
        (row.batch, row.subscription): row.state
        for row in db.execute(select(exceptions).where(exceptions.c.subscription.in_(wanted)))
    }
    return [
        Owed(edition=row.edition, due_at=row.due_at, outcome=outcomes.get((row.id, id)))
        for row in db.execution_options(yield_per=ROWS_PER_FETCH).execute(query)
        for id in wanted.intersection(packed.unpacked_ids(row.recipients))
    ]


def erase(db: Connection, id: int) -> None:
    """Deletes a subscriber with their subscriptions and notices. Batches keep the numbers, which lead nowhere then."""
    db.execute(subscribers.delete().where(subscribers.c.id == id))

"""Subscribers and their subscriptions."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial
from operator import itemgetter

from sqlalchemy import Connection, Row, Select, TextClause, bindparam, func, select, text, update

from digest.audience.addresses import on_the_wire
from digest.model.delivery import Recipient
from digest.model.people import (
    Candidate,
    ListRow,
    Preferences,
    Subscription,
    SubscriptionState,
)
from digest.store.preferences import COLUMNS, Remembered, of_row, values_of
from digest.store.schema import IS_WEEKLY, subscribers, subscriptions
from digest.store.upsert import insert_missing

ROWS_PER_FETCH = 2_000  # bounds memory while a million subscriptions stream by
_STREAMED = {"yield_per": ROWS_PER_FETCH}  # of the statement: on the connection it would hold for all that follow


def _reached(which: str) -> TextClause:
    return text(
        "SELECT s.id, p.email, p.name FROM subscriptions s JOIN subscribers p ON p.id = s.subscriber"
        f" WHERE s.id {which} AND s.state = '{SubscriptionState.ACTIVE}'"
        " AND NOT EXISTS (SELECT 1 FROM suppressions x WHERE x.address_key = p.address_key) ORDER BY s.id"
    )


# A thousand ids as one parameter: as many parameters cost more than all else about reading a batch's readers.
_AMONG = {
    "sqlite": _reached("IN (SELECT value FROM json_each(:ids))"),
    "postgresql": _reached("IN (SELECT value::bigint FROM json_array_elements_text(CAST(:ids AS json)))"),
}
_FROM_TO = _reached("BETWEEN :first AND :last")

_as_recipient = partial(tuple.__new__, Recipient)
"""From a row in Recipient's order, in a third of the time of `Recipient._make`: a million are made for an edition."""


_WISHES = ", ".join(f"s.{name}" for name in COLUMNS)

# As text, so that a million rows come as the driver gives them; suppressed subscribers are few and looked up at once.
_CANDIDATES = text(
    "SELECT s.id, s.subscriber, s.subscriber IN"
    " (SELECT p.id FROM suppressions x JOIN subscribers p ON p.address_key = x.address_key),"
    f" {_WISHES} FROM subscriptions s WHERE s.list IN :lists AND s.state = '{SubscriptionState.ACTIVE}'"
    " ORDER BY s.subscriber, s.created_at, s.id"
).bindparams(bindparam("lists", expanding=True))


def _active(which: str) -> TextClause:
    return text(
        f"SELECT p.address, p.email, p.name, {_WISHES} FROM subscriptions s JOIN subscribers p ON p.id = s.subscriber"
        f" WHERE s.state = '{SubscriptionState.ACTIVE}' {which} ORDER BY p.address, s.list"
    )


_ACTIVE = _active("")
_ACTIVE_ON = _active("AND s.list IN :lists").bindparams(bindparam("lists", expanding=True))


def candidates(db: Connection, lists: Sequence[str]) -> Iterator[Candidate]:
    """Active subscriptions to any of the lists, by subscriber and then oldest first; streamed."""
    made = Remembered()
    found = db.execute(_CANDIDATES, {"lists": list(lists)}, execution_options=_STREAMED)
    for rows in found.partitions(ROWS_PER_FETCH):
        for row in rows:
            yield Candidate(row[0], row[1], made(row[3:]), bool(row[2]))


def returning(db: Connection, lists: Sequence[str], *, after: date, until: date) -> tuple[Preferences, ...]:
    """Pace and pause of those whose pause ended in (after, until], each combination once."""
    s = subscriptions.c
    query = select(s.pace, s.paused_since, s.paused_until).where(
        s.list.in_(lists), s.state == SubscriptionState.ACTIVE, s.paused_until > after, s.paused_until <= until
    )
    found = db.execute(query.distinct().order_by(s.paused_until, s.paused_since, s.pace))
    return tuple(Preferences(pace=row[0], paused_since=row[1], paused_until=row[2]) for row in found)


def has_weekly(db: Connection, lists: Sequence[str]) -> bool:
    """Whether anybody reads the lists once a week."""
    s = subscriptions.c
    # Written out: a partial index is used only for a condition that the planner can read.
    ours = select(s.id).where(s.list.in_(lists), text(IS_WEEKLY), s.state == SubscriptionState.ACTIVE)
    return db.execute(ours.limit(1)).first() is not None


def recipients(db: Connection, ids: Sequence[int]) -> list[Recipient]:
    """Those of the subscriptions that may get mail at this moment; `ids` and they are ascending."""
    if ids and ids[-1] - ids[0] == len(ids) - 1:
        found = db.execute(_FROM_TO, {"first": ids[0], "last": ids[-1]})
    else:
        found = db.execute(_AMONG[db.dialect.name], {"ids": json.dumps(ids)})
    # The driver's own tuples: making rows of them first costs as much as all the rest of Python's part.
    readers = list(map(_as_recipient, found.cursor.fetchall()))
    found.close()
    if "".join(map(itemgetter(1), readers)).isascii():
        return readers
    return [reader._replace(email=on_the_wire(reader.email)) for reader in readers]


def put_subscriber(db: Connection, row: ListRow, *, address_key: str, now: datetime) -> int:
    """The id of the subscriber with the row's address, made if there is none; an empty name is filled in."""
    values = {
        "address": row.address,
        "address_key": address_key,
        "email": row.email,
        "name": row.name,
        "created_at": now,
    }
    insert_missing(db, subscribers, [values])
    found = db.execute(select(subscribers.c.id, subscribers.c.name).where(subscribers.c.address == row.address)).one()
    if row.name and found.name != row.name:
        db.execute(update(subscribers).where(subscribers.c.id == found.id).values(name=row.name))
    return int(found.id)


def subscribe(
    db: Connection, subscriber: int, list_: str, *, preferences: Preferences, origin: str, now: datetime
) -> int:
    """Puts the subscriber on the list unless a subscription is there, whatever its state; the subscription's id."""
    row = {
        "subscriber": subscriber,
        "list": list_,
        "state": SubscriptionState.ACTIVE,
        "origin": origin,
        "created_at": now,
        "changed_at": now,
        **values_of(preferences),
    }
    insert_missing(db, subscriptions, [row])
    query = select(subscriptions.c.id).where(subscriptions.c.subscriber == subscriber, subscriptions.c.list == list_)
    return int(db.execute(query).scalar_one())


def on_list(db: Connection, list_: str, addresses: Sequence[str]) -> dict[str, Subscription]:
    """The subscriptions to a list of these canonical addresses, by address, in any state."""
    query = _subscriptions().where(subscribers.c.address.in_(addresses), subscriptions.c.list == list_)
    return {row.address: _subscription(row) for row in db.execute(query)}


def find(db: Connection, address: str, list_: str) -> Subscription | None:
    """The subscription of a canonical address to a list, in any state."""
    query = _subscriptions().where(subscribers.c.address == address, subscriptions.c.list == list_)
    row = db.execute(query).one_or_none()
    return _subscription(row) if row else None


def subscription(db: Connection, id: int) -> Subscription | None:
    row = db.execute(_subscriptions().where(subscriptions.c.id == id)).one_or_none()
    return _subscription(row) if row else None


def choose(db: Connection, id: int, preferences: Preferences, *, now: datetime, origin: str | None = None) -> None:
    """Replaces a subscription's preferences; `origin` says whose word counts from now on."""
    values = values_of(preferences) | ({"origin": origin} if origin else {})
    db.execute(update(subscriptions).where(subscriptions.c.id == id).values(changed_at=now, **values))


def set_state(
    db: Connection, ids: Sequence[int], state: SubscriptionState, *, was: SubscriptionState, now: datetime
) -> int:
    """Moves those of the subscriptions that are in state `was`; returns how many."""
    statement = update(subscriptions).where(subscriptions.c.id.in_(ids), subscriptions.c.state == was)
    return db.execute(statement.values(state=state, changed_at=now)).rowcount


def rows(db: Connection, lists: Sequence[str] = ()) -> Iterator[tuple[ListRow, str, SubscriptionState]]:
    """(row, list, state) of every subscription, by list and address; all lists where none is named."""
    query = _subscriptions().order_by(subscriptions.c.list, subscribers.c.address)
    if lists:
        query = query.where(subscriptions.c.list.in_(lists))
    for row in db.execute(query, execution_options=_STREAMED):
        yield (
            ListRow(address=row.address, email=row.email, name=row.name, preferences=of_row(row)),
            row.list,
            row.state,
        )


def active_rows(db: Connection, lists: Sequence[str] = ()) -> Iterator[ListRow]:
    """The active subscribers of any of the lists, by address, each once, as on the first list; streamed."""
    made = Remembered()
    last = None
    query = _ACTIVE_ON if lists else _ACTIVE
    found = db.execute(query, {"lists": list(lists)} if lists else {}, execution_options=_STREAMED)
    for rows in found.partitions(ROWS_PER_FETCH):
        for row in rows:
            if row[0] != last:
                last = row[0]
                yield ListRow(address=row[0], email=row[1], name=row[2], preferences=made(row[3:]))


def active_count(db: Connection, lists: Sequence[str] = ()) -> int:
    """How many subscribers are active on any of the lists."""
    query = select(func.count(subscriptions.c.subscriber.distinct()))
    query = query.where(subscriptions.c.state == SubscriptionState.ACTIVE)
    return db.scalar(query.where(subscriptions.c.list.in_(lists)) if lists else query) or 0


def counts(db: Connection) -> dict[tuple[str, SubscriptionState], int]:
    """How many subscriptions each list has in each state."""
    query = select(subscriptions.c.list, subscriptions.c.state, func.count()).group_by(
        subscriptions.c.list, subscriptions.c.state
    )
    return {(row[0], row[1]): row[2] for row in db.execute(query)}


def _subscriptions() -> Select[tuple[object, ...]]:
    return select(subscriptions, subscribers.c.address, subscribers.c.email, subscribers.c.name).join(
        subscribers, subscribers.c.id == subscriptions.c.subscriber
    )


def _subscription(row: Row[tuple[object, ...]]) -> Subscription:
    return Subscription(
        id=row.id,
        subscriber=row.subscriber,
        list=row.list,
        state=row.state,
        origin=row.origin,
        preferences=of_row(row),
        created_at=row.created_at,
    )

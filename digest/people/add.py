"""One person onto one list, or off it, by the operator's word."""

from enum import StrEnum

from digest import store, tokens
from digest.model.people import ListRow, SubscriptionState
from digest.runtime import Runtime
from digest.store import Connection

ORIGIN = "command"


class Added(StrEnum):
    ADDED = "added"
    BACK = "on the list again"
    ALREADY = "on the list already"
    LEFT = "not added: this reader left, and only their own sign-up brings them back"
    SUPPRESSED = "not added: this address is suppressed, and only its reader's own sign-up lifts that"


def add(runtime: Runtime, row: ListRow, list_: str, *, origin: str = ORIGIN) -> Added:
    """Puts a person on a list. Nobody who left, and no suppressed address, is brought back by this."""
    with runtime.store.write() as db:
        return _added(db, runtime, row, list_, origin)


def put(runtime: Runtime, row: ListRow, list_: str, *, origin: str) -> Added:
    """As `add`; and whom the same origin put there before is as the row says now, name and preferences.

    Whoever came another way, or has chosen since, stays as they are: the reader's own word and a file's count more.
    """
    with runtime.store.write() as db:
        done = _added(db, runtime, row, list_, origin)
        there = store.people.find(db, row.address, list_)
        if done in (Added.ALREADY, Added.BACK) and there and there.origin == origin:
            key = tokens.keyed_hash(runtime.keys, row.address)
            store.people.put_subscriber(db, row, address_key=key, now=runtime.now())
            store.people.choose(db, there.id, row.preferences, now=runtime.now())
        return done


def _added(db: Connection, runtime: Runtime, row: ListRow, list_: str, origin: str) -> Added:
    now = runtime.now()
    key = tokens.keyed_hash(runtime.keys, row.address)
    if store.suppressions.among(db, [key]):
        return Added.SUPPRESSED
    there = store.people.find(db, row.address, list_)
    if there is None:
        subscriber = store.people.put_subscriber(db, row, address_key=key, now=now)
        store.people.subscribe(db, subscriber, list_, preferences=row.preferences, origin=origin, now=now)
        return Added.ADDED
    if there.state is SubscriptionState.REMOVED:
        store.people.set_state(db, [there.id], SubscriptionState.ACTIVE, was=SubscriptionState.REMOVED, now=now)
        return Added.BACK
    return Added.ALREADY if there.state is SubscriptionState.ACTIVE else Added.LEFT


def remove(runtime: Runtime, address: str, list_: str) -> bool:
    """Ends the subscription of a canonical address to a list, as if the reader had left; False where there is none.

    A row of a list's file has no effect for them from now on.
    """
    with runtime.store.write() as db:
        there = store.people.find(db, address, list_)
        if there is None or there.state is SubscriptionState.LEFT:
            return False
        store.people.set_state(db, [there.id], SubscriptionState.LEFT, was=there.state, now=runtime.now())
    return True

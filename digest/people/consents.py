"""Consent kept as proof: written with what it is about, verified by the operator, forgotten with its person."""

from digest import store
from digest.audience import consent
from digest.audience.consent import Verified
from digest.model.consent import Consent, ConsentKind
from digest.model.people import Subscription
from digest.runtime import Runtime
from digest.store import Connection


def record(db: Connection, runtime: Runtime, said: Consent, *, address_key: str) -> None:
    """Adds an entry to the log, in the transaction of what it is about."""
    store.consents.append(db, runtime.keys, said, address_key=address_key, now=runtime.now())


def record_of(db: Connection, runtime: Runtime, kind: ConsentKind, subscription: Subscription, *, source: str) -> None:
    """Adds what a subscriber said about one subscription."""
    reader = store.readers.by_id(db, subscription.subscriber)
    if reader is None:
        return
    said = Consent(kind=kind, email=reader.email, list=subscription.list, source=source, at=runtime.now())
    record(db, runtime, said, address_key=store.readers.address_key(db, reader.id))


def verify(runtime: Runtime, *, head: str = "") -> Verified:
    """Looks through the whole log; `head` is one that was noted earlier."""
    with runtime.store.read() as db:
        return consent.verify(runtime.keys, store.consents.log(db), head=head)

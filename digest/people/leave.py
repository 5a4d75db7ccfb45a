"""A reader leaves, from one click, and may take that back for a day; they are told, in case it was not them."""

from datetime import datetime, timedelta
from typing import Literal

from digest import mail, store, tokens
from digest.errors import TokenError
from digest.model.consent import ConsentKind
from digest.model.notice import NoticeKind
from digest.model.people import Subscription, SubscriptionState, SuppressionReason
from digest.people import consents, tell
from digest.runtime import Runtime
from digest.store import Connection
from digest.tokens import Purpose

UNDO_WITHIN = timedelta(days=1)
"""Later only a sign-up brings a reader back: a mail forwarded last year must not."""

Source = Literal["site", "mail"]


def find(runtime: Runtime, subscription: int) -> Subscription | None:
    with runtime.store.read() as db:
        return store.people.subscription(db, subscription)


def leave(runtime: Runtime, subscription: int, *, source: Source = "site") -> bool:
    """Ends one subscription at once; False where it was over already. Leaving twice is leaving.

    Whoever vanished from their list's file and leaves then is not brought back by the file either.
    """
    with runtime.store.write() as db:
        there = store.people.subscription(db, subscription)
        if there is None or there.state is SubscriptionState.LEFT:
            return False
        store.people.set_state(db, [subscription], SubscriptionState.LEFT, was=there.state, now=runtime.now())
        consents.record_of(db, runtime, ConsentKind.LEFT, there, source=source)
        tell.reader(db, runtime, there, NoticeKind.LEFT)
    return True


def leave_all(runtime: Runtime, subscription: int) -> None:
    """No mail of this newsroom to this reader's address any more."""
    with runtime.store.write() as db:
        there = store.people.subscription(db, subscription)
        if there is None:
            return
        if there.state is not SubscriptionState.LEFT:
            store.people.set_state(db, [subscription], SubscriptionState.LEFT, was=there.state, now=runtime.now())
        if store.suppressions.of_address(db, store.readers.address_key(db, there.subscriber)) is None:
            store.suppressions.add_subscriber(db, there.subscriber, SuppressionReason.ALL_MAIL, now=runtime.now())
            consents.record_of(db, runtime, ConsentKind.LEFT_ALL, there, source="site")
            tell.reader(db, runtime, there, NoticeKind.LEFT)


def may_undo(runtime: Runtime, subscription: int) -> bool:
    """Whether leaving can still be taken back by the link that it was done with."""
    with runtime.store.read() as db:
        return _is_fresh(runtime, store.readers.left_at(db, subscription))


def stay(runtime: Runtime, subscription: int) -> bool:
    """Takes leaving back, on the word of who has the link, within a day; also where they had left all mail.

    What stands against the address for another reason stays: a complaint, a mailbox that is gone.
    """
    with runtime.store.write() as db:
        there = store.people.subscription(db, subscription)
        if there is None or not _is_fresh(runtime, store.readers.left_at(db, subscription)):
            return False
        store.people.set_state(db, [subscription], SubscriptionState.ACTIVE, was=there.state, now=runtime.now())
        _lift_all_mail(db, runtime, there)
        consents.record_of(db, runtime, ConsentKind.STAYED, there, source="site")
    return True


def leave_by_mail(runtime: Runtime, raw: bytes) -> bool:
    """Does what a mail to the advertised address asks for; False where it asks for nothing of ours.

    Only its token counts, never who it says it is from.
    """
    for token in mail.leave_tokens(raw):
        try:
            (subscription, *_) = tokens.read(runtime.keys, Purpose.UNSUBSCRIBE, token, runtime.now())
        except TokenError:
            continue
        leave(runtime, subscription, source="mail")
        return True
    return False


def _is_fresh(runtime: Runtime, left_at: datetime | None) -> bool:
    return left_at is not None and runtime.now() - left_at <= UNDO_WITHIN


def _lift_all_mail(db: Connection, runtime: Runtime, there: Subscription) -> None:
    against = store.suppressions.of_address(db, store.readers.address_key(db, there.subscriber))
    if against and against.reason is SuppressionReason.ALL_MAIL and _is_fresh(runtime, against.since):
        store.suppressions.lift_for(db, there.subscriber, SuppressionReason.ALL_MAIL)

"""A reader leaves, from one click, and may take that back."""

from digest import store
from digest.model.people import Subscription, SubscriptionState, SuppressionReason
from digest.runtime import Runtime


def find(runtime: Runtime, subscription: int) -> Subscription | None:
    with runtime.store.read() as db:
        return store.people.subscription(db, subscription)


def leave(runtime: Runtime, subscription: int) -> bool:
    """Ends one subscription at once; False where it was over already. Leaving twice is leaving.

    Whoever vanished from their list's file and leaves then is not brought back by the file either.
    """
    with runtime.store.write() as db:
        there = store.people.subscription(db, subscription)
        if there is None or there.state is SubscriptionState.LEFT:
            return False
        store.people.set_state(db, [subscription], SubscriptionState.LEFT, was=there.state, now=runtime.now())
    return True


def leave_all(runtime: Runtime, subscription: int) -> None:
    """No mail of this newsroom to this reader's address any more."""
    with runtime.store.write() as db:
        there = store.people.subscription(db, subscription)
        if there:
            store.people.suppress_subscriber(db, there.subscriber, SuppressionReason.ALL_MAIL, now=runtime.now())


def stay(runtime: Runtime, subscription: int) -> bool:
    """Takes leaving back, on the reader's own word; also where they had left all mail."""
    with runtime.store.write() as db:
        there = store.people.subscription(db, subscription)
        if there is None:
            return False
        store.people.lift_suppression(db, there.subscriber, SuppressionReason.ALL_MAIL)
        return (
            store.people.set_state(
                db, [subscription], SubscriptionState.ACTIVE, was=SubscriptionState.LEFT, now=runtime.now()
            )
            == 1
        )

"""A reader chooses: topics, hour, pace, a pause."""

from digest import store
from digest.model.notice import NoticeKind
from digest.model.people import Preferences, SubscriptionState
from digest.people import tell
from digest.runtime import Runtime

ORIGIN = "site"


def choose(runtime: Runtime, subscription: int, preferences: Preferences) -> bool:
    """Replaces a reader's preferences; from now on their own choice counts, not a file's row.

    False where there is no such subscription, or it was left. The reader is told, at most once a day: the link stands
    in every mail, and mails are forwarded.
    """
    with runtime.store.write() as db:
        there = store.people.subscription(db, subscription)
        if there is None or there.state is SubscriptionState.LEFT:
            return False
        store.people.choose(db, subscription, preferences, now=runtime.now(), origin=ORIGIN)
        if there.preferences != preferences:
            tell.reader(db, runtime, there, NoticeKind.CHANGED)
    return True

"""A reader chooses: topics, hour, pace, a pause."""

from digest import store
from digest.model.people import Preferences
from digest.runtime import Runtime

ORIGIN = "site"


def choose(runtime: Runtime, subscription: int, preferences: Preferences) -> bool:
    """Replaces a reader's preferences; from now on their own choice counts, not a file's row. False where unknown."""
    with runtime.store.write() as db:
        if store.people.subscription(db, subscription) is None:
            return False
        store.people.choose(db, subscription, preferences, now=runtime.now(), origin=ORIGIN)
    return True

"""A reader chooses: topics, hour, pace, a pause."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from digest import schedule, store
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
    now = runtime.now()
    with runtime.store.write() as db:
        there = store.people.subscription(db, subscription)
        if there is None or there.state is SubscriptionState.LEFT:
            return False
        preferences = with_pause(there.preferences, preferences, next_edition(runtime, there.list, now))
        store.people.choose(db, subscription, preferences, now=now, origin=ORIGIN)
        if there.preferences != preferences:
            tell.reader(db, runtime, there, NoticeKind.CHANGED)
    return True


def next_edition(runtime: Runtime, list_: str, now: datetime) -> date:
    """The date of the next edition that the list gets and that was not due yet; tomorrow's where no digest has it."""
    digests = [digest for digest in runtime.settings.digests.values() if list_ in digest.lists]
    dates = [schedule.upcoming(digest, now).date for digest in digests]
    return min(dates, default=now.date() + timedelta(days=1))


def with_pause(before: Preferences, wanted: Preferences, coming: date) -> Preferences:
    """The wanted preferences with a record of the pause, which says what a catch-up edition has to cover.

    `coming` is the date of the next edition: a pause begins with it, and whoever is back before their time is back
    with it. What was missed before a longer or a new pause is not forgotten until it has been caught up with.
    """
    since, until = before.paused_since, before.paused_until
    is_open = since is not None and until is not None and until >= coming
    if wanted.paused_until and wanted.paused_until > coming:
        return replace(wanted, paused_since=since if is_open else coming)
    return replace(wanted, paused_since=since, paused_until=min(until, coming) if until else None)

"""Telling a reader what was done with a link of theirs: a forwarded mail must not change anything in silence."""

from datetime import timedelta

from digest import store, tokens
from digest.model.notice import Notice, NoticeKind
from digest.model.people import Subscription
from digest.people import notices
from digest.runtime import Runtime
from digest.store import Connection
from digest.tokens import Purpose

ONCE_IN = timedelta(days=1)  # who plays with the buttons of a forwarded mail must not fill a mailbox
PAGES = {NoticeKind.LEFT: (Purpose.UNSUBSCRIBE, "/u/"), NoticeKind.CHANGED: (Purpose.CHOOSE, "/m/")}


def reader(db: Connection, runtime: Runtime, subscription: Subscription, kind: NoticeKind) -> bool:
    """Queues a notice that says what was done, at most one of a kind a day; False where there is one, or no digest."""
    digests = runtime.settings.digests_of(subscription.list)
    since = runtime.now() - ONCE_IN
    if not digests or store.notices.was_told(db, subscription.subscriber, kind, since=since):
        return False
    purpose, page = PAGES[kind]
    url = runtime.settings.newsroom.public_url + page + tokens.make(runtime.keys, purpose, subscription.id)
    title = " / ".join(digest.title for digest in digests)
    notices.queue(
        db,
        runtime,
        Notice(kind=kind, title=title, url=url),
        digest=digests[0],
        subscriber=subscription.subscriber,
        locale=subscription.preferences.locale,
    )
    return True

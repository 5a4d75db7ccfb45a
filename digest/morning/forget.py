"""What is known of deliveries no longer than `[deliveries] keep_days`."""

from datetime import timedelta

from digest import store
from digest.runtime import Runtime


def forget(runtime: Runtime) -> int:
    """Sums up editions long past, and forgets what nobody needs any more; how many names of deliveries went."""
    now = runtime.real_now()
    before = now - timedelta(days=runtime.settings.deliveries.keep_days)
    gone = 0
    with runtime.store.write() as db:
        store.bygones.forget(db, before=before, now=now)
    while True:
        with runtime.store.write() as db:
            editions = store.bygones.editions(db, before=before)
            gone += sum(store.bygones.sum_up(db, edition) for edition in editions)
        if not editions:
            return gone

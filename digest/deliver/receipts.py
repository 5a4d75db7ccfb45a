"""What mail services say later, taken in: each bundle in one transaction with all that follows from it."""

from collections.abc import Sequence
from datetime import datetime

from digest import store as stores
from digest.deliver import breaker
from digest.model.delivery import Receipt
from digest.model.settings import Deliveries
from digest.store import Store
from digest.store.receipts import Applied


def take_in(store: Store, receipts: Sequence[Receipt], *, now: datetime, most: Deliveries) -> Applied:
    """Tells the books, also what waited until its batch was no longer being sent.

    Pauses editions on their way of which too much came back.
    """
    with store.write() as db:
        stores.receipts.catch_up(db, now=now, soft_max=most.soft_bounces_max)
        applied = stores.receipts.apply(db, receipts, now=now, soft_max=most.soft_bounces_max)
        for edition in stores.batches.being_sent(db, applied.returned):
            if why := breaker.reason(stores.pauses.returns(db, edition), most):
                stores.pauses.pause(db, edition, why, now=now)
        return applied

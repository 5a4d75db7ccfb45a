"""What mail services say later, taken in: each bundle in one transaction with all that follows from it."""

from collections.abc import Sequence
from datetime import datetime

from digest import store as stores
from digest.model.delivery import Receipt
from digest.store import Store
from digest.store.receipts import Applied


def take_in(store: Store, receipts: Sequence[Receipt], *, now: datetime, soft_max: int) -> Applied:
    """Tells the books; also what waited until its batch was no longer being sent."""
    with store.write() as db:
        stores.receipts.catch_up(db, now=now, soft_max=soft_max)
        return stores.receipts.apply(db, receipts, now=now, soft_max=soft_max)

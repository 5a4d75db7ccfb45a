"""Under which ids one sender hands mails over ahead of their hour."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from digest import store as stores
from digest.deliver.transports.protocol import Keeping
from digest.store import Connection, Store
from digest.store.claims import Claim

BATCHES_PER_ID = 250
"""A service calls back but a few ids at a time, ten at SendGrid: few ids keep a whole edition within reach. A doubt
takes all back that is under its id, which is handed over again then: a second's work for so many."""


class Ids:
    """The ids of one sender, one for an hour of readers; each is noted in the store before its first use."""

    def __init__(self, store: Store, edition: str, keeping: Keeping, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._edition = edition
        self._keeping = keeping
        self._clock = clock
        self._open: dict[datetime, tuple[str, int]] = {}
        """Hour → (id, how many batches may still go under it)."""

    def noted(self, db: Connection, claim: Claim) -> Claim:
        """The claim under an id that is there already, if there is one; in the transaction that claims."""
        id, room = self._open.get(claim.batch.due_at, ("", 0))
        if not room or not stores.kept.put(db, id, claim.batch):
            return claim
        self._open[claim.batch.due_at] = (id, room - 1)
        return _under(claim, id)

    def with_new(self, claim: Claim) -> Claim | None:
        """The claim under a new id; None where the service asks for patience. Raises TransportError."""
        id, hour = self._keeping.new_id(), claim.batch.due_at
        if id is None:
            return None
        with self._store.write() as db:
            stores.kept.open_(db, id, self._edition, leaves_at=hour, now=self._clock())
            is_noted = stores.kept.put(db, id, claim.batch)
        self._open[hour] = (id, BATCHES_PER_ID - 1)
        return _under(claim, id) if is_noted else None

    def drop(self, id: str) -> None:
        """It is in doubt and will be called back: nothing more goes under it."""
        self._open = {hour: (one, room) for hour, (one, room) in self._open.items() if one != id}


def _under(claim: Claim, id: str) -> Claim:
    return replace(claim, batch=replace(claim.batch, kept=id))

"""Calling back what a mail service keeps until its hour: what is in doubt, and what must not leave any more.

Every step is noted before the service is asked, so that whoever comes after a crash asks again and goes on.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from digest import store as stores
from digest.deliver.transports.protocol import Keeping
from digest.errors import LockedError
from digest.model.delivery import KeptState
from digest.model.edition import EditionState
from digest.store import Connection, Store
from digest.store.kept import Kept

CALL_BACK_MIN = timedelta(minutes=12)  # SendGrid's ten, and time for an answer
LAST_LOOK = timedelta(minutes=20)  # before its hour: late enough for most who leave, in time to hand it over again
GIVE_UP = timedelta(hours=1)  # after its hour: a service that says nothing until then is asked no more
FORGET = timedelta(hours=1)  # after its hour: what was called back is discarded by then


class Why(StrEnum):
    """Why what is kept is called back."""

    CANCELLED = "the edition is cancelled"
    PAUSED = "sending is paused"
    DOUBT = "a request had no answer"
    LEFT = "a reader left"


@dataclass(slots=True, kw_only=True)
class Recalled:
    """What came of looking after an edition's mails that a service keeps."""

    queued: int = 0
    """Deliveries that wait to be handed over again."""
    skipped: int = 0
    """Deliveries that nobody gets, since the edition is cancelled."""
    leaving: int = 0
    """Ids that were to be called back, of which the service refused or it is too late: their mails leave."""


def recall(store: Store, edition: str, keeping: Keeping, *, clock: Callable[[], datetime]) -> Recalled:
    """Calls back whatever of the edition must be, and can be. Does nothing the second time.

    Raises LockedError where somebody changes the edition at this moment; the next call goes on.
    """
    with store.read() as db:
        ids = stores.kept.of_edition(db, edition)
    work = _Work(store, keeping, ids)
    for one in ids:
        work.look_after(one, clock())
    return work.found


class _Work:
    """Looking after one edition's ids."""

    def __init__(self, store: Store, keeping: Keeping, ids: tuple[Kept, ...]) -> None:
        self.found = Recalled()
        self._store = store
        self._keeping = keeping
        self._looked_at = {one.leaves_at for one in ids if one.reason == Why.LEFT}
        """Hours whose readers were looked through: once is all that the service's few ids allow."""

    def look_after(self, one: Kept, now: datetime) -> None:
        match one.state:
            case KeptState.CALLED:
                self._call(one, one.reason, now)
            case KeptState.OPEN:
                why = self._why(one, now)
                if one.leaves_at - now < CALL_BACK_MIN:
                    self.found.leaving += why is not None
                    self._close(one, KeptState.GONE)
                elif why:
                    self._call(one, why, now)
            case KeptState.BACK if now >= one.leaves_at + FORGET and self._keeping.forget(one.id):
                self._close(one, KeptState.FREED)
            case _:
                pass

    def _why(self, one: Kept, now: datetime) -> Why | None:
        is_last_look = one.leaves_at - LAST_LOOK <= now and one.leaves_at not in self._looked_at
        with self._store.read() as db:
            edition = stores.editions.by_id(db, one.edition)
            if edition and edition.state is EditionState.CANCELLED:
                return Why.CANCELLED
            if stores.pauses.is_paused(db, one.edition):
                return Why.PAUSED
            if stores.kept.in_doubt(db, one, now=now):
                return Why.DOUBT
            return Why.LEFT if is_last_look and stores.kept.anybody_left(db, one) else None

    def _call(self, one: Kept, why: str, now: datetime) -> None:
        """Calls it back, unless a sender still works with it."""
        with self._store.write() as db:
            is_ours = stores.kept.call(db, one, why, now=now)
        if not is_ours:
            return
        in_time = one.leaves_at - now >= CALL_BACK_MIN
        is_back = self._keeping.call_back(one.id) if in_time else self._keeping.is_called_back(one.id)
        with self._store.write() as db:
            if is_back:
                self._back(db, one, now)
            elif is_back is False:
                self.found.leaving += 1
                stores.kept.let_go(db, one, KeptState.OPEN if in_time else KeptState.GONE, now=now)
            elif now >= one.leaves_at + GIVE_UP:
                stores.kept.doubt(db, one, now=now)

    def _back(self, db: Connection, one: Kept, now: datetime) -> None:
        edition = stores.editions.by_id(db, one.edition)
        is_over = edition is not None and edition.state is EditionState.CANCELLED
        count = stores.kept.back(db, one, skipped=is_over, now=now)
        if is_over:
            self.found.skipped += count
            return
        self.found.queued += count
        if edition and count and edition.state is EditionState.SENT:
            again = replace(edition, state=EditionState.SENDING, version=edition.version + 1)
            if not stores.editions.put(db, again, now=now):
                raise LockedError("somebody else changed this edition just now", where=edition.id, hint="Try again.")

    def _close(self, one: Kept, state: KeptState) -> None:
        with self._store.write() as db:
            stores.kept.close(db, one, state)

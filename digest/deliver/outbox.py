"""Notices on their way: each is committed as leaving before its first byte, and as settled after its answer."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from digest import store as stores
from digest.deliver import pace
from digest.deliver.returned.classes import bounce_class
from digest.deliver.transports.protocol import NO_ANSWER, Answer, Letter, Listed, Mail, Transport
from digest.errors import LockedError
from digest.model.delivery import NOBODY, BounceClass, OutcomeState, Recipient
from digest.store import Store
from digest.store.notices import Claimed

EDITION = "notices"
"""What stands where a mail's edition would: in file names, and in what mail services tell later."""
BACK_AFTER = timedelta(minutes=2)  # when a way out that was not usable is tried again


class Outbox:
    """The notices that one sender holds."""

    def __init__(self, held: Sequence[Claimed], *, store: Store, owner: str, now: Callable[[], datetime]) -> None:
        self._held = {one.id: one for one in held}
        self._leaving: set[int] = set()
        self._store = store
        self._owner = owner
        self._now = now
        self.outcomes: Counter[OutcomeState] = Counter()

    def hand_over(self, transport: Transport, letter_for: Callable[[Claimed], Letter]) -> None:
        """Hands over every notice held; what did not leave waits for another time. Raises TransportError."""
        wait: timedelta | None = BACK_AFTER
        mails = Listed(_mail(one, letter_for(one)) for one in tuple(self._held.values()))
        try:
            wait = transport.deliver(mails, intent=self._intent, ack=self._ack)
        finally:
            for id in tuple(self._leaving):
                self._answered(id, NO_ANSWER)
            self._give_back(wait or timedelta())

    def _intent(self, mails: Sequence[Mail]) -> bool:
        for mail in mails:
            with self._store.write() as db:
                if not stores.notices.begin(db, mail.batch, self._owner):
                    raise LockedError("another sender took the notices over", where=EDITION)
            self._leaving.add(mail.batch)
        return True

    def _ack(self, mails: Sequence[Mail], answer: Answer) -> None:
        for mail in mails:
            self._answered(mail.batch, answer)

    def _answered(self, id: int, answer: Answer) -> None:
        self._leaving.discard(id)
        if answer.state is OutcomeState.QUEUED:
            return  # it stays held, and is given back with the rest
        held, now = self._held.pop(id), self._now()
        again = self._again(held, now) if answer.state is OutcomeState.DEFERRED else None
        state = OutcomeState.REJECTED if answer.state is OutcomeState.DEFERRED and again is None else answer.state
        self.outcomes[state] += 1
        with self._store.write() as db:
            if again:
                stores.notices.put_back(db, [id], self._owner, ready_at=again, tried=True)
            else:
                if state is OutcomeState.REJECTED and bounce_class(answer.code) is BounceClass.HARD:
                    stores.notices.refused(db, id, now=now)
                stores.notices.settle(db, id, state, code=answer.code, detail=answer.detail, now=now)

    @staticmethod
    def _again(held: Claimed, now: datetime) -> datetime | None:
        return pace.retry_at(now, attempts=held.attempts + 1, until=held.expires_at)

    def _give_back(self, wait: timedelta) -> None:
        if self._held:
            with self._store.write() as db:
                stores.notices.put_back(db, list(self._held), self._owner, ready_at=self._now() + wait)


def recover(store: Store, *, has_evidence: Callable[[str], bool], now: datetime, wall: datetime) -> int:
    """Settles what dead senders left halfway; how many notices nobody knows about.

    Where handing over twice is harmless (`has_evidence`, by digest) it is queued again, else it is unknown for ever:
    a person can ask for another notice, but cannot unread a second one.
    """
    unknown = 0
    with store.write() as db:
        for id, digest in stores.notices.stale(db, wall=wall):
            if has_evidence(digest):
                stores.notices.requeue_stale(db, id, wall=wall)
            else:
                stores.notices.settle(db, id, OutcomeState.UNKNOWN, code=NO_ANSWER.code, now=now)
                unknown += 1
    return unknown


def _mail(one: Claimed, letter: Letter) -> Mail:
    to = Recipient(subscription=NOBODY, email=one.email, name=one.name)
    return Mail(batch=one.id, place=0, to=to, letter=letter)

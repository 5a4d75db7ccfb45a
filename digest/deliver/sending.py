"""Sending an edition: claim, hand over, take note, until nothing is due."""

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from digest import store as stores
from digest.deliver.ahead import Ids
from digest.deliver.gate import Gate, Road
from digest.deliver.journal import Journal
from digest.deliver.ledger import AHEAD_MIN, Ledger, Terms
from digest.deliver.recall import recall
from digest.deliver.recover import recover
from digest.deliver.transports.protocol import Ack, Answer, Keeping, Letter, Mail, Transport
from digest.mail import Letterhead, ReaderColumns, SegmentMail
from digest.model.delivery import OutcomeState, Recipient, Segment, Tally
from digest.progress import Progress
from digest.store import Store
from digest.store.claims import Claim

ALLOCATIONS_PER_COLLECTION = 50_000  # about 10 MB of what may be garbage
LETTERS_KEPT = 128  # of some hundred kilobytes each; an audience may have thousands of segments
ROUNDS_MAX = 3  # a service that answers nothing is not fed for ever
COUNT_S = 1.0  # between readings of all outcomes, for whoever watches
SETTLED_NEVER = (OutcomeState.QUEUED, OutcomeState.SENDING, OutcomeState.DEFERRED)


def send(
    terms: Terms,
    *,
    store: Store,
    transport: Transport,
    letterhead: Letterhead,
    mail_for: Callable[[Segment], SegmentMail],
    columns_for: Callable[[Sequence[Recipient]], ReaderColumns],
    owner: str,
    clock: Callable[[], datetime],
    journals: Path,
    report: Callable[[Progress], None],
    stop: Callable[[], bool],
    monotonic: Callable[[], float] = time.monotonic,
    road: Road | None = None,
) -> Tally:
    """Hands over everything of a frozen edition that is due, and says what became of all of it.

    Settles first what dead senders of this machine left. Run again, or beside others, nobody is handed over twice.
    Raises TransportError where the transport cannot be used at all; the batches wait then.
    """
    recover(store, journals, now=clock())
    letter_for = _letters(terms.edition, letterhead, mail_for, columns_for)

    def once() -> None:
        with Journal(journals, owner=owner, evidence=transport.abilities.evidence) as journal:
            ledger = Ledger(
                store,
                journal,
                terms,
                abilities=transport.abilities,
                ids=_ids(store, terms, transport.keeping, clock),
                letter_for=letter_for,
                clock=clock,
                stop=stop,
                told=progress.told,
                monotonic=monotonic,
            )
            gate = Gate(store, terms.edition, road, clock=clock, stop=stop) if road else None
            _hand_over(ledger, transport, gate)

    progress = _Count(terms.edition, lambda: tally(store, terms.edition), report, monotonic)
    _with_doubts_called_back(once, lambda: _called_back(store, terms.edition, transport, clock))
    return progress.counted()


def _letters(
    edition: str,
    letterhead: Letterhead,
    mail_for: Callable[[Segment], SegmentMail],
    columns_for: Callable[[Sequence[Recipient]], ReaderColumns],
) -> Callable[[Claim], Letter]:
    """What finds a batch's letter. Batches of one segment share it, but for those that a service keeps."""

    @lru_cache(maxsize=LETTERS_KEPT)
    def letter(segment: Segment, send_at: datetime | None, kept: str) -> Letter:
        content = mail_for(segment)
        return Letter(
            edition=edition, content=content, letterhead=letterhead, columns=columns_for, send_at=send_at, kept=kept
        )

    def letter_for(claim: Claim) -> Letter:
        batch = claim.batch
        return letter(batch.segment, batch.due_at if batch.kept else None, batch.kept)

    return letter_for


def _ids(store: Store, terms: Terms, keeping: Keeping | None, clock: Callable[[], datetime]) -> Ids | None:
    is_ahead = keeping and not terms.early and terms.ahead >= AHEAD_MIN
    return Ids(store, terms.edition, keeping, clock) if keeping and is_ahead else None


def _called_back(store: Store, edition: str, transport: Transport, clock: Callable[[], datetime]) -> int:
    """How many deliveries wait again, since what the service kept of them was called back."""
    if transport.keeping is None:
        return 0
    try:
        return recall(store, edition, transport.keeping, clock=clock).queued
    finally:
        transport.close()


def _with_doubts_called_back(once: Callable[[], None], called_back: Callable[[], int]) -> None:
    """Hands over, and again what had no answer and was called back; not for ever."""
    called_back()
    for _ in range(ROUNDS_MAX):
        try:
            once()
        finally:
            again = called_back()
        if not again:
            return


def tally(store: Store, edition: str) -> Tally:
    """The edition's accounting at this moment."""
    with store.read() as db:
        return stores.tallies.of_edition(db, edition)


def settled(made: Tally) -> int:
    """Of how many readers nothing waits to be handed over any more."""
    return made.batched - sum(count for state, count in made.outcomes if state in SETTLED_NEVER)


def is_done(made: Tally) -> bool:
    """Whether nothing of the edition waits to be handed over any more."""
    return not any(count for state, count in made.outcomes if state in SETTLED_NEVER)


def _hand_over(ledger: Ledger, transport: Transport, gate: Gate | None) -> None:
    wait: timedelta | None = None
    mails = gate.through(ledger, ledger.ack) if gate else ledger
    ack = _both(ledger.ack, gate.heard) if gate else ledger.ack
    intent = gate.guarding(ledger.intent) if gate else ledger.intent
    try:
        with _fewer_collections():
            wait = transport.deliver(mails, intent=intent, ack=ack)
    finally:
        ledger.give_back(wait or (gate.wait if gate else None) or timedelta())
        if gate:
            gate.close()


def _both(first: Ack, second: Ack) -> Ack:
    def ack(mails: Sequence[Mail], answer: Answer) -> None:
        first(mails, answer)
        second(mails, answer)

    return ack


@contextmanager
def _fewer_collections() -> Iterator[None]:
    """A batch's tuples all live as long as the batch: looking for cycles after every 700 is a sixth of all work."""
    first, *others = gc.get_threshold()
    gc.set_threshold(max(first, ALLOCATIONS_PER_COLLECTION), *others)
    try:
        yield
    finally:
        gc.set_threshold(first, *others)


class _Count:
    """How many of the edition's mails have an outcome, told as they get one; by all its senders, every second."""

    def __init__(
        self,
        edition: str,
        read: Callable[[], Tally],
        report: Callable[[Progress], None],
        monotonic: Callable[[], float],
    ) -> None:
        self._edition = edition
        self._read = read
        self._report = report
        self._monotonic = monotonic
        self.counted()

    def told(self, more: int) -> None:
        if self._monotonic() - self._read_at >= COUNT_S:
            self.counted()
        else:
            self._done += more
            self._say()

    def counted(self) -> Tally:
        """The accounting of this moment, which is told too."""
        self._tally = self._read()
        self._done = settled(self._tally)
        self._read_at = self._monotonic()
        self._say()
        return self._tally

    def _say(self) -> None:
        counts = tuple((str(state), count) for state, count in self._tally.outcomes)
        told = Progress(stage="send", done=self._done, total=self._tally.batched, note=self._edition, counts=counts)
        self._report(told)

"""One sender's side of the books: the batches it holds, what is under way, and the commits that tell the store."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from digest import store as stores
from digest.deliver import journal, pace, returned
from digest.deliver.ahead import Ids
from digest.deliver.hold import Hold, fold_of, marked, places_of, taken_up
from digest.deliver.journal import Journal
from digest.deliver.transports.protocol import ACCEPTED, Abilities, Answer, Letter, Mail, Mails
from digest.model.delivery import Outcome, OutcomeState, Recipient
from digest.store import Connection, Store
from digest.store.claims import Claim, place_after
from digest.store.packed import NO, YES

FOLD_S = 0.25  # between commits at most, so that a slow morning is told too
LEASE = timedelta(minutes=5)  # longer than any time-out of a transport; a lost machine's batches wait this long
# Nearer hours are waited for: what is in doubt can be cancelled until 10 minutes before.
AHEAD_MIN = timedelta(minutes=15)
LEASE_MARGIN_S = 5.0  # we stop this much earlier than others may begin: clocks drift, and a mail takes a while to leave
BATCH_WINDOW = 1_000  # mails under way: a window that holds a whole batch is committed with the next claim

_NO, _YES = bytes((NO,)), bytes((YES,))

EXPIRED = Answer(OutcomeState.REJECTED, "expired", "the edition's time was up")
GONE = Answer(OutcomeState.SKIPPED, "left", "no mail for this reader any more when the batch was taken up")
NOTHING_CAME_BACK = Answer(OutcomeState.UNKNOWN, "no answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Under which an edition is sent."""

    edition: str
    until: datetime
    """After this nothing of the edition is handed over: the next one is due."""
    retry_for: timedelta = timedelta(hours=6)
    """How long after a reader's hour a mail that was put off is tried again."""
    early: bool = False
    """Send before readers' hours."""
    ahead: timedelta = timedelta()
    """How long before readers' hours mails are handed to a transport that keeps them; zero: at their hour."""


class Ledger(Mails):
    """What one sender does, committed every few mails; as mails, every one that is due, batch after batch."""

    def __init__(
        self,
        store: Store,
        journal: Journal,
        terms: Terms,
        *,
        abilities: Abilities,
        ids: Ids | None,
        letter_for: Callable[[Claim], Letter],
        clock: Callable[[], datetime],
        stop: Callable[[], bool],
        told: Callable[[int], None],
        monotonic: Callable[[], float],
    ) -> None:
        self._store = store
        self._journal = journal
        self._terms = terms
        self._abilities = abilities
        self._ids = ids
        self._letter_for = letter_for
        self._clock = clock
        self._stop = stop
        self._told = told
        self._monotonic = monotonic
        self._holds: dict[int, Hold] = {}
        self._giving: tuple[Hold, Letter] | None = None
        self._is_over = False
        self._unfolded = 0
        self._fold_at = abilities.window if abilities.window < BATCH_WINDOW else 2 * abilities.window
        self._folded_at = monotonic()

    def take(self, most: int) -> Sequence[Mail]:
        """The next mails, after their places are committed as under way; none when all are taken or we are to stop."""
        while not (self._is_over or self._stop()):
            if self._giving and (some := self._of(*self._giving, most)):
                return some
            hold = self._next()
            self._giving = (hold, self._letter_for(hold.claim)) if hold else None
            self._is_over = hold is None
        return ()

    def intent(self, mails: Sequence[Mail]) -> bool:
        """Notes that these mails, of one batch, leave now; False where they must not: to stop, or the lease is over."""
        hold = self._holds.get(mails[0].batch)
        if hold is None or hold.lost or self._stop() or self._monotonic() > hold.until:
            return False
        self._journal.intent(mails)
        if len(mails) == 1:
            place = mails[0].place
            hold.under_way[place] = hold.handed[place] = YES
            return True
        for _, place, count in journal.runs(mails):
            these = slice(place, place + count)
            hold.under_way[these] = hold.handed[these] = _YES * count
        return True

    def ack(self, mails: Sequence[Mail], answer: Answer) -> None:
        if answer is ACCEPTED and len(mails) == 1:
            self._accepted(mails[0])
        else:
            self._journal.answer(mails, answer)
            if self._ids and answer.state is OutcomeState.UNKNOWN:
                self._ids.drop(mails[0].letter.kept)
            for batch, place, count in journal.runs(mails):
                self._all_answered(self._holds[batch], range(place, place + count), answer)
        self._unfolded += len(mails)
        if self._unfolded >= self._fold_at or self._monotonic() - self._folded_at >= FOLD_S:
            self.fold()

    def fold(self) -> None:
        """Commits everything answered so far."""
        with self._store.write() as db:
            said = self._say(db)
        self._kept(said)

    def give_back(self, wait: timedelta = timedelta()) -> None:
        """Ends our work: what was handed over without an answer is unknown, the rest waits for the next sender, all of
        the edition for so long.
        """
        now = self._clock()
        with self._store.write() as db:
            for hold in self._holds.values():
                for place in marked(hold.under_way):
                    self._answered(hold, place, NOTHING_CAME_BACK)
                if not stores.claims.fold(db, fold_of(hold, hold.handed_to, back_at=now + wait), now=now):
                    _prove(db, hold, now)
                returned.refused(db, hold.outcomes, now=now)
            if wait:
                stores.batches.put_off(db, self._terms.edition, until=now + wait)
            stores.receipts.catch_up(db, now=now)
        self._holds.clear()
        self._journal.remove()

    def _of(self, hold: Hold, letter: Letter, most: int) -> Sequence[Mail]:
        """The hold's next mails; none where all were given out, or the batch is another's by now."""
        if hold.taken < len(hold.places) and hold.places[hold.taken] >= hold.handed_to:
            hold.dirty = True
            self.fold()
        return () if hold.lost else hold.mails(letter, most)

    def _next(self) -> Hold | None:
        """The next batch, claimed in the commit that tells how far the others are."""
        now, until = self._clock(), self._lease_ends()
        with self._store.write() as db:
            said = self._say(db)
            claim = stores.claims.claim(
                db,
                self._terms.edition,
                owner=self._journal.owner,
                now=now,
                lease=LEASE,
                window=self._abilities.window,
                evidence=self._abilities.evidence,
                early=self._terms.early,
                ahead=self._ahead(now),
            )
            people = stores.people.recipients(db, _open_ids(claim)) if claim else []
            if claim and self._ids and claim.batch.due_at > now:
                claim = self._ids.noted(db, claim)
        self._kept(said)
        hold = self._held(claim, people, now, until) if claim else None
        return self._under_an_id(hold, now) if hold and self._ids else hold

    def _under_an_id(self, hold: Hold, now: datetime) -> Hold | None:
        """The hold with an id under which its mails are kept until their hour, if that is to come."""
        batch = hold.claim.batch
        if batch.kept or batch.due_at <= now or not self._ids:
            return hold
        claim = self._ids.with_new(hold.claim)
        hold.claim = claim or hold.claim
        return hold if claim else None

    def _ahead(self, now: datetime) -> tuple[datetime, datetime] | None:
        """Between which moments the hours lie that are handed over now already."""
        return (now + AHEAD_MIN, now + self._terms.ahead) if self._ids else None

    def _held(self, claim: Claim, people: Sequence[Recipient], now: datetime, until: float) -> Hold:
        """The claim in our hands; those who get no mail after all have their answer: they left, or time is up."""
        is_over = now >= self._deadline(claim)
        hold = self._holds[claim.batch.id] = taken_up(claim, people, is_over=is_over, until=until)
        if len(hold.places) < len(claim.open):
            reached = set(places_of(claim, people))
            for place in claim.open:
                if is_over or place not in reached:
                    self._answered(hold, place, EXPIRED if place in reached else GONE)
        return hold

    def _accepted(self, mail: Mail) -> None:
        """One mail, as SMTP hears of it: the everyday case, at half its price."""
        batch, place, _, _ = mail
        hold = self._holds[batch]
        self._journal.accepted(mail)
        hold.under_way[place] = NO
        hold.accepted[place] = YES
        hold.left -= 1
        hold.dirty = True

    def _all_answered(self, hold: Hold, places: range, answer: Answer) -> None:
        if answer is not ACCEPTED:
            for place in places:
                self._answered(hold, place, answer)
            return
        these = slice(places.start, places.stop)
        hold.under_way[these] = _NO * len(places)
        hold.accepted[these] = _YES * len(places)
        hold.left -= len(places)
        hold.dirty = True

    def _answered(self, hold: Hold, place: int, answer: Answer) -> None:
        hold.under_way[place] = NO
        if answer.state is OutcomeState.QUEUED:
            hold.handed[place] = NO
            return
        hold.left -= 1
        hold.dirty = True
        if answer.state is OutcomeState.DEFERRED and not self._tried_again(hold):
            answer = EXPIRED
        subscription = hold.claim.batch.subscriptions[place]
        hold.outcomes.append(
            Outcome(subscription=subscription, state=answer.state, code=answer.code, detail=answer.detail)
        )

    def _tried_again(self, hold: Hold) -> bool:
        """Whether there is time for another try; the batch's deferred mails wait for the same moment."""
        hold.retry_at = hold.retry_at or pace.retry_at(
            self._clock(), attempts=hold.claim.attempts, until=self._deadline(hold.claim)
        )
        return hold.retry_at is not None

    def _lease_ends(self) -> float:
        """When a lease that is taken at this moment must not be relied on any more."""
        return self._monotonic() + LEASE.total_seconds() - LEASE_MARGIN_S

    def _deadline(self, claim: Claim) -> datetime:
        return min(claim.batch.due_at + self._terms.retry_for, self._terms.until)

    def _say(self, db: Connection) -> list[tuple[Hold, bool]]:
        """Folds every hold that has news, with the next window under way; which of them are still ours.

        It counts once the commit is through: `_kept` is for that.
        """
        now, until = self._clock(), self._lease_ends()
        said = []
        for hold in self._holds.values():
            if hold.dirty and not hold.lost:
                ahead = place_after(hold.places, hold.taken + self._abilities.window)
                handed_to = max(hold.handed_to, ahead)
                ours = stores.claims.fold(db, fold_of(hold, handed_to, lease_until=now + LEASE), now=now)
                hold.handed_to = handed_to if ours else hold.handed_to
                returned.refused(db, hold.outcomes, now=now)
                hold.until = until if ours else hold.until
                said.append((hold, ours))
        if any(hold.left == 0 for hold, _ in said):
            stores.receipts.catch_up(db, now=now)
        return said

    def _kept(self, said: Sequence[tuple[Hold, bool]]) -> None:
        for hold, ours in said:
            hold.lost = not ours
            hold.dirty = False
            hold.outcomes.clear()
            if hold.left == 0:
                del self._holds[hold.id]
        self._journal.compact(self._under_way)
        self._told(self._unfolded)
        self._unfolded = 0
        self._folded_at = self._monotonic()

    def _under_way(self) -> list[tuple[int, int]]:
        """(batch, place) of mails with an intent and no answer."""
        return [(hold.id, place) for hold in self._holds.values() for place in marked(hold.under_way)]


def _prove(db: Connection, hold: Hold, now: datetime) -> None:
    """Another sender took the batch over and called our window unknown: what we know better settles it.

    Places after our window are none of our business: the other sender may have handed them over itself. Nor is what was
    called back since: that we were told it was accepted proves nothing then.
    """
    if hold.claim.batch.kept:
        return
    ids = hold.claim.batch.subscriptions
    accepted = [ids[place] for place in marked(hold.accepted)]
    stores.outcomes.settle(db, hold.id, accepted, OutcomeState.ACCEPTED, now=now)
    never_left = [ids[p] for p in hold.claim.open if p < hold.handed_to and hold.handed[p] == NO]
    stores.outcomes.settle(db, hold.id, never_left, OutcomeState.QUEUED, now=now)


def _open_ids(claim: Claim) -> Sequence[int]:
    ids = claim.batch.subscriptions
    return ids if len(claim.open) == len(ids) else [ids[place] for place in claim.open]

"""What the journals of dead senders say, told to the store."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from digest import store as stores
from digest.deliver import journal
from digest.deliver.journal import Said, Testimony
from digest.model.delivery import BatchState, Outcome, OutcomeState
from digest.store import Connection, Store
from digest.store.claims import Claim, Fold
from digest.store.packed import YES


def recover(store: Store, folder: Path, *, now: datetime) -> int:
    """Settles what senders of this machine left behind when they died; how many of them there were.

    Answers count as given. A mail handed over without an answer is unknown, unless its transport finds out by itself.
    What was never handed over waits to be claimed again.
    """
    found = 0
    for testimony in journal.of_the_dead(folder):
        with store.write() as db:
            _settle(db, testimony, now)
        found += 1
    return found


def _settle(db: Connection, testimony: Testimony, now: datetime) -> None:
    held = {claim.batch.id: claim for claim in stores.claims.held_by(db, testimony.owner)}
    for claim in held.values():
        stores.claims.fold(db, _last_word(claim, testimony, now), now=now)
    for batch in stores.outcomes.in_doubt(db, [batch for batch in testimony.said if batch not in held]):
        _prove(db, batch, testimony.said[batch], now)
    stores.receipts.catch_up(db, now=now)


def _prove(db: Connection, batch: int, said: Mapping[int, Said], now: datetime) -> None:
    """Another sender took the batch over meanwhile, and may have called unknown what we know was accepted."""
    found = stores.claims.locked(db, batch)
    if found and not stores.kept.any_of(db, found.batch.edition):  # what was accepted may have been called back since
        ids = found.batch.subscriptions
        accepted = [ids[place] for place, word in said.items() if word and word.state is OutcomeState.ACCEPTED]
        stores.outcomes.settle(db, batch, accepted, OutcomeState.ACCEPTED, now=now)


def _last_word(claim: Claim, testimony: Testimony, now: datetime) -> Fold:
    """The claim given back, with all that is known about its places."""
    said = testimony.said.get(claim.batch.id, {})
    accepted = bytearray(claim.accepted)
    outcomes: list[Outcome] = []
    for place in claim.open:
        state, word = _verdict(claim, testimony, said, place)
        if state is OutcomeState.ACCEPTED:
            accepted[place] = YES
        elif state is not OutcomeState.QUEUED:
            subscription = claim.batch.subscriptions[place]
            code, detail = (
                (word.code, word.detail) if word else ("sender died", "handed over, and killed before the answer")
            )
            outcomes.append(Outcome(subscription=subscription, state=state, code=code, detail=detail))
    settled = {outcome.subscription for outcome in outcomes if outcome.state is not OutcomeState.DEFERRED}
    ids = claim.batch.subscriptions
    left = any(accepted[place] != YES and ids[place] not in settled for place in claim.open)
    return Fold(
        batch=claim.batch.id,
        epoch=claim.batch.epoch,
        accepted=bytes(accepted),
        state=BatchState.READY if left else BatchState.DONE,
        ready_at=now,
        outcomes=tuple(outcomes),
    )


def _verdict(claim: Claim, testimony: Testimony, said: Mapping[int, Said], place: int) -> tuple[OutcomeState, Said]:
    if place in said:
        word = said[place]
        if word:
            return word.state, word
        return (OutcomeState.QUEUED if testimony.evidence else OutcomeState.UNKNOWN), None
    if place < claim.handed_to and not testimony.complete and not testimony.evidence:
        return OutcomeState.UNKNOWN, None
    return OutcomeState.QUEUED, None

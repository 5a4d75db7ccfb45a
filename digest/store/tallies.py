"""The accounting of an edition: how many of its deliveries are in which state."""

from collections.abc import Mapping

from sqlalchemy import Connection, func, literal, select

from digest.model.delivery import LATER_NEWS, BatchState, OutcomeState, Tally
from digest.model.edition import EditionState
from digest.store.schema import audiences, batches, delivered, editions, exceptions, exclusions, outcome_sums


def of_edition(db: Connection, edition: str) -> Tally:
    """The edition's accounting at this moment. Every delivery is in exactly one state, or this raises."""
    frozen = db.execute(select(audiences).where(audiences.c.edition == edition)).one_or_none()
    if frozen is None:
        return Tally()
    outcomes = {state: count for state, count in _states(db, edition).items() if count}
    query = select(exclusions.c.reason, exclusions.c.count).where(exclusions.c.edition == edition)
    left_out = [(row[0], row[1]) for row in db.execute(query)]
    assert frozen.batched == sum(outcomes.values()), f"{edition}: {frozen.batched} batched, {outcomes}"
    assert frozen.candidates == frozen.batched + sum(count for _, count in left_out), edition
    order = list(OutcomeState)
    return Tally(
        candidates=frozen.candidates,
        excluded=tuple(sorted(left_out)),
        batched=frozen.batched,
        outcomes=tuple(sorted(outcomes.items(), key=lambda item: order.index(item[0]))),
    )


def _states(db: Connection, edition: str) -> Mapping[OutcomeState, int]:
    sums = select(batches.c.state, func.sum(batches.c.size), func.sum(batches.c.accepted))
    rows = db.execute(sums.where(batches.c.edition == edition).group_by(batches.c.state)).all()
    accepted = sum(int(row[2]) for row in rows)
    told = (
        select(batches.c.state, exceptions.c.state, func.count())
        .join(batches, batches.c.id == exceptions.c.batch)
        .where(batches.c.edition == edition)
        .group_by(batches.c.state, exceptions.c.state)
    )
    arrived = select(func.coalesce(func.sum(delivered.c.count), 0)).join(batches, batches.c.id == delivered.c.batch)
    counts = {OutcomeState.DELIVERED: int(db.scalar(arrived.where(batches.c.edition == edition)) or 0)}
    waiting = {state: int(size) - int(taken) for state, size, taken in rows}
    long_past = select(literal(BatchState.DONE, batches.c.state.type), outcome_sums.c.state, outcome_sums.c.count)
    past = db.execute(long_past.where(outcome_sums.c.edition == edition))
    for batch_state, state, count in (*db.execute(told), *past):
        counts[state] = counts.get(state, 0) + count
        if state not in LATER_NEWS:
            waiting[batch_state] -= count
    later = sum(counts.get(state, 0) for state in LATER_NEWS)
    cancelled = select(editions.c.id).where(editions.c.id == edition, editions.c.state == EditionState.CANCELLED)
    if db.scalar(cancelled) is not None:
        counts[OutcomeState.SKIPPED] = counts.get(OutcomeState.SKIPPED, 0) + waiting.pop(BatchState.READY, 0)
    assert not waiting.get(BatchState.DONE), f"{edition}: {waiting[BatchState.DONE]} in done batches have no outcome"
    return {
        **counts,
        OutcomeState.ACCEPTED: accepted - later,
        OutcomeState.QUEUED: waiting.get(BatchState.READY, 0),
        OutcomeState.SENDING: waiting.get(BatchState.CLAIMED, 0),
    }

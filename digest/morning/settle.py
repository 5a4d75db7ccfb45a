"""What the operator decides about deliveries: those of unknown outcome, and those that are worth another try."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from digest import store
from digest.errors import LockedError, UsageError
from digest.model.delivery import OutcomeState
from digest.model.edition import Edition, EditionState
from digest.runtime import Runtime
from digest.store import Connection
from digest.store.outcomes import Exceptional

WORTH_A_TRY = (OutcomeState.REJECTED, OutcomeState.DEFERRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """How many deliveries were decided; `busy` ones are in a batch that is being sent right now, and stay."""

    done: int
    busy: int


def unknowns(runtime: Runtime, edition: Edition, state: OutcomeState) -> Settled:
    """Decides what became of all deliveries of unknown outcome: accepted, rejected, or queued for the next send."""

    def decide(db: Connection, batch: int, ids: list[int], now: datetime) -> int:
        return store.outcomes.settle(db, batch, ids, state, now=now)

    return _decided(runtime, edition, (OutcomeState.UNKNOWN,), decide, queued=state is OutcomeState.QUEUED)


def retry(runtime: Runtime, edition: Edition) -> Settled:
    """Queues again what was rejected or put off; whoever left or was suppressed since still gets nothing."""

    def decide(db: Connection, batch: int, ids: list[int], now: datetime) -> int:
        return store.outcomes.retry(db, batch, ids, now=now)

    return _decided(runtime, edition, WORTH_A_TRY, decide, queued=True)


def _decided(
    runtime: Runtime,
    edition: Edition,
    states: tuple[OutcomeState, ...],
    decide: Callable[[Connection, int, list[int], datetime], int],
    *,
    queued: bool,
) -> Settled:
    """All of them and the edition's state in one transaction: what is queued again belongs to no edition that is over.

    Raises UsageError where the edition was cancelled, LockedError where somebody changed it meanwhile.
    """
    if queued and edition.state is EditionState.CANCELLED:
        raise UsageError("the edition is cancelled, nothing of it is sent any more", where=edition.id)
    now = runtime.real_now()
    with runtime.store.write() as db:
        found = store.outcomes.of_edition(db, edition.id, *states)
        done = sum(
            decide(db, batch, [one.subscription for one in some], now) for batch, some in groupby(found, key=_batch)
        )
        if done and queued and edition.state is EditionState.SENT:
            again = replace(edition, state=EditionState.SENDING, version=edition.version + 1)
            if not store.editions.put(db, again, now=now):
                raise LockedError("somebody else changed this edition just now", where=edition.id, hint="Try again.")
    return Settled(done=done, busy=len(found) - done)


def _batch(one: Exceptional) -> int:
    return one.batch

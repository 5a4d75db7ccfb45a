"""How fast editions are handed over at this moment, and what holds them up."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from digest import deliver, store
from digest.cli import progress
from digest.model.delivery import OutcomeState, Tally
from digest.model.edition import Edition
from digest.progress import Pace, Progress
from digest.runtime import Runtime

LOOK_S = 1.0  # a sender commits four times in it


def lines(
    runtime: Runtime,
    before: Mapping[str, Tally],
    *,
    wait: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[str]:
    """How fast those go that are being handed over; looking takes a second where there are any."""
    moving = [id for id, tally in before.items() if dict(tally.outcomes).get(OutcomeState.SENDING)]
    paces = {id: Pace() for id in moving}
    for id, pace in paces.items():
        pace.told(deliver.settled(before[id]), at_s=clock())
    if moving:
        wait(LOOK_S)
    for id, pace in paces.items():
        tally = deliver.tally(runtime.store, id)
        done = deliver.settled(tally)
        pace.told(done, at_s=clock())
        now = Progress(stage="send", done=done, total=tally.batched, counts=tally.outcomes)
        moves = "is on its way" if pace.per_second else "stands still"
        yield f"{id} {moves}: {done:,} of {tally.batched:,}; {progress.in_words(now, pace)}"


def paused(db: store.Connection, editions: Sequence[Edition]) -> Iterator[str]:
    for edition in editions:
        pause = store.pauses.of(db, edition.id)
        if pause and pause.lifted_at is None:
            yield (
                f"{edition.id} is paused since {pause.since:%Y-%m-%d %H:%M} UTC: {pause.reason}. "
                f"Go on with: digest deliveries resume {edition.id}"
            )


def resting(db: store.Connection, now: datetime) -> Iterator[str]:
    for transport, rests in store.paces.all_resting(db, now=now).items():
        for rest in rests:
            until = f"until {rest.until:%H:%M} UTC"
            yield f"transports.{transport}: {rest.domain} puts off mail ({rest.reason}) and is left alone {until}"

"""The spine: the whole morning of one slot, as a list of steps."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from digest import store
from digest.errors import LockedError, NeedsApprovalError
from digest.model.delivery import Tally
from digest.model.edition import Edition, EditionState, Slot
from digest.model.fault import Fault
from digest.model.settings import Digest
from digest.morning import advance, approve, render
from digest.morning import collect as collecting
from digest.morning import compose as composing
from digest.morning import gather as gathering
from digest.morning import group as grouping
from digest.morning import send as sending
from digest.morning.advance import Step
from digest.people import notices
from digest.people import sync as syncing
from digest.progress import Progress
from digest.runtime import Runtime, wall_clock

Report = Callable[[Progress], None]
Stop = Callable[[], bool]

OVER = {EditionState.SENT, EditionState.SKIPPED, EditionState.CANCELLED}
SLOT_LEASE = timedelta(minutes=10)  # longer than composing takes; a killed process blocks its slot no longer


def never() -> bool:
    """For whom nobody can ask to stop."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a run came to."""

    edition: Edition
    tally: Tally = field(default_factory=Tally)
    faults: tuple[Fault, ...] = ()
    spans: tuple["Ran", ...] = ()
    """The editions over a span that followed it."""


def run(runtime: Runtime, digest: Digest, slot: Slot, *, send: bool, report: Report, stop: Stop = never) -> Ran:
    """Collects, groups, composes, lets the digest's rule approve, and sends what is due until `stop` says so.

    Run again, it finds the edition as it is and sends to nobody a second time.
    """
    if over := _over(runtime, slot):
        return replace(over, spans=spans(runtime, digest, slot, report=report, stop=stop) if send else ())
    faults = [*sync_lists(runtime, digest)]
    collected = collecting.collect(runtime, report=report)
    grouping.group(runtime)
    with holding(runtime, slot):
        edition = composing.compose(runtime, digest, slot, faults=collected.faults)
        faults += render.host_images(runtime, edition, digest)
        step = advance.unapproved(edition, digest) if edition.state is EditionState.DRAFT else Step.NOTHING
        edition, why = decide(runtime, edition, digest, slot, step)
    tally = Tally()
    if send and edition.state in sending.SENDABLE:
        edition, tally = sending.send(runtime, edition, digest, slot, report=report, stop=stop, early=True)
    if send:
        faults += notices.send(runtime, stop=stop).faults
    return Ran(
        edition=edition,
        tally=tally,
        faults=(*faults, *collected.faults, *why),
        spans=spans(runtime, digest, slot, report=report, stop=stop) if send else (),
    )


def spans(runtime: Runtime, digest: Digest, slot: Slot, *, report: Report, stop: Stop = never) -> tuple[Ran, ...]:
    """Makes and sends the editions over a span that somebody waits for, once the day's is on its way."""
    with runtime.store.read() as db:
        day = store.editions.by_id(db, slot.id)
    if not gathering.is_over(day, slot, runtime):
        return ()
    wanted = gathering.wanted(runtime, digest, slot.date)
    return tuple(_span(runtime, digest, each, report=report, stop=stop) for each in wanted if not stop())


def _span(runtime: Runtime, digest: Digest, slot: Slot, *, report: Report, stop: Stop) -> Ran:
    with holding(runtime, slot):
        edition = gathering.gather(runtime, digest, slot)
    if edition.state not in sending.SENDABLE:
        return Ran(edition=edition)
    edition, tally = sending.send(runtime, edition, digest, slot, report=report, stop=stop, early=True)
    return Ran(edition=edition, tally=tally)


def _over(runtime: Runtime, slot: Slot) -> Ran | None:
    """The edition of a slot that is over, with what became of it: there is nothing left to do."""
    with runtime.store.read() as db:
        edition = store.editions.by_id(db, slot.id)
        if edition is None or edition.state not in OVER:
            return None
        return Ran(edition=edition, tally=store.tallies.of_edition(db, slot.id))


def sync_lists(runtime: Runtime, digest: Digest) -> Iterable[Fault]:
    """Brings the digest's lists in line with their files; what is wrong with them."""
    for done in syncing.sync_all(runtime, digest.lists):
        yield from done.faults


def decide(
    runtime: Runtime, edition: Edition, digest: Digest, slot: Slot, step: Step
) -> tuple[Edition, Sequence[Fault]]:
    """Carries out what the digest's rules say about an edition that nobody approved."""
    match step:
        case Step.APPROVE:
            return approve_or_hold(runtime, edition, digest, slot)
        case Step.SKIP:
            why = Fault(where=edition.id, what=f"skipped: it has {_stories(edition)}, and that is the digest's rule")
            return approve.change(runtime, edition, EditionState.SKIPPED), (why,)
        case Step.HOLD:
            why = Fault(
                where=edition.id,
                what=f"held: it has {_stories(edition)} and nobody approved it",
                hint=f"Approve it at the desk, or with: digest approve --digest {digest.name} --date {edition.date}",
            )
            return approve.change(runtime, edition, EditionState.HELD), (why,)
        case _:
            return edition, ()


def approve_or_hold(runtime: Runtime, edition: Edition, digest: Digest, slot: Slot) -> tuple[Edition, Sequence[Fault]]:
    """Approved by the digest's rule; held with the reason where a blocking check fails."""
    try:
        return approve.approve(runtime, edition, digest, slot, by=approve.RULE), ()
    except NeedsApprovalError as error:
        return approve.change(runtime, edition, EditionState.HELD), (error.fault,)


@contextmanager
def holding(runtime: Runtime, slot: Slot) -> Iterator[None]:
    """Keeps the slot to ourselves for the block. Raises LockedError where another process has it."""
    with runtime.store.write() as db:
        store.slots.open_(db, slot)
        if store.slots.claim(db, slot.id, owner=runtime.owner, now=wall_clock(), lease=SLOT_LEASE) is None:
            raise LockedError("another process is working on this edition", where=slot.id, hint="Let it finish.")
    try:
        yield
    finally:
        with runtime.store.write() as db:
            store.slots.release(db, slot.id, owner=runtime.owner)


def _stories(edition: Edition) -> str:
    number = len(edition.stories)
    return f"{number} story" if number == 1 else f"{number} stories"

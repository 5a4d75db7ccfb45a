"""Stage: editions over a span, made of the approved editions of its days: for weekly readers, and for those back."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from digest import compose as composing
from digest import schedule, store
from digest.audience import paces
from digest.errors import LockedError
from digest.group import memory
from digest.model.edition import Edition, EditionState, Slot, Span
from digest.model.settings import Digest
from digest.model.story import Told
from digest.morning import approve
from digest.runtime import Runtime


def wanted(runtime: Runtime, digest: Digest, day: date) -> Iterator[Slot]:
    """The slots over a span for which somebody waits on this date."""
    weekly = paces.has_weeks(digest) and paces.is_last_of_week(day, digest)
    with runtime.store.read() as db:
        back = store.people.returning(db, digest.lists, after=day - timedelta(days=paces.BACK_DAYS_MAX), until=day)
        week = weekly and store.people.has_weekly(db, digest.lists)
    spans = {paces.span_for(preferences, digest, day, big=False) for preferences in back}
    if week:
        spans.add(Span.WEEK)
    for span in Span:
        if span in spans and span is not Span.DAY:
            yield schedule.slot(digest, day, span)


def waiting(runtime: Runtime, digest: Digest, now: datetime) -> Iterator[Slot]:
    """The slots for which somebody waits now: those of the last date, and a week before it that is late."""
    latest = schedule.latest(digest, now)
    yield from wanted(runtime, digest, latest)
    missed = schedule.slot(digest, schedule.before(digest, latest), Span.WEEK)
    if now <= missed.expires_at:
        yield from (slot for slot in wanted(runtime, digest, missed.date) if slot.span is Span.WEEK)


def gather(runtime: Runtime, digest: Digest, slot: Slot) -> Edition:
    """The slot's edition, made once and approved by what it is made of; skipped where nothing was approved.

    Raises LockedError where somebody else made it in the same moment.
    """
    now = runtime.now()
    with runtime.store.write() as db:
        store.slots.open_(db, slot)
        there = store.editions.by_id(db, slot.id)
        if there is not None:
            return there
        made = _made(db, digest, slot)
        state = EditionState.APPROVED if made.stories else EditionState.SKIPPED
        content_hash = approve.content_hash(made) if made.stories else ""
        made = replace(made, state=state, version=1, content_hash=content_hash)
        if not store.editions.put(db, made, now=now, by=approve.RULE):
            raise LockedError("somebody else made this edition just now", where=slot.id, hint="Try again.")
    return made


def _made(db: store.Connection, digest: Digest, slot: Slot) -> Edition:
    first = slot.date - timedelta(days=slot.span.days - 1)
    editions = store.editions.in_print_between(db, digest.name, first, slot.date)
    aliases = store.stories.canonical(db, [id for edition in editions for id in edition.told_ids])
    start = schedule.slot(digest, first).send_at
    told = store.stories.told_by(
        db, digest.name, after=start - timedelta(days=digest.memory_days), before=slot.send_at + timedelta(seconds=1)
    )
    before = _last([one for one in told if one.told_at < start], aliases)
    latest = _last(told, aliases)
    known = {
        id: composing.Known(developments=memory.developments(earlier.facts, latest[id].facts))
        for id, earlier in before.items()
    }
    return composing.gathered(slot, editions, digest, aliases=aliases, known=known)


def _last(told: Sequence[Told], aliases: dict[str, str]) -> dict[str, Told]:
    """The last telling of each story; `told` is oldest first."""
    return {aliases.get(one.story, one.story): one for one in told}


def is_over(day: Edition | None, slot: Slot, runtime: Runtime) -> bool:
    """Whether nothing can come of the day's edition any more that its spans would lack."""
    settled = (EditionState.SENDING, EditionState.SENT, EditionState.SKIPPED, EditionState.CANCELLED)
    return (day is not None and day.state in settled) or runtime.now() > slot.expires_at

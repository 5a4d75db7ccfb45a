"""Batches: who gets an edition, frozen in portions that are claimed together."""

from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from digest.audience import segments
from digest.model.delivery import Exclusion, Segment
from digest.model.edition import Edition, Slot, Span
from digest.model.people import Candidate, Pace, Preferences
from digest.model.settings import Digest, Weekday

BATCH_RECIPIENTS_MAX = 1_000  # what one request to a mail service may hold
PREFERENCES_KEPT = 65_536  # decisions remembered, since most readers share theirs with others
WEEKDAYS = tuple(Weekday)
WEEKEND = {Weekday.SAT, Weekday.SUN}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedBatch:
    """Recipients with one segment and one due time, not stored yet."""

    segment: Segment
    due_at: datetime
    subscriptions: tuple[int, ...]
    """At most 1,000 subscription ids, ascending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded:
    """A candidate that is in no batch."""

    subscription: int
    reason: Exclusion


Planned = PlannedBatch | Excluded
Place = tuple[Segment, datetime]


def batches(
    edition: Edition,
    candidates: Iterable[Candidate],
    *,
    digest: Digest,
    slot: Slot,
    due: Callable[[Preferences], datetime],
    now: datetime,
) -> Iterator[Planned]:
    """Every candidate once: in a batch, or excluded with the reason.

    Candidates come by subscriber, the oldest subscription first: it alone counts, the others are duplicates. `due` says
    when a reader with these preferences gets the slot's edition; what is overdue is due now. Open batches hold 8 bytes
    a recipient.
    """
    topics = tuple(section.topic for section in edition.sections if section.stories)

    @lru_cache(maxsize=PREFERENCES_KEPT)
    def place(preferences: Preferences) -> Place | Exclusion:
        return _place(preferences, digest=digest, slot=slot, topics=topics, due=due, now=now)

    open_batches: dict[Place, array[int]] = {}
    last: int | None = None
    for candidate in candidates:
        found = _excluded(candidate, last) or place(candidate.preferences)
        last = candidate.subscriber
        if isinstance(found, Exclusion):
            yield Excluded(subscription=candidate.subscription, reason=found)
            continue
        waiting = open_batches.setdefault(found, array("q"))
        waiting.append(candidate.subscription)
        if len(waiting) == BATCH_RECIPIENTS_MAX:
            yield _batch(found, open_batches.pop(found))
    for found in sorted(open_batches, key=_order):
        yield _batch(found, open_batches[found])


def _excluded(candidate: Candidate, last: int | None) -> Exclusion | None:
    if candidate.suppressed:
        return Exclusion.SUPPRESSED
    return Exclusion.DUPLICATE if candidate.subscriber == last else None


def _place(
    preferences: Preferences,
    *,
    digest: Digest,
    slot: Slot,
    topics: tuple[str, ...],
    due: Callable[[Preferences], datetime],
    now: datetime,
) -> Place | Exclusion:
    if preferences.paused_until and slot.date < preferences.paused_until:
        return Exclusion.PAUSED
    if not takes(preferences.pace, slot, digest):
        return Exclusion.PACE
    segment = segments.segment(preferences, digest, topics)
    return (segment, max(due(preferences), now)) if segment else Exclusion.NOTHING_TO_READ


def takes(pace: Pace, slot: Slot, digest: Digest) -> bool:
    """Whether a reader of this pace gets the slot's edition.

    Of daily editions a weekly reader gets the last in each week; of weekly ones, every one, and nobody else does.
    """
    weekday = WEEKDAYS[slot.date.weekday()]
    match pace:
        case Pace.WEEKLY:
            return slot.span is Span.WEEK or _is_last_of_week(slot.date, digest)
        case Pace.WEEKDAYS:
            return slot.span is Span.DAY and weekday not in WEEKEND
        case Pace.EACH | Pace.BIG:
            return slot.span is Span.DAY


def _is_last_of_week(day: date, digest: Digest) -> bool:
    rest = (WEEKDAYS[(day + timedelta(days=n)).weekday()] for n in range(1, 7 - day.weekday()))
    return not any(weekday in digest.days for weekday in rest)


def _batch(place: Place, subscriptions: "array[int]") -> PlannedBatch:
    segment, due_at = place
    return PlannedBatch(segment=segment, due_at=due_at, subscriptions=tuple(sorted(subscriptions)))


def _order(place: Place) -> tuple[datetime, tuple[str, ...], str]:
    segment, due_at = place
    return due_at, segment.topics, segment.locale

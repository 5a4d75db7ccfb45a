"""Batches: who gets an edition, frozen in portions that are claimed together."""

from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache

from digest.audience import bound, paces, segments
from digest.audience.segments import Contents
from digest.memo import Memo
from digest.model.delivery import Exclusion, Segment
from digest.model.edition import CATCH_UPS, Edition, Slot, Span
from digest.model.people import Candidate, Preferences
from digest.model.settings import Digest

BATCH_RECIPIENTS_MAX = 1_000  # what one request to a mail service may hold
PREFERENCES_KEPT = 65_536  # decisions remembered, since most readers share theirs with others

Due = Callable[[time | None, str | None], datetime]
"""When a reader with this hour and time zone gets the slot's edition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedBatch:
    """Recipients with one segment and one due time, not stored yet."""

    segment: Segment
    due_at: datetime
    subscriptions: tuple[int, ...]
    """At most 1,000 subscription ids, ascending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded:
    """Candidates that are in no batch, for this reason."""

    reason: Exclusion
    count: int = 1


Planned = PlannedBatch | Excluded
Place = tuple[Segment, datetime]


def batches(
    edition: Edition,
    candidates: Iterable[Candidate],
    *,
    digest: Digest,
    slot: Slot,
    contents: Contents,
    due: Due,
    now: datetime,
) -> Iterator[Planned]:
    """Every candidate once: in a batch, or excluded with the reason.

    Candidates come by subscriber, the oldest subscription first: it alone counts, the others are duplicates. What is
    overdue is due now. Waiting candidates hold 8 bytes each; most share their preferences, which are decided on once.
    """
    big = paces.is_big(edition, digest)
    due_at = lru_cache(maxsize=PREFERENCES_KEPT)(due)
    waiting: dict[Place | Exclusion, array[int]] = {}

    def line_for(preferences: Preferences) -> "array[int]":
        """Where readers with these preferences wait."""
        found = _excluded(preferences, slot, digest, big=big)
        segment = None if found else segments.segment(preferences, digest, contents)
        place = (
            (segment, max(due_at(preferences.hour, preferences.timezone), now))
            if segment
            else found or Exclusion.NOTHING_TO_READ
        )
        return waiting.setdefault(place, array("q"))

    line_of = Memo(line_for, kept=PREFERENCES_KEPT)
    suppressed = waiting[Exclusion.SUPPRESSED] = array("q")
    duplicate = waiting[Exclusion.DUPLICATE] = array("q")
    last = None
    for subscription, subscriber, preferences, is_suppressed in candidates:
        if is_suppressed:
            suppressed.append(subscription)
        elif subscriber == last:
            duplicate.append(subscription)
        else:
            line_of(preferences).append(subscription)
        last = subscriber
    yield from _planned(waiting, digest, contents)


def _excluded(preferences: Preferences, slot: Slot, digest: Digest, *, big: bool) -> Exclusion | None:
    if preferences.paused_until and slot.date < preferences.paused_until:
        return Exclusion.PAUSED
    gets = paces.span_for(preferences, digest, slot.date, big=big)
    if gets is slot.span:
        return None
    return Exclusion.CATCHES_UP if gets in CATCH_UPS and slot.span is Span.DAY else Exclusion.PACE


def _planned(waiting: "dict[Place | Exclusion, array[int]]", digest: Digest, contents: Contents) -> Iterator[Planned]:
    lines: dict[Place, array[int]] = {}
    readers: dict[Segment, int] = {}
    for place, ids in waiting.items():
        if isinstance(place, Exclusion):
            if ids:
                yield Excluded(reason=place, count=len(ids))
        else:
            lines[place] = ids
            readers[place[0]] = readers.get(place[0], 0) + len(ids)
    became = bound.settled(readers, digest.theme)
    merged: dict[Place, array[int]] = {}
    for (segment, due_at), ids in lines.items():
        merged.setdefault((became[segment], due_at), array("q")).extend(ids)
    for place in sorted(merged, key=_order):
        if segments.is_empty(place[0], contents):
            yield Excluded(reason=Exclusion.NOTHING_TO_READ, count=len(merged[place]))
        else:
            yield from _cut(place, merged[place])


def _cut(place: Place, ids: "array[int]") -> Iterator[PlannedBatch]:
    segment, due_at = place
    ascending = sorted(ids)
    for start in range(0, len(ascending), BATCH_RECIPIENTS_MAX):
        some = tuple(ascending[start : start + BATCH_RECIPIENTS_MAX])
        yield PlannedBatch(segment=segment, due_at=due_at, subscriptions=some)


def _order(place: Place) -> tuple[object, ...]:
    """By hour; then what is rendered together stands together, so that little is kept at a time."""
    segment, due_at = place
    return due_at, segment.locale, segment.theme, segment.length, segment.without, segment.topics

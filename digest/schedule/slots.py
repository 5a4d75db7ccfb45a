"""Slots: the dates a digest comes out, with their instants."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from digest.model.edition import Slot, Span
from digest.model.settings import Digest, Weekday
from digest.schedule.instants import instant, local_date

SEARCH_DAYS_MAX = 9  # a digest comes out at least weekly; a day on either side for cutoffs on the eve and skipped dates
WEEK_LATE = timedelta(hours=36)  # a machine that is down over a Sunday is seen to on Monday
WEEKDAYS = tuple(Weekday)


def slot(digest: Digest, day: date, span: Span = Span.DAY) -> Slot:
    """The digest's slot of one local date, whether or not it comes out on that weekday.

    One over a span is sent with the day's, of which it is made: so it has as long again before it expires, and a
    week's, which is no older a day later, at least `WEEK_LATE`.
    """
    ours = _of_day(digest, day)
    if span is Span.DAY:
        return ours
    first = _of_day(digest, day - timedelta(days=span.days - 1))
    late = timedelta(hours=digest.late_hours)
    expires_at = ours.expires_at + (max(late, WEEK_LATE) if span is Span.WEEK else late)
    return replace(ours, span=span, opens_at=first.opens_at, cutoff_at=ours.send_at, expires_at=expires_at)


def _of_day(digest: Digest, day: date) -> Slot:
    """The slot of a day's edition.

    A cutoff later on the clock than the send time is on the eve. The cutoff never falls behind the send time, not even
    where the clocks skip one of them.
    """
    send_at = instant(day, digest.send_at, digest.timezone)
    eve = timedelta(days=1) if digest.cutoff > digest.send_at else timedelta()
    cutoff_at = min(instant(day - eve, digest.cutoff, digest.timezone), send_at)
    return Slot(
        digest=digest.name,
        date=day,
        opens_at=cutoff_at - timedelta(hours=digest.window_hours),
        cutoff_at=cutoff_at,
        send_at=send_at,
        expires_at=send_at + timedelta(hours=digest.late_hours),
    )


def window(digest: Digest, slot: Slot) -> tuple[datetime, datetime]:
    """(after, until) of the articles a slot is made from: known later than `after` and no later than `until`."""
    return slot.cutoff_at - timedelta(hours=digest.window_hours), slot.cutoff_at


def due(digest: Digest, now: datetime) -> tuple[Slot, ...]:
    """The slots to work on: cut off, not expired. A newer one supersedes all before it, so there is at most one."""
    newest = slot(digest, latest(digest, now))
    return (newest,) if now <= newest.expires_at else ()


def latest(digest: Digest, now: datetime) -> date:
    """The most recent date on which the digest comes out and whose cutoff has come."""
    return next(each.date for each in _back(digest, now) if each.cutoff_at <= now)


def before(digest: Digest, day: date) -> date:
    """The date on which the digest came out last before this one."""
    return next(_on_its_days(digest, day - timedelta(days=1), -1)).date


def upcoming(digest: Digest, now: datetime) -> Slot:
    """The next slot to be sent, which may be cut off and in preparation already."""
    return next(each for each in _forward(digest, now) if each.send_at >= now)


def _back(digest: Digest, now: datetime) -> Iterator[Slot]:
    tomorrow = local_date(now, digest.timezone) + timedelta(days=1)  # its cutoff may be this evening
    return _on_its_days(digest, tomorrow, -1)


def _forward(digest: Digest, now: datetime) -> Iterator[Slot]:
    yesterday = local_date(now, digest.timezone) - timedelta(days=1)  # its hour may have been moved forward to today
    return _on_its_days(digest, yesterday, 1)


def _on_its_days(digest: Digest, first: date, step: int) -> Iterator[Slot]:
    days = (first + timedelta(days=step * n) for n in range(SEARCH_DAYS_MAX + 1))
    return (slot(digest, day) for day in days if WEEKDAYS[day.weekday()] in digest.days)

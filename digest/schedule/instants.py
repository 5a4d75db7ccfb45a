"""From a wall clock to an instant."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def instant(day: date, clock: time, zone: str) -> datetime:
    """The UTC instant at which clocks in `zone` show `clock` on `day`.

    A time the clocks skip is moved forward by the length of the gap; of one they show twice, the first counts.
    """
    # fold=0 is both rules at once: zoneinfo then reads a skipped time with the offset before the gap (PEP 495).
    return datetime.combine(day, clock.replace(fold=0, tzinfo=None), ZoneInfo(zone)).astimezone(UTC)


def local_date(now: datetime, zone: str) -> date:
    """The calendar date in `zone` at `now`."""
    return now.astimezone(ZoneInfo(zone)).date()

"""When a single reader gets an edition."""

from datetime import datetime, time, timedelta

from digest.model.edition import Slot
from digest.model.settings import Digest
from digest.schedule.instants import instant, local_date

DAYS_AHEAD = 3  # the reader's hour comes round daily; a zone that skips a whole date needs the third


def reader_due(slot: Slot, digest: Digest, hour: time | None, timezone: str | None) -> datetime:
    """The first time, from the digest's send time on, that clocks where the reader lives show the reader's hour.

    Always before the next day's send time. Where a short day leaves no such hour, the send time itself, so that two
    editions never come at once. A reader who gave a zone but no hour gets the digest's hour there.
    """
    if hour is None and timezone is None:
        return slot.send_at
    clock = hour or digest.send_at
    zone = timezone or digest.timezone
    first = local_date(slot.send_at, zone)
    next_send = instant(slot.date + timedelta(days=1), digest.send_at, digest.timezone)
    times = (instant(first + timedelta(days=n), clock, zone) for n in range(DAYS_AHEAD))
    return next((each for each in times if slot.send_at <= each < next_send), slot.send_at)

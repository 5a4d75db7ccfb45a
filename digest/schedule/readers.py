"""When a single reader gets an edition."""

from datetime import datetime, timedelta

from digest.model.edition import Slot
from digest.model.people import Preferences
from digest.model.settings import Digest
from digest.schedule.instants import instant, local_date

DAYS_AHEAD = 3  # the reader's hour comes round daily; a zone that skips a whole date needs the third


def reader_due(slot: Slot, preferences: Preferences, digest: Digest) -> datetime:
    """The first time, from the digest's send time on, that clocks where the reader lives show the reader's hour.

    Less than a day later on that clock: 24 hours, or 25 where clocks are put back in between. A reader who gave a zone
    but no hour gets the digest's hour there; one who gave neither, the send time itself.
    """
    if preferences.hour is None and preferences.timezone is None:
        return slot.send_at
    clock = preferences.hour or digest.send_at
    zone = preferences.timezone or digest.timezone
    first = local_date(slot.send_at, zone)
    hours = (instant(first + timedelta(days=n), clock, zone) for n in range(DAYS_AHEAD))
    return next(hour for hour in hours if hour >= slot.send_at)

"""Which edition of a date a reader gets: the day's, the week's, one to catch up with, or none."""

from datetime import date, timedelta

from digest.model.edition import CATCH_UPS, Edition, Span
from digest.model.people import Pace, Preferences
from digest.model.settings import Digest, Weekday

WEEKDAYS = tuple(Weekday)
WEEKEND = {Weekday.SAT, Weekday.SUN}
BACK_DAYS_MAX = 8  # a reader comes back with the next edition of their pace, a week later at most


def span_for(preferences: Preferences, digest: Digest, day: date, *, big: bool) -> Span | None:
    """The span of the one edition that a reader who is not paused gets on this date; None for no edition.

    `big`: the lead of the day's edition is a big story. The first edition after a pause is one that covers it.
    """
    if preferences.pace is Pace.BIG:
        return Span.DAY if big else None
    if not comes(preferences.pace, digest, day):
        return None
    if is_back(preferences, digest, day):
        return catch_up(preferences, day)
    return Span.WEEK if preferences.pace is Pace.WEEKLY and has_weeks(digest) else Span.DAY


def comes(pace: Pace, digest: Digest, day: date) -> bool:
    """Whether readers of this pace get an edition on this date, whatever it holds."""
    match pace:
        case Pace.WEEKLY:
            return is_last_of_week(day, digest)
        case Pace.WEEKDAYS:
            return WEEKDAYS[day.weekday()] not in WEEKEND
        case _:
            return True


def is_back(preferences: Preferences, digest: Digest, day: date) -> bool:
    """Whether a pause has ended since the last edition that the reader would have got before this date."""
    since, until = preferences.paused_since, preferences.paused_until
    if since is None or until is None or not since < until <= day:
        return False
    return not any(until <= earlier for earlier in _before(preferences.pace, digest, day))


def catch_up(preferences: Preferences, day: date) -> Span:
    """The shortest span over all that the reader missed, this date included; the longest where none is long enough."""
    missed = (day - preferences.paused_since).days + 1 if preferences.paused_since else 1
    return next((span for span in CATCH_UPS if span.days >= missed), CATCH_UPS[-1])


def has_weeks(digest: Digest) -> bool:
    """Whether the digest has weekly editions: one that comes out once a week is one."""
    return len(digest.days) > 1


def is_last_of_week(day: date, digest: Digest) -> bool:
    """Whether no other edition comes out in the week (Monday to Sunday) after this day's."""
    rest = (WEEKDAYS[(day + timedelta(days=n)).weekday()] for n in range(1, 7 - day.weekday()))
    return not any(weekday in digest.days for weekday in rest)


def _before(pace: Pace, digest: Digest, day: date) -> list[date]:
    """The dates of the last week and a day on which readers of this pace got an edition."""
    days = (day - timedelta(days=n) for n in range(1, BACK_DAYS_MAX))
    return [each for each in days if WEEKDAYS[each.weekday()] in digest.days and comes(pace, digest, each)]


def is_big(edition: Edition, digest: Digest) -> bool:
    """Whether the edition's lead was reported by as many publishers as the digest calls big."""
    return edition.lead is not None and publishers(edition) >= digest.big_publishers


def publishers(edition: Edition) -> int:
    """How many publishers reported the edition's lead, as far as it says so; 0 where there is none."""
    lead = edition.lead
    if lead is None:
        return 0
    return len({lead.publisher, *(link.publisher for link in lead.related)}) + lead.more_sources

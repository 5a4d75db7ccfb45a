"""Which editions a pace is for."""

from datetime import date, timedelta

from digest.model.edition import Edition, Slot, Span
from digest.model.people import Pace
from digest.model.settings import Digest, Weekday

WEEKDAYS = tuple(Weekday)
WEEKEND = {Weekday.SAT, Weekday.SUN}


def takes(pace: Pace, slot: Slot, digest: Digest, *, big: bool) -> bool:
    """Whether a reader of this pace gets the slot's edition; `big`: its lead is a big story.

    Of daily editions a weekly reader gets the last in each week; of weekly ones, every one, and nobody else does.
    """
    if slot.span is Span.WEEK:
        return pace is Pace.WEEKLY
    match pace:
        case Pace.WEEKLY:
            return is_last_of_week(slot.date, digest)
        case Pace.WEEKDAYS:
            return WEEKDAYS[slot.date.weekday()] not in WEEKEND
        case Pace.BIG:
            return big
        case _:
            return True


def is_big(edition: Edition, digest: Digest) -> bool:
    """Whether the edition's lead was reported by as many publishers as the digest calls big."""
    lead = edition.lead
    return lead is not None and publishers(edition) >= digest.big_publishers


def publishers(edition: Edition) -> int:
    """How many publishers reported the edition's lead, as far as it says so; 0 where there is none."""
    lead = edition.lead
    if lead is None:
        return 0
    return len({lead.publisher, *(link.publisher for link in lead.related)}) + lead.more_sources


def is_last_of_week(day: date, digest: Digest) -> bool:
    """Whether no other edition comes out in the week (Monday to Sunday) after this day's."""
    rest = (WEEKDAYS[(day + timedelta(days=n)).weekday()] for n in range(1, 7 - day.weekday()))
    return not any(weekday in digest.days for weekday in rest)

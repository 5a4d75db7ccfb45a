"""When editions are due: slots, windows and readers' hours, from date, wall clock and zone. Pure; instants are UTC."""

from digest.schedule.instants import instant
from digest.schedule.readers import reader_due
from digest.schedule.slots import before, due, latest, slot, upcoming, window

__all__ = ["before", "due", "instant", "latest", "reader_due", "slot", "upcoming", "window"]

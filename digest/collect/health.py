"""How a source is, in plain words. Pure: its last visit, its counts and a clock come in, a state comes out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from math import sqrt
from statistics import fmean, pstdev
from zoneinfo import ZoneInfo

from digest.collect import limits
from digest.collect.answers import FailureKind
from digest.collect.harvest import shown
from digest.model.settings import Source, Weekday
from digest.store.sources import HOURS, Day, Visit

COUNT_DAYS = 70  # what is usual now: ten of each weekday, few enough that a new season shows
LIKE_DAYS_MIN = 3  # fewer days of a kind tell nothing about it
EXPECTED_MIN = 7.0  # articles: by chance alone, none come where 7 are usual once in a thousand days
WEEKEND = (5, 6)


class State(StrEnum):
    OK = "ok"
    MUTED = "muted"
    NEW = "not visited yet"
    GONE = "gone"
    WALL = "consent wall or captcha"
    FAILING = "failing"
    MOVED = "moved"
    CHANGED = "changed"
    SILENT = "silent"


WELL = frozenset({State.OK, State.MUTED, State.NEW})


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """How many articles came on days of one kind; reads as `12 ± 4`."""

    mean: float
    deviation: float
    days: int

    def __str__(self) -> str:
        return f"{self.mean:.0f} ± {self.deviation:.0f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """A source's state, and in `words` what that means for it; `usual` counts a whole day of each weekday."""

    state: State
    words: str = ""
    today: int = 0
    usual_today: Usual | None = None
    usual: Mapping[Weekday, Usual] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a source brought on local days, hour by hour."""

    hours: Mapping[date, Sequence[int]]
    watched: frozenset[date]
    """Days that may be compared: visited, the first one excepted, for a first visit brings the past along."""

    def on(self, day: date, *, before_hour: int = HOURS) -> int:
        return sum(self.hours.get(day, ())[:before_hour])

    def usual(self, like: date, *, before_hour: int = HOURS) -> Usual | None:
        """What days like that one bring: those of its weekday, else weekdays or weekend days; None if too few."""
        of_kind = [day for day in self.watched if (day.weekday() in WEEKEND) == (like.weekday() in WEEKEND)]
        same = [day for day in of_kind if day.weekday() == like.weekday()]
        chosen = same if len(same) >= LIKE_DAYS_MIN else of_kind
        if len(chosen) < LIKE_DAYS_MIN:
            return None
        brought = [self.on(day, before_hour=before_hour) for day in chosen]
        return Usual(mean=fmean(brought), deviation=pstdev(brought), days=len(brought))


def counts(days: Mapping[date, Day], *, today: date, zone: ZoneInfo) -> Counts:
    """Counts by days of UTC as counts by local days; what a silent stretch up to today would teach is left out."""
    hours: dict[date, list[int]] = {}
    for day, of_day in days.items():
        for hour, number in enumerate(of_day.hours):
            if number:
                local = datetime.combine(day, time(hour), UTC).astimezone(zone)
                hours.setdefault(local.date(), [0] * HOURS)[local.hour] += number
    visited = sorted(day for day, of_day in days.items() if of_day.visits)
    last = max((day for day in hours if day < today), default=today)
    return Counts(hours, frozenset(day for day in visited[1:] if day <= last and day < today))


def health(source: Source, visit: Visit | None, days: Mapping[date, Day], *, now: datetime, zone: ZoneInfo) -> Health:
    """The source's state. `days` are those of the last COUNT_DAYS; `zone` says when a day begins."""
    here = now.astimezone(zone)
    counted = counts(days, today=here.date(), zone=zone)
    state, words = _state(source, visit, counted, here)
    week = [here.date() - timedelta(days=here.weekday()) + timedelta(days=n) for n in range(7)]
    found = zip(Weekday, (counted.usual(day) for day in week), strict=True)
    usual = {weekday: of_day for weekday, of_day in found if of_day}
    usual_today = usual.get(tuple(Weekday)[here.weekday()])
    return Health(state=state, words=words, today=counted.on(here.date()), usual_today=usual_today, usual=usual)


def _state(source: Source, visit: Visit | None, counted: Counts, here: datetime) -> tuple[State, str]:
    if source.muted:
        return State.MUTED, ""
    if visit is None or (visit.url or source.url) != source.url:
        return State.NEW, ""
    if visit.failures:
        return _failed(visit)
    if has_moved(visit):
        return State.MOVED, f"it is now at {shown(visit.moved_to or '')}; change its url in config.toml"
    if visit.changed:
        return State.CHANGED, visit.changed
    silence = _silence(counted, visit, here)
    return (State.SILENT, silence) if silence else (State.OK, "")


def _failed(visit: Visit) -> tuple[State, str]:
    words = visit.last_error or "it cannot be read"
    match visit.failure:
        case FailureKind.GONE:
            return State.GONE, words
        case FailureKind.CONSENT:
            return State.WALL, words
        case _:
            return State.FAILING, f"{words} ({visit.failures} times in a row)" if visit.failures > 1 else words


def has_moved(visit: Visit) -> bool:
    """Whether its old address has led elsewhere for good, often enough to be believed."""
    return visit.moved_to is not None and visit.moved_seen >= limits.MOVED_SIGHTINGS


def _silence(counted: Counts, visit: Visit, here: datetime) -> str:
    """In words, how few articles came of late; empty where that is nothing to speak of."""
    today = here.date()
    if counted.on(today):
        return ""
    by_now = counted.usual(today, before_hour=here.hour)
    if by_now and _is_telling(by_now.mean, by_now.deviation):
        return f"usually {by_now} by now, today 0"
    quiet = _quiet_days(counted, today)
    usual = [found for day in quiet if (found := counted.usual(day))]
    if usual and _is_telling(sum(u.mean for u in usual), sqrt(sum(u.deviation**2 for u in usual))):
        return f"nothing for {len(quiet)} days, usually {fmean(u.mean for u in usual):.2g} a day"
    visited, brought = visit.last_success_at, visit.last_article_at
    if visited and brought and visited - brought > timedelta(days=COUNT_DAYS):
        return f"nothing since {brought.astimezone(here.tzinfo):%Y-%m-%d}"
    return ""


def _is_telling(mean: float, deviation: float) -> bool:
    return mean >= EXPECTED_MIN and mean > 2 * deviation


def _quiet_days(counted: Counts, today: date) -> list[date]:
    """The whole days without an article, up to yesterday."""
    last = max((day for day in counted.hours if day < today), default=today)
    return [last + timedelta(days=n) for n in range(1, (today - last).days)]

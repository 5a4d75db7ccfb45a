"""What a source's articles are usually like, so that a change is seen: of host, of language, or dates that are none."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

HABITS_MAX = 50  # articles that make a habit
HABIT_MIN = 10  # articles before anything is unusual
CHANGE_MIN = 5  # articles at once before they are a change rather than a guest
CHANGE_DAYS_MAX = 7  # a change that lasts is the new habit
DATED_BEFORE_S, DATED_AFTER_S = 60, 900  # around a visit's start: dates made up for it lie in there
DATES_APART_S_MAX = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """Where the latest articles of a source lie, and their languages; empty where one has none."""

    hosts: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


def change(
    habits: Habits, *, hosts: Sequence[str], languages: Sequence[str], dates: Sequence[datetime], now: datetime
) -> str:
    """In words, how new articles are unlike the source's habits, or its dates are no dates; empty where neither."""
    return _made_up(dates, now) or _elsewhere(habits, hosts) or _foreign(habits, languages)


def _made_up(dates: Sequence[datetime], now: datetime) -> str:
    seconds = [(at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds() for at in dates]
    if len(seconds) < CHANGE_MIN or max(seconds) - min(seconds) > DATES_APART_S_MAX:
        return ""
    is_now = min(seconds) >= -DATED_BEFORE_S and max(seconds) <= DATED_AFTER_S
    return "every date is the moment at which we asked" if is_now else ""


def _elsewhere(habits: Habits, hosts: Sequence[str]) -> str:
    usual = Counter(filter(None, habits.hosts))
    if len(hosts) < CHANGE_MIN or usual.total() < HABIT_MIN or len(set(hosts)) > 1 or hosts[0] in usual:
        return ""
    return f"all {len(hosts)} new links lead to {hosts[0]}, usually to {usual.most_common(1)[0][0]}"


def _foreign(habits: Habits, languages: Sequence[str]) -> str:
    usual = Counter(filter(None, habits.languages))
    told = [language for language in languages if language]
    if len(told) < CHANGE_MIN or usual.total() < HABIT_MIN or set(told) & set(usual):
        return ""
    return f'all {len(told)} new articles are in "{told[0]}", usually in "{usual.most_common(1)[0][0]}"'


def learned(habits: Habits, *, hosts: Sequence[str], languages: Sequence[str]) -> Habits:
    """The habits with the latest articles counted in."""
    return Habits(hosts=(*habits.hosts, *hosts)[-HABITS_MAX:], languages=(*habits.languages, *languages)[-HABITS_MAX:])

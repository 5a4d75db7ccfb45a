"""Preferences as columns of a subscription."""

from datetime import date, time
from typing import Any

from sqlalchemy import Row

from digest.model.people import Length, Pace, Preferences

CHOICES_KEPT = 65_536  # different preferences remembered while many rows stream by
SEPARATOR = "\n"  # between topics, stories and words: none of them holds a line end
SEVERAL = ("topics", "muted_topics", "muted_stories", "muted_words")
SINGLE = ("hour", "timezone", "locale", "theme", "length", "pace", "paused_since", "paused_until")
COLUMNS = (*SEVERAL, *SINGLE)


def of_row(row: Row[tuple[object, ...]]) -> Preferences:
    """The preferences in a row of subscriptions."""
    several: dict[str, Any] = {name: _listed(getattr(row, name)) for name in SEVERAL}
    return Preferences(**several, **{name: getattr(row, name) for name in SINGLE})


def values_of(preferences: Preferences) -> dict[str, object]:
    """Preferences by column."""
    several = {name: SEPARATOR.join(getattr(preferences, name)) for name in SEVERAL}
    return several | {name: getattr(preferences, name) for name in SINGLE}


class Remembered:
    """Preferences from the values of their columns; of equal ones the same object, mostly."""

    def __init__(self) -> None:
        self._made: dict[tuple[object, ...], Preferences] = {}

    def __call__(self, values: tuple[Any, ...]) -> Preferences:
        found = self._made.get(values)
        if found is None:
            if len(self._made) >= CHOICES_KEPT:
                self._made.clear()
            found = self._made[values] = _read(dict(zip(COLUMNS, values, strict=True)))
        return found


def _read(values: dict[str, Any]) -> Preferences:
    """From what the driver gives: SQLite's has no types for dates and hours."""
    hour, since, until = values["hour"], values["paused_since"], values["paused_until"]
    several: dict[str, Any] = {name: _listed(values[name]) for name in SEVERAL}
    return Preferences(
        **several,
        hour=time.fromisoformat(hour) if isinstance(hour, str) else hour,
        timezone=values["timezone"],
        locale=values["locale"],
        theme=values["theme"],
        length=Length(values["length"]),
        pace=Pace(values["pace"]),
        paused_since=date.fromisoformat(since) if isinstance(since, str) else since,
        paused_until=date.fromisoformat(until) if isinstance(until, str) else until,
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split(SEPARATOR)) if text else ()

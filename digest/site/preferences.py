"""A filled-in form becomes preferences, or words about what is wrong with it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import cache
from zoneinfo import available_timezones

from digest import i18n
from digest.model.people import Pace, Preferences
from digest.model.settings import Digest

PAUSE_DAYS_MAX = 366  # who is away for longer leaves, and comes back
AS_THE_DIGEST = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What was filled in, as text."""

    topics: Sequence[str] = ()
    hour: str = AS_THE_DIGEST
    timezone: str = AS_THE_DIGEST
    locale: str = AS_THE_DIGEST
    pace: str = Pace.EACH.value
    paused_until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """`preferences` are those of the form where `problems` (by field) is empty."""

    preferences: Preferences
    problems: Mapping[str, str] = field(default_factory=dict)


def read(form: Form, offered: Sequence[str], today: date) -> Read:
    """All topics chosen means every topic, later ones too."""
    problems: dict[str, str] = {}
    chosen = tuple(topic for topic in offered if topic in form.topics)
    if offered and not chosen:
        problems["topics"] = "Choose at least one topic. To get nothing at all, pause or unsubscribe."
    zone = form.timezone.strip()
    if zone and zone not in zones():
        problems["timezone"] = "We do not know this time zone. Pick one of the list, such as Europe/Berlin."
    return Read(
        preferences=Preferences(
            topics=() if len(chosen) == len(offered) else chosen,
            hour=_hour(form.hour, problems),
            timezone=zone or None,
            locale=form.locale if form.locale in i18n.available() else None,
            pace=Pace(form.pace) if form.pace in set(Pace) else Pace.EACH,
            paused_until=_pause(form.paused_until, today, problems),
        ),
        problems=problems,
    )


def filled(preferences: Preferences, offered: Sequence[str]) -> Form:
    """The form that says these preferences."""
    return Form(
        topics=preferences.topics or tuple(offered),
        hour=preferences.hour.strftime("%H:%M") if preferences.hour else AS_THE_DIGEST,
        timezone=preferences.timezone or AS_THE_DIGEST,
        locale=preferences.locale or AS_THE_DIGEST,
        pace=preferences.pace.value,
        paused_until=preferences.paused_until.isoformat() if preferences.paused_until else "",
    )


def offered_topics(digests: Sequence[Digest]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(topic for digest in digests for topic in digest.topics))


@cache
def zones() -> tuple[str, ...]:
    """The time zones of places, without the historic aliases."""
    return tuple(sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")))


def hours(present: str) -> tuple[str, ...]:
    """Every half hour of the day, and the one that is chosen."""
    half_hours = (f"{n // 2:02}:{n % 2 * 30:02}" for n in range(48))
    return tuple(sorted({*half_hours, present} - {AS_THE_DIGEST}))


@cache
def languages() -> tuple[tuple[str, str], ...]:
    """(tag, its own name) of every language there is a catalogue for."""
    return tuple((tag, _own_name(tag)) for tag in i18n.available())


def _own_name(tag: str) -> str:
    known = i18n.locale_of(tag)
    name = (known.display_name if known else None) or tag
    return name[:1].upper() + name[1:]


def _hour(text: str, problems: dict[str, str]) -> time | None:
    if not text.strip():
        return None
    try:
        return time.fromisoformat(text.strip()).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        problems["hour"] = "Write the hour as 07:30."
        return None


def _pause(text: str, today: date, problems: dict[str, str]) -> date | None:
    if not text.strip():
        return None
    try:
        until = date.fromisoformat(text.strip())
    except ValueError:
        problems["paused_until"] = "Write the date as year-month-day, such as 2030-05-31."
        return None
    if until > today + timedelta(days=PAUSE_DAYS_MAX):
        problems["paused_until"] = "A pause lasts a year at most."
        return None
    return until if until > today else None

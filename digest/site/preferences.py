"""A filled-in form becomes preferences, or words about what is wrong with it. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import cache
from zoneinfo import available_timezones

from digest import i18n
from digest.audience import muting
from digest.model.people import Length, Pace, Preferences
from digest.model.settings import Digest

NONE = Preferences()


def _(message: str) -> str:
    """Marks a message for the catalogues; the page says it in its language."""
    return message


WORDS_CHARS_MAX = 4_000  # of the field; far more than twenty words
PAUSE_DAYS_MAX = 366  # who is away for longer leaves, and comes back
AS_THE_DIGEST = ""
_COMMA = re.compile(r"[,;،、，；\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What was filled in, as text."""

    topics: Sequence[str] = ()
    later: str = ""
    """Not empty: topics that the digest takes up later are wanted too."""
    hour: str = AS_THE_DIGEST
    timezone: str = AS_THE_DIGEST
    locale: str = AS_THE_DIGEST
    theme: str = AS_THE_DIGEST
    length: str = Length.FULL.value
    pace: str = Pace.EACH.value
    paused_until: str = ""
    muted_words: str = ""
    muted_stories: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """`preferences` are those of the form where `problems` (by field) is empty."""

    preferences: Preferences
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the form lets a reader choose from."""

    topics: Sequence[str] = ()
    themes: Sequence[str] = ()
    stories: Sequence[tuple[str, str]] = ()
    """(id, headline) of stories that may go on, and can be muted."""


def read(form: Form, offer: Offer, today: date, *, before: Preferences = NONE) -> Read:
    """All topics chosen means every topic, later ones too. Muted stories that are not offered any more stay muted."""
    problems: dict[str, str] = {}
    chosen = tuple(topic for topic in offer.topics if topic in form.topics)
    others = tuple(topic for topic in offer.topics if topic not in form.topics)
    if offer.topics and not chosen:
        problems["topics"] = _("Choose at least one topic. To get nothing at all, pause or unsubscribe.")
    zone = form.timezone.strip()
    if zone and zone not in zones():
        problems["timezone"] = _("We do not know this time zone. Pick one of the list, such as Europe/Berlin.")
    return Read(
        preferences=Preferences(
            topics=() if form.later or not others else chosen,
            muted_topics=others if form.later else (),
            hour=_hour(form.hour, problems),
            timezone=zone or None,
            locale=form.locale if form.locale in i18n.available() else None,
            theme=form.theme if form.theme in offer.themes else None,
            length=Length(form.length) if form.length in set(Length) else Length.FULL,
            pace=Pace(form.pace) if form.pace in set(Pace) else Pace.EACH,
            paused_until=_pause(form.paused_until, today, problems),
            muted_words=_words(form.muted_words, problems),
            muted_stories=_stories(form.muted_stories, offer, before),
        ),
        problems=problems,
    )


def filled(preferences: Preferences, offered: Sequence[str]) -> Form:
    """The form that says these preferences."""
    chosen = preferences.topics or tuple(offered)
    return Form(
        topics=tuple(topic for topic in chosen if topic not in preferences.muted_topics),
        later="" if preferences.topics else "1",
        hour=preferences.hour.strftime("%H:%M") if preferences.hour else AS_THE_DIGEST,
        timezone=preferences.timezone or AS_THE_DIGEST,
        locale=preferences.locale or AS_THE_DIGEST,
        theme=preferences.theme or AS_THE_DIGEST,
        length=preferences.length.value,
        pace=preferences.pace.value,
        paused_until=preferences.paused_until.isoformat() if preferences.paused_until else "",
        muted_words=", ".join(preferences.muted_words),
        muted_stories=preferences.muted_stories,
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
        problems["hour"] = _("Write the hour as 07:30.")
        return None


def _pause(text: str, today: date, problems: dict[str, str]) -> date | None:
    if not text.strip():
        return None
    try:
        until = date.fromisoformat(text.strip())
    except ValueError:
        problems["paused_until"] = _("Write the date as year-month-day, such as 2030-05-31.")
        return None
    if until > today + timedelta(days=PAUSE_DAYS_MAX):
        problems["paused_until"] = _("A pause lasts a year at most.")
        return None
    return until if until > today else None


def _words(text: str, problems: dict[str, str]) -> tuple[str, ...]:
    """What a reader has enough of, as it is compared: one word or phrase between two commas."""
    parts = (muting.folded(part[: muting.MUTED_WORD_CHARS_MAX]) for part in _COMMA.split(text[:WORDS_CHARS_MAX]))
    words = tuple(dict.fromkeys(filter(None, parts)))
    if len(words) > muting.MUTED_WORDS_MAX:
        problems["muted_words"] = _("These are too many words. Keep the twenty that matter most.")
    return words[: muting.MUTED_WORDS_MAX]


def _stories(ticked: Sequence[str], offer: Offer, before: Preferences) -> tuple[str, ...]:
    offered = [id for id, _headline in offer.stories]
    kept = [id for id in before.muted_stories if id not in offered]
    return (*kept, *(id for id in offered if id in ticked))[-muting.MUTED_STORIES_MAX :]

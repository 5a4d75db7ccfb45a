"""What is new in a story told before, in the words of a language, and since when."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum

from digest import i18n, schedule
from digest.model.edition import Edition, EditionStory, Span
from digest.model.settings import Digest, Weekday
from digest.model.story import Development, DevelopmentKind

NAMES_MAX = 3  # more new names are a list, not news
_ARROW = "\N{RIGHTWARDS ARROW}"
SINCE_DATE = "since %(date)s: %(news)s"


class Since(StrEnum):
    """What a story's news is measured from; the value is the message that says so."""

    YESTERDAY = "since yesterday: %(news)s"
    LAST_WEEK = "since last week: %(news)s"
    LAST_EDITION = "since the last edition: %(news)s"


def told_since(story: EditionStory, *, edition: Edition, digest: Digest) -> Since | date:
    """What the story's news is measured from: the edition before this one, or the date of an earlier one."""
    before = story.last_told
    return _since(edition, digest) if before in (None, schedule.before(digest, edition.date)) else before


def _since(edition: Edition, digest: Digest) -> Since:
    """What readers remember as the time before: yesterday only where there was an edition."""
    if edition.span is Span.WEEK:
        return Since.LAST_WEEK
    if edition.span is not Span.DAY:
        return Since.LAST_EDITION
    return Since.YESTERDAY if _weekday(edition.date - timedelta(days=1)) in digest.days else Since.LAST_EDITION


def _weekday(day: date) -> Weekday:
    return tuple(Weekday)[day.weekday()]


def memory(day: int, developments: Iterable[Development], locale: str, since: Since | date = Since.YESTERDAY) -> str:
    """What is new in a story told before, such as `Day 3 · since yesterday: 4 more reports, dead 12 → 19`.

    Empty for a story told for the first time.
    """
    if day <= 1:
        return ""
    return " · ".join(filter(None, (i18n.day_number(day, locale), whats_new(developments, locale, since))))


def whats_new(developments: Iterable[Development], locale: str, since: Since | date = Since.YESTERDAY) -> str:
    """The differences since a story was last told, such as `since yesterday: 4 more reports`; empty without any."""
    news = tuple(_news(tuple(developments), locale))
    if not news:
        return ""
    words = {"news": i18n.joined(news, locale)}
    if isinstance(since, Since):
        return i18n.catalogue(locale).gettext(since.value) % words
    return i18n.catalogue(locale).gettext(SINCE_DATE) % (words | {"date": i18n.format_weekday(since, locale)})


def _news(developments: tuple[Development, ...], locale: str) -> Iterator[str]:
    """The differences in words: how much was reported, then what was counted, then who is new."""
    for change in _of_kind(developments, DevelopmentKind.REPORTS):
        more = _integer(change.after) - _integer(change.before)
        if more > 0:
            yield i18n.more_reports(more, locale)
    for change in _of_kind(developments, DevelopmentKind.NUMBER):
        if line := _number_change(change, locale):
            yield line
    names = [name for change in _of_kind(developments, DevelopmentKind.NAME) if (name := change.after or change.label)]
    if names:
        yield i18n.catalogue(locale).gettext("new: %(name)s") % {"name": i18n.joined(names[:NAMES_MAX], locale)}


def _of_kind(developments: tuple[Development, ...], kind: DevelopmentKind) -> Iterator[Development]:
    return (change for change in developments if change.kind is kind)


def _number_change(change: Development, locale: str) -> str:
    label = i18n.catalogue(locale).pgettext("counted", change.label) if change.label else ""
    before, after = i18n.counted(change.before, locale), i18n.counted(change.after, locale)
    if not before:
        return f"{label} {after}".strip()
    message = i18n.catalogue(locale).gettext("%(label)s %(before)s " + _ARROW + " %(after)s")
    return (message % {"label": label, "before": before, "after": after}).strip()


def _integer(text: str) -> int:
    return int(text) if text.isdecimal() else 0

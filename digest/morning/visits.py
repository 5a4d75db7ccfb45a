"""What follows from a visit to a source: which address is asked next time, and what is known of it from then on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from digest import codec, urls
from digest.collect import habits, health
from digest.collect.answers import FailureKind, Validators
from digest.collect.gather import Gathered, Polled, State
from digest.collect.habits import Habits
from digest.model.article import Article
from digest.model.settings import Source
from digest.store.sources import Visit


def known(source: Source, visit: Visit | None) -> Visit:
    """The last visit, unless it went to an address that config no longer names."""
    if visit is None or (visit.url is not None and visit.url != source.url):
        return Visit(id=source.id, url=source.url)
    return replace(visit, url=source.url)


def is_due(source: Source, visit: Visit | None, now: datetime) -> bool:
    """Whether it is time for the next visit; a source that is gone for good waits for the operator."""
    before = known(source, visit)
    if before.failure == FailureKind.GONE:
        return False
    return before.next_poll_at is None or before.next_poll_at <= now


def polled(source: Source, visit: Visit | None, *, minutes: int, whole: bool) -> Polled:
    """The source as it is to be visited: at its new address where it has moved; `whole`, as if for the first time."""
    before = known(source, visit)
    unchanged = Validators(etag=before.etag, last_modified=before.last_modified)
    return Polled(
        source=replace(source, url=_address(source, before)),
        validators=Validators() if whole else unchanged,
        failures=before.failures,
        minutes=minutes,
    )


def _address(source: Source, visit: Visit) -> str:
    moved = visit.moved_to if health.has_moved(visit) else None
    return moved if moved and _is_as_safe(moved, source.url) else source.url


def _is_as_safe(new: str, old: str) -> bool:
    return urls.is_web(new) and (new.startswith("https:") or not old.startswith("https:"))


def after(
    source: Source, visit: Visit | None, gathered: Gathered, new: Sequence[Article], *, now: datetime, past: bool
) -> Visit:
    """What is known of the source after a visit that brought these articles.

    After a visit for a past date, which passed newer articles over, the next must not hear "unchanged".
    """
    before = known(source, visit)
    moved_to, moved_seen = _moved(source, before, gathered)
    then = replace(before, next_poll_at=gathered.next_poll_at, moved_to=moved_to, moved_seen=moved_seen)
    if not past:
        then = replace(then, etag=gathered.validators.etag, last_modified=gathered.validators.last_modified)
    if gathered.state is State.FAILED:
        said = gathered.fault.what if gathered.fault else "it failed"
        kind = str(gathered.failure or "")
        return replace(then, failures=before.failures + 1, failure=kind, last_error=said, last_error_at=now)
    then = replace(then, failures=0, failure=None, last_success_at=now)
    then = replace(then, last_article_at=now) if gathered.articles else then
    return then if past else _judged(then, gathered, new, now)


def _moved(source: Source, before: Visit, gathered: Gathered) -> tuple[str | None, int]:
    """A move that is believed is given up when the new address fails or leads on: then the old one is asked again."""
    follows = _address(source, before) != source.url
    stays = not follows if gathered.state is State.FAILED else follows and not gathered.moved_to
    if stays:
        return before.moved_to, before.moved_seen
    again = gathered.moved_to is not None and gathered.moved_to == before.moved_to
    seen = before.moved_seen + 1 if again else int(gathered.moved_to is not None)
    return gathered.moved_to, seen


def _judged(visit: Visit, gathered: Gathered, new: Sequence[Article], now: datetime) -> Visit:
    """The visit with what its articles say about the source; a change that lasts becomes the habit."""
    usual = codec.load(Habits, visit.habits) if visit.habits else Habits()
    hosts = [urls.host(article.url) for article in new if article.url]
    languages = [article.language or "" for article in new]
    words = habits.change(usual, hosts=hosts, languages=languages, dates=gathered.published, now=now)
    if words:
        since = visit.changed_at or now
        if now - since < timedelta(days=habits.CHANGE_DAYS_MAX):
            return replace(visit, changed=words, changed_at=since)
        usual = Habits()
    if not new:
        return visit
    learned = habits.learned(usual, hosts=hosts, languages=languages)
    return replace(visit, habits=codec.dump(Habits, learned), changed=None, changed_at=None)

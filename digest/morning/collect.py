"""Stage: what the sources have published becomes articles in the store."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from digest import store
from digest.collect import gather, health, same
from digest.collect.gather import Gathered
from digest.model.article import Article
from digest.model.fault import Fault
from digest.model.settings import Source
from digest.morning import visits
from digest.progress import Progress
from digest.runtime import Runtime, wall_clock
from digest.store.sources import Visit

FORGET_AT_ONCE = 500  # articles in one transaction: a tenth of a second
FORGET_TURNS_MAX = 20  # then the rest waits for the next visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What a visit to the sources brought."""

    sources: int = 0
    articles: int = 0
    """New ones."""
    faults: tuple[Fault, ...] = ()


def collect(
    runtime: Runtime, *, report: Callable[[Progress], None], only: Sequence[str] = (), due_only: bool = False
) -> Collected:
    """Visits the sources and stores their new articles; one that fails is a fault, and the others go on.

    `only` names source ids; `due_only` leaves out those whose next poll is still to come. With the clock standing at a
    date, what was published later is passed over, and what has no date counts as seen then.
    """
    with runtime.store.read() as db:
        seen = store.sources.visits(db)
    chosen = {
        s.id: s for s in runtime.settings.sources if _is_wanted(s, seen.get(s.id), runtime, only, due_only=due_only)
    }
    articles = 0
    faults: list[Fault] = []
    for done, gathered in enumerate(_gathered(runtime, chosen, seen), start=1):
        articles += _keep(runtime, chosen[gathered.source], seen.get(gathered.source), gathered)
        faults += [gathered.fault] if gathered.fault else []
        faults += gathered.warnings
        report(Progress(stage="collect", done=done, total=len(chosen), note=gathered.source))
    if runtime.as_of is None:
        _forget(runtime)
    return Collected(sources=len(chosen), articles=articles, faults=tuple(faults))


def _gathered(runtime: Runtime, chosen: Mapping[str, Source], seen: Mapping[str, Visit]) -> Iterator[Gathered]:
    """What visits to the sources bring, as they end.

    Where the clock stands still nothing is "unchanged": the same bytes hold other articles then.
    """
    minutes, whole = runtime.settings.collecting.poll_minutes, runtime.as_of is not None
    polled = [visits.polled(s, seen.get(s.id), minutes=minutes, whole=whole) for s in chosen.values()]
    return gather.gather_all(
        polled, fetcher=runtime.fetcher, parsers=runtime.parsers, known=_known(runtime), now=_visited_at(runtime)
    )


def _visited_at(runtime: Runtime) -> datetime:
    """Publishers are visited now, also for a past date: what they publish ahead of it must stay recognisable."""
    return runtime.now() if runtime.as_of is None else wall_clock()


def _is_wanted(source: Source, visit: Visit | None, runtime: Runtime, only: Sequence[str], *, due_only: bool) -> bool:
    if source.muted or (only and source.id not in only):
        return False
    return not due_only or visits.is_due(source, visit, runtime.now())


def _known(runtime: Runtime) -> Callable[[Sequence[str]], set[str]]:
    def known(urls: Sequence[str]) -> set[str]:
        with runtime.store.read() as db:
            return store.articles.known_urls(db, urls)

    return known


def _keep(runtime: Runtime, source: Source, visit: Visit | None, gathered: Gathered) -> int:
    """Stores what a visit brought, and what it tells about the source; returns how many articles are new."""
    now, past = runtime.now(), runtime.as_of is not None
    there = [_as_seen(article, runtime) for article in gathered.articles if _exists_yet(article, runtime.as_of)]
    with runtime.store.write() as db:
        new = _store_articles(db, there, gathered)
        visited_at = None if past or gathered.state is gather.State.FAILED else now
        published = [at for article in new if _is_counted(at := article.known_at, now)]
        store.sources.count(db, source.id, visited_at=visited_at, published=published)
        store.sources.put(db, visits.after(source, visit, gathered, new, now=now, past=past))
    return len(new)


def _store_articles(db: Connection, there: Sequence[Article], gathered: Gathered) -> list[Article]:
    """The new ones of them."""
    if not there:
        return []
    again = store.articles.by_id(db, [article.id for article in there])
    store.articles.add(db, same.merged(there, again.values()))
    kept = {article.id: article for article in there}
    store.articles.add_addresses(db, [(url, article) for url, article in gathered.addresses if article in kept])
    return [article for id, article in kept.items() if id not in again]


def _is_counted(published: datetime, now: datetime) -> bool:
    return now - timedelta(days=health.COUNT_DAYS) < published <= now


def _exists_yet(article: Article, as_of: datetime | None) -> bool:
    return as_of is None or article.published_at is None or article.published_at <= as_of


def _as_seen(article: Article, runtime: Runtime) -> Article:
    return replace(article, collected_at=runtime.now()) if runtime.as_of else article


def _forget(runtime: Runtime) -> None:
    """Lets go of texts and counts that are older than anyone needs; a little at a time, for others write too."""
    now = runtime.now()
    before = now - timedelta(days=runtime.settings.collecting.keep_text_days)
    for _ in range(FORGET_TURNS_MAX):
        with runtime.store.write() as db:
            if store.articles.forget_texts(db, before, at_most=FORGET_AT_ONCE) < FORGET_AT_ONCE:
                break
    with runtime.store.write() as db:
        store.sources.forget_days(db, (now - timedelta(days=health.COUNT_DAYS)).date())

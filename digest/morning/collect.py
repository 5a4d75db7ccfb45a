"""Stage: what the sources have published becomes articles in the store."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from digest import store
from digest.collect import gather, same
from digest.collect.answers import Validators
from digest.collect.gather import Gathered
from digest.model.article import Article
from digest.model.fault import Fault
from digest.model.settings import Source
from digest.progress import Progress
from digest.runtime import Runtime, wall_clock
from digest.store.sources import Visit


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
        visits = store.sources.visits(db)
    chosen = [s for s in runtime.settings.sources if _is_wanted(s, visits.get(s.id), runtime, only, due_only=due_only)]
    polled = [_polled(source, visits.get(source.id), runtime) for source in chosen]
    articles = 0
    faults: list[Fault] = []
    for done, gathered in enumerate(
        gather.gather_all(
            polled, fetcher=runtime.fetcher, parsers=runtime.parsers, known=_known(runtime), now=_visited_at(runtime)
        ),
        start=1,
    ):
        with runtime.store.write() as db:
            articles += _keep(db, gathered, runtime)
            store.sources.put(db, _visit(gathered, visits.get(gathered.source), runtime))
        faults += [gathered.fault] if gathered.fault else []
        faults += gathered.warnings
        report(Progress(stage="collect", done=done, total=len(polled), note=gathered.source))
    return Collected(sources=len(polled), articles=articles, faults=tuple(faults))


def _visited_at(runtime: Runtime) -> datetime:
    """Publishers are visited now, also for a past date: what they publish ahead of it must stay recognisable."""
    return runtime.now() if runtime.as_of is None else wall_clock()


def _is_wanted(source: Source, visit: Visit | None, runtime: Runtime, only: Sequence[str], *, due_only: bool) -> bool:
    if source.muted or (only and source.id not in only):
        return False
    return not (due_only and visit and visit.next_poll_at and visit.next_poll_at > runtime.now())


def _polled(source: Source, visit: Visit | None, runtime: Runtime) -> gather.Polled:
    """A source to visit, without validators where the clock stands still: the same bytes hold other articles then."""
    visit = visit or Visit(id=source.id)
    unchanged = Validators(etag=visit.etag, last_modified=visit.last_modified)
    return gather.Polled(
        source=source,
        validators=unchanged if runtime.as_of is None else Validators(),
        failures=visit.failures,
        minutes=runtime.settings.collecting.poll_minutes,
    )


def _known(runtime: Runtime) -> Callable[[Sequence[str]], set[str]]:
    def known(urls: Sequence[str]) -> set[str]:
        with runtime.store.read() as db:
            return store.articles.known_urls(db, urls)

    return known


def _keep(db: Connection, gathered: Gathered, runtime: Runtime) -> int:
    new = [_as_seen(article, runtime) for article in gathered.articles if _exists_yet(article, runtime.as_of)]
    if not new:
        return 0
    again = store.articles.by_id(db, [article.id for article in new])
    added = store.articles.add(db, same.merged(new, again.values()))
    kept = {article.id for article in new}
    store.articles.add_addresses(db, [(url, article) for url, article in gathered.addresses if article in kept])
    return added


def _exists_yet(article: Article, as_of: datetime | None) -> bool:
    return as_of is None or article.published_at is None or article.published_at <= as_of


def _as_seen(article: Article, runtime: Runtime) -> Article:
    return replace(article, collected_at=runtime.now()) if runtime.as_of else article


def _visit(gathered: Gathered, before: Visit | None, runtime: Runtime) -> Visit:
    """The source's state after the visit."""
    now = runtime.now()
    before = before or Visit(id=gathered.source)
    after = replace(
        before,
        next_poll_at=gathered.next_poll_at,
        moved_to=gathered.moved_to,
        moved_seen=before.moved_seen + 1 if gathered.moved_to and gathered.moved_to == before.moved_to else 0,
        last_article_at=now if gathered.articles else before.last_article_at,
    )
    if runtime.as_of is None:  # a visit for a past date passed newer articles over: the next must not hear "unchanged"
        after = replace(after, etag=gathered.validators.etag, last_modified=gathered.validators.last_modified)
    if gathered.state is gather.State.FAILED:
        said = gathered.fault.what if gathered.fault else "failed"
        return replace(after, failures=before.failures + 1, last_error=said, last_error_at=now)
    return replace(after, failures=0, last_success_at=now)

"""The sources as an operator sees them: how each is, what a visit brings now, what would come of a new one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from digest import store
from digest.collect import discover, gather, health
from digest.collect.answers import Failed
from digest.collect.discover import Found
from digest.collect.gather import Gathered
from digest.collect.harvest import Equipment
from digest.collect.health import Health
from digest.model.settings import Source
from digest.morning import visits
from digest.progress import Progress
from digest.runtime import Runtime
from digest.store.sources import Day, Visit

TRIAL_ARTICLES_MAX = 5  # enough to see what comes; a trial reads no more pages than that

_NO_DAYS: Mapping[date, Day] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A source with what is known of it."""

    source: Source
    visit: Visit | None
    health: Health


def all_known(runtime: Runtime) -> tuple[Known, ...]:
    """Every source of config, in its order, and how it is; days begin where the first digest is at home."""
    now = runtime.now()
    zone = ZoneInfo(next(iter(runtime.settings.digests.values())).timezone)
    with runtime.store.read() as db:
        seen = store.sources.visits(db)
        days = store.sources.days(db, (now - timedelta(days=health.COUNT_DAYS)).date())
    return tuple(
        Known(
            source=source,
            visit=seen.get(source.id),
            health=health.health(source, seen.get(source.id), days.get(source.id, _NO_DAYS), now=now, zone=zone),
        )
        for source in runtime.settings.sources
    )


def check(
    runtime: Runtime, chosen: Sequence[Known], *, report: Callable[[Progress], None]
) -> Iterator[tuple[Known, Gathered]]:
    """Visits sources now as if for the first time, a few articles each, and stores nothing."""
    by_id = {one.source.id: one for one in chosen}
    polled = [visits.polled(one.source, one.visit, minutes=60, whole=True) for one in chosen]
    few = [replace(one, source=replace(one.source, articles_max=TRIAL_ARTICLES_MAX)) for one in polled]
    brought = gather.gather_all(
        few, fetcher=runtime.fetcher, parsers=runtime.parsers, known=_nothing, now=runtime.now()
    )
    for done, gathered in enumerate(brought, start=1):
        report(Progress(stage="check", done=done, total=len(few), note=gathered.source))
        yield by_id[gathered.source], gathered


def find(runtime: Runtime, where: str) -> Found | Failed:
    """The source at an address or path."""
    return discover.find(where, _equipment(runtime))


def trial(runtime: Runtime, source: Source) -> Gathered:
    """What a visit to a source that is not in config brings: a few articles; nothing is stored."""
    few = replace(source, articles_max=min(source.articles_max, TRIAL_ARTICLES_MAX))
    return gather.gather(few, fetcher=runtime.fetcher, parsers=runtime.parsers, known=_nothing, now=runtime.now())


def _equipment(runtime: Runtime) -> Equipment:
    return Equipment(fetcher=runtime.fetcher, parsers=runtime.parsers, known=_nothing, now=runtime.now())


def _nothing(_urls: Sequence[str]) -> set[str]:
    return set()

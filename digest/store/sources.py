"""What is known of each source from earlier visits."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection, delete, select

from digest.store.schema import source_days, sources
from digest.store.upsert import upsert

HOURS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """The state of a source after its last visit; all times aware."""

    id: str
    url: str | None = None
    """What config said was its address."""
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None
    moved_seen: int = 0
    next_poll_at: datetime | None = None
    last_success_at: datetime | None = None
    last_article_at: datetime | None = None
    failures: int = 0
    failure: str | None = None
    """The kind of the last failure, where the last visit failed."""
    last_error: str | None = None
    last_error_at: datetime | None = None
    habits: str | None = None
    """What its articles are usually like, as JSON."""
    changed: str | None = None
    """How its articles are unlike the usual, in plain words."""
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day of UTC: successful visits to a source, and its articles by the hour of their publication."""

    visits: int = 0
    hours: tuple[int, ...] = (0,) * HOURS


def visits(db: Connection) -> dict[str, Visit]:
    """The last visit of every source that was ever visited, by its id."""
    return {row["id"]: Visit(**row) for row in db.execute(select(sources)).mappings()}


def put(db: Connection, visit: Visit) -> None:
    upsert(db, sources, [{c.name: getattr(visit, c.name) for c in sources.c}])


def days(db: Connection, since: date) -> dict[str, dict[date, Day]]:
    """What each source brought on each day since then on which it brought anything or was visited."""
    found: dict[str, dict[date, Day]] = {}
    for row in db.execute(select(source_days).where(source_days.c.day >= since)):
        found.setdefault(row.source, {})[row.day] = _day(row.visits, row.hours)
    return found


def count(db: Connection, source: str, *, visited_at: datetime | None, published: Iterable[datetime]) -> None:
    """Counts a successful visit, where there was one, and new articles at the hours of their publication."""
    hours = Counter((utc.date(), utc.hour) for utc in (instant.astimezone(UTC) for instant in published))
    visited_on = visited_at.astimezone(UTC).date() if visited_at else None
    touched = {day for day, _ in hours} | ({visited_on} if visited_on else set())
    known = select(source_days).where(source_days.c.source == source, source_days.c.day.in_(touched))
    before = {row.day: _day(row.visits, row.hours) for row in db.execute(known)} if touched else {}
    rows = []
    for day in sorted(touched):
        was = before.get(day, Day())
        now = (was.hours[hour] + hours[day, hour] for hour in range(HOURS))
        visits = was.visits + (day == visited_on)
        rows.append({"source": source, "day": day, "visits": visits, "hours": " ".join(map(str, now))})
    upsert(db, source_days, rows)


def forget_days(db: Connection, before: date) -> None:
    """Removes counts of days before that one."""
    db.execute(delete(source_days).where(source_days.c.day < before))


def _day(visits: int, hours: str) -> Day:
    return Day(visits=visits, hours=tuple(map(int, hours.split())))

"""What is known of each source from earlier visits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from digest.store.schema import sources
from digest.store.upsert import upsert


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """The state of a source after its last visit; all times aware."""

    id: str
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None
    moved_seen: int = 0
    next_poll_at: datetime | None = None
    last_success_at: datetime | None = None
    last_article_at: datetime | None = None
    failures: int = 0
    last_error: str | None = None
    last_error_at: datetime | None = None


def visits(db: Connection) -> dict[str, Visit]:
    """The last visit of every source that was ever visited, by its id."""
    return {row["id"]: Visit(**row) for row in db.execute(select(sources)).mappings()}


def put(db: Connection, visit: Visit) -> None:
    upsert(db, sources, [{c.name: getattr(visit, c.name) for c in sources.c}])

"""Stories, which articles they hold, and what each digest told of them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from digest import codec
from digest.model.story import Story, Told
from digest.store.schema import stories, story_articles, told
from digest.store.upsert import upsert

IDS_PER_QUERY = 500


def put(db: Connection, some: Sequence[Story]) -> None:
    """Stores stories as they are now; ids that were merged into one of them lead to it from now on."""
    upsert(db, stories, [_row(story) for story in some])
    for story in some:
        db.execute(stories.update().where(stories.c.id.in_(story.aliases)).values(alias_of=story.id))
    upsert(db, story_articles, [{"article": a, "story": s.id} for s in some for a in s.articles])


def since(db: Connection, instant: datetime) -> tuple[Story, ...]:
    """Stories with an article that became known after the instant; by id, without those merged into others."""
    query = select(stories.c.body).where(stories.c.last_seen > instant, stories.c.alias_of.is_(None))
    return tuple(codec.load(Story, body) for body in db.scalars(query.order_by(stories.c.id)))


def aliases(db: Connection, some: Sequence[str]) -> dict[str, str]:
    """The ids that were merged into any of the stories, each with the story's own."""
    query = select(stories.c.id, stories.c.alias_of).where(stories.c.alias_of.in_(some))
    return {row[0]: row[1] for row in db.execute(query)}


def canonical(db: Connection, some: Sequence[str]) -> dict[str, str]:
    """Those of the ids that were merged into another story, each with the story's that they are now."""
    found: dict[str, str] = {}
    for start in range(0, len(some), IDS_PER_QUERY):
        query = select(stories.c.id, stories.c.alias_of)
        ids = some[start : start + IDS_PER_QUERY]
        for row in db.execute(query.where(stories.c.id.in_(ids), stories.c.alias_of.is_not(None))):
            found[row[0]] = row[1]
    return found


def by_id(db: Connection, story: str) -> Story | None:
    """The story of this id, or the one it was merged into."""
    row = db.execute(select(stories.c.body, stories.c.alias_of).where(stories.c.id == story)).one_or_none()
    if row is None:
        return None
    return by_id(db, row.alias_of) if row.alias_of else codec.load(Story, row.body)


def tell(db: Connection, some: Sequence[Told]) -> None:
    """Records what an edition told; saying it twice changes nothing."""
    upsert(
        db,
        told,
        [
            {
                "digest": t.digest,
                "story": t.story,
                "edition": t.edition,
                "told_at": t.told_at,
                "body": codec.dump(Told, t),
            }
            for t in some
        ],
    )


def told_by(db: Connection, digest: str, *, after: datetime, before: datetime) -> tuple[Told, ...]:
    """What a digest told in the time (after, before), oldest first."""
    query = (
        select(told.c.body)
        .where(told.c.digest == digest, told.c.told_at > after, told.c.told_at < before)
        .order_by(told.c.told_at, told.c.story)
    )
    return tuple(codec.load(Told, body) for body in db.scalars(query))


def _row(story: Story) -> dict[str, object]:
    return {
        "id": story.id,
        "topic": story.topic,
        "first_seen": story.first_seen,
        "last_seen": story.last_seen,
        "alias_of": None,
        "body": codec.dump(Story, story),
    }

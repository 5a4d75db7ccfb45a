"""Editions and the edits that editors made on them."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from digest import codec
from digest.model.edition import Edit, Edition, EditionState
from digest.store import printed
from digest.store.schema import editions, edits
from digest.store.upsert import insert_missing

EDIT_COLUMNS = [c for c in edits.c if c.name != "id"]


def by_id(db: Connection, edition: str) -> Edition | None:
    body = db.scalar(select(editions.c.body).where(editions.c.id == edition))
    return codec.load(Edition, body) if body else None


def latest(db: Connection, digest: str) -> Edition | None:
    """The digest's edition of the newest date."""
    query = select(editions.c.body).where(editions.c.digest == digest).order_by(editions.c.date.desc()).limit(1)
    body = db.scalar(query)
    return codec.load(Edition, body) if body else None


def of_digest(db: Connection, digest: str, *, limit: int) -> tuple[Edition, ...]:
    """The digest's editions, newest first."""
    query = select(editions.c.body).where(editions.c.digest == digest).order_by(editions.c.date.desc()).limit(limit)
    return tuple(codec.load(Edition, body) for body in db.scalars(query))


def in_states(db: Connection, *states: EditionState) -> tuple[Edition, ...]:
    """Editions in any of the states, oldest first."""
    query = select(editions.c.body).where(editions.c.state.in_(states)).order_by(editions.c.date, editions.c.id)
    return tuple(codec.load(Edition, body) for body in db.scalars(query))


def put(db: Connection, edition: Edition, *, now: datetime, by: str | None = None) -> bool:
    """Stores the edition as the version after the one it was made from.

    Compare-and-set: False, and nothing is stored, where somebody stored another version meanwhile. `edition.version`
    is the new version: one more than the version it was read at, 1 where there was none. `by` names who approved it.
    An approved edition's stories can be found from then on, as soon as they are in the archive.
    """
    row = _row(edition, now)
    if edition.state is EditionState.APPROVED:
        row |= {"approved_at": now, "approved_by": by}
    if edition.state is EditionState.SENT:
        row |= {"sent_at": now}
    if not _stored(db, edition, row):
        return False
    if edition.state is EditionState.APPROVED:
        printed.put(db, edition)
    return True


def _stored(db: Connection, edition: Edition, row: dict[str, object]) -> bool:
    if edition.version == 1:
        return insert_missing(db, editions, [row]) == 1
    statement = update(editions).where(editions.c.id == edition.id, editions.c.version == edition.version - 1)
    return db.execute(statement.values(row)).rowcount == 1


def approved_by(db: Connection, edition: str) -> tuple[str, datetime] | None:
    """Who approved the edition and when; None where nobody did."""
    row = db.execute(
        select(editions.c.approved_by, editions.c.approved_at).where(editions.c.id == edition)
    ).one_or_none()
    return (row[0] or "", row[1]) if row and row[1] else None


def add_edit(db: Connection, edit: Edit) -> None:
    db.execute(edits.insert().values({c.name: getattr(edit, c.name) for c in EDIT_COLUMNS}))


def edits_of(db: Connection, edition: str) -> tuple[Edit, ...]:
    """The edition's edits in the order they were made."""
    query = select(*EDIT_COLUMNS).where(edits.c.edition == edition).order_by(edits.c.made_at, edits.c.id)
    return tuple(Edit(**row) for row in db.execute(query).mappings())


def edits_since(db: Connection, instant: datetime) -> tuple[Edit, ...]:
    """Every edition's edits made after the instant, in order: what grouping has to honour."""
    query = select(*EDIT_COLUMNS).where(edits.c.made_at > instant).order_by(edits.c.made_at, edits.c.id)
    return tuple(Edit(**row) for row in db.execute(query).mappings())


def undo_last_edit(db: Connection, edition: str) -> bool:
    """Takes back the newest edit; False where there is none."""
    newest = db.scalar(select(edits.c.id).where(edits.c.edition == edition).order_by(edits.c.id.desc()).limit(1))
    return newest is not None and db.execute(edits.delete().where(edits.c.id == newest)).rowcount == 1


def _row(edition: Edition, now: datetime) -> dict[str, object]:
    return {
        "id": edition.id,
        "digest": edition.digest,
        "date": edition.date,
        "state": edition.state,
        "version": edition.version,
        "content_hash": edition.content_hash,
        "subject": edition.subject,
        "body": codec.dump(Edition, edition),
        "changed_at": now,
    }

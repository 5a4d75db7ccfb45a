"""Editions and the edits that editors made on them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Row, Select, and_, or_, select, update

from digest import codec
from digest.model.edition import CATCH_UPS, IN_ARCHIVE, IN_PRINT, Edit, Edition, EditionState, Span
from digest.store import printed
from digest.store.schema import editions, edits, slots
from digest.store.upsert import insert_missing

EDIT_COLUMNS = [c for c in edits.c if c.name != "id"]
_IS_FOR_ALL = slots.c.span.not_in(CATCH_UPS)
"""What readers catch up with repeats what the archive has; only their link leads to it."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """An edition that stands in the archive, and the hour it was for."""

    edition: Edition
    out_at: datetime
    approved_at: datetime


def archived(
    db: Connection, digest: str, *, limit: int, offset: int = 0, before: Edition | None = None
) -> tuple[Archived, ...]:
    """The digest's editions in the archive, newest first; those older than `before` where it is given."""
    query = _archived().where(editions.c.digest == digest, editions.c.state.in_(IN_ARCHIVE), _IS_FOR_ALL)
    if before:
        same_day = and_(editions.c.date == before.date, editions.c.id < before.id)
        query = query.where(or_(editions.c.date < before.date, same_day))
    newest_first = query.order_by(editions.c.date.desc(), editions.c.id.desc())
    return tuple(map(_as_archived, db.execute(newest_first.limit(limit).offset(offset))))


def in_print(db: Connection, edition: str) -> Archived | None:
    """The edition of this id as soon as it is approved."""
    row = db.execute(_archived().where(editions.c.id == edition, editions.c.state.in_(IN_PRINT))).one_or_none()
    return _as_archived(row) if row else None


def all_in_print(db: Connection, some: Collection[str]) -> dict[str, Archived]:
    """Those of the editions of these ids that are approved or beyond, by id."""
    rows = db.execute(_archived().where(editions.c.id.in_(some), editions.c.state.in_(IN_PRINT)))
    return {found.edition.id: found for found in map(_as_archived, rows)}


def archived_ids(db: Connection, digests: Collection[str]) -> tuple[tuple[str, datetime], ...]:
    """(id, hour it was for) of every edition of these digests in the archive, oldest first."""
    query = (
        select(editions.c.id, slots.c.send_at)
        .join(slots, slots.c.id == editions.c.id)
        .where(editions.c.digest.in_(digests), editions.c.state.in_(IN_ARCHIVE), _IS_FOR_ALL)
        .order_by(editions.c.date, editions.c.id)
    )
    return tuple((row[0], row[1]) for row in db.execute(query))


def neighbours(db: Connection, edition: Edition) -> tuple[str | None, str | None]:
    """The ids of the digest's editions of the same span before and after this one in the archive."""
    same = select(editions.c.id).where(
        editions.c.digest == edition.digest,
        editions.c.state.in_(IN_ARCHIVE),
        editions.c.id.in_(select(slots.c.id).where(slots.c.digest == edition.digest, slots.c.span == edition.span)),
    )
    before = same.where(editions.c.date < edition.date).order_by(editions.c.date.desc()).limit(1)
    after = same.where(editions.c.date > edition.date).order_by(editions.c.date).limit(1)
    return db.scalar(before), db.scalar(after)


def in_print_between(db: Connection, digest: str, first: date, last: date) -> tuple[Edition, ...]:
    """The digest's editions of single days from `first` to `last` that are approved or beyond, oldest first."""
    query = select(editions.c.body).where(
        editions.c.digest == digest, editions.c.date.between(first, last), editions.c.state.in_(IN_PRINT)
    )
    found = (codec.load(Edition, body) for body in db.scalars(query.order_by(editions.c.date)))
    return tuple(edition for edition in found if edition.span is Span.DAY)


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
    if edition.state is EditionState.APPROVED and edition.span is Span.DAY:
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


def _archived() -> Select[tuple[str, datetime, datetime | None]]:
    return select(editions.c.body, slots.c.send_at, editions.c.approved_at).join(slots, slots.c.id == editions.c.id)


def _as_archived(row: Row[tuple[str, datetime, datetime | None]]) -> Archived:
    edition = codec.load(Edition, row.body)
    return Archived(edition=edition, out_at=row.send_at, approved_at=row.approved_at or row.send_at)


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

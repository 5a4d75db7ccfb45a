"""Rows of a list file on their way in: staged in a temporary table, judged and applied by the set.

A million rows are some statements, not millions of them. Staging writes nothing that others see, so that the writer's
place is taken for the last step alone; whatever kills the process leaves the people as they were.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    and_,
    case,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from digest.memo import Memo
from digest.model.people import ListRow, Preferences, SubscriptionState
from digest.store.preferences import values_of
from digest.store.schema import subscribers, subscriptions, suppressions

ROWS_PER_INSERT = 5_000  # bounds memory; more make it no quicker
CHOICES_KEPT = 16_384  # rows share their preferences, as objects too

GOVERNED = ("topics", "muted_topics", "hour", "timezone", "locale", "theme", "length", "pace")
"""The preferences that a file has columns for. Pauses, muted stories and muted words are the reader's alone."""

_temporary = MetaData()
_incoming = Table(
    "incoming",
    _temporary,
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("address", Text, nullable=False),
    Column("address_key", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False),
    *(Column(name, subscriptions.c[name].type) for name in GOVERNED),
    prefixes=["TEMPORARY"],
)
_judged = Table(
    "judged",
    _temporary,
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("subscriber", BigInteger),
    Column("subscription", BigInteger),
    Column("verdict", Text, nullable=False),
    prefixes=["TEMPORARY"],
)
_by_subscription = Index("judged_by_subscription", _judged.c.subscription)
_OWN = tuple(column.name for column in _incoming.c if column.name not in GOVERNED)


class Verdict(StrEnum):
    """What a row comes to."""

    ADDED = "added"
    CHANGED = "changed"
    BACK = "back"
    """It was removed, by this file or the operator, and is there again."""
    LEFT = "left"
    SUPPRESSED = "suppressed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Whose rows these are. `governs`: a file that changes and ends what it brought itself, and nothing else."""

    list: str
    origin: str
    governs: bool
    now: datetime


def stage(db: Connection, rows: Iterable[ListRow], *, key: Callable[[str], str]) -> None:
    """Puts the rows into a temporary table, a stream of any length; `key` hashes a canonical address."""
    _temporary.create_all(db, checkfirst=False)
    put = _copied if db.dialect.name == "postgresql" else _inserted
    put(db, map(_Values(db, key), rows))


def judge(db: Connection, terms: Terms) -> dict[Verdict, int]:
    """What the staged rows come to against the database as it stands; forgets what was judged before."""
    db.execute(_judged.delete())
    source = (
        _incoming.outerjoin(subscribers, subscribers.c.address == _incoming.c.address)
        .outerjoin(
            subscriptions,
            and_(subscriptions.c.subscriber == subscribers.c.id, subscriptions.c.list == terms.list),
        )
        .outerjoin(suppressions, suppressions.c.address_key == _incoming.c.address_key)
    )
    found = select(_incoming.c.line, subscribers.c.id, subscriptions.c.id.label("subscription"), _verdict(terms))
    db.execute(insert(_judged).from_select([c.name for c in _judged.c], found.select_from(source)))
    _by_subscription.drop(db, checkfirst=True)
    _by_subscription.create(db)  # afterwards, which is quicker than row by row
    _look_over(db, _judged)
    counts = db.execute(select(_judged.c.verdict, func.count()).group_by(_judged.c.verdict))
    return dict.fromkeys(Verdict, 0) | {Verdict(row[0]): row[1] for row in counts}


def vanished(db: Connection, terms: Terms) -> tuple[int, int]:
    """(active rows of this origin that are not in the file any more, active rows of this origin in all)"""
    ours = _ours(terms)
    gone = db.scalar(select(func.count()).select_from(subscriptions).where(*ours, ~_is_judged()))
    return gone or 0, db.scalar(select(func.count()).select_from(subscriptions).where(*ours)) or 0


def remove_vanished(db: Connection, terms: Terms) -> int:
    """Ends the active subscriptions of this origin that are not in the file any more. To be called before `apply`."""
    statement = update(subscriptions).where(*_ours(terms), ~_is_judged())
    return db.execute(statement.values(state=SubscriptionState.REMOVED, changed_at=terms.now)).rowcount


def apply(db: Connection, terms: Terms) -> None:
    """Carries out what was judged."""
    _add(db, terms)
    this = _of(Verdict.BACK, subscriptions.c.id)
    db.execute(
        update(subscriptions)
        .where(this, subscriptions.c.state == SubscriptionState.REMOVED)
        .values(state=SubscriptionState.ACTIVE, changed_at=terms.now)
    )
    wishes = {name: _incoming.c[name] for name in GOVERNED}
    db.execute(
        update(subscriptions)
        .where(
            subscriptions.c.id == _judged.c.subscription,
            _judged.c.verdict == Verdict.CHANGED,
            _judged.c.line == _incoming.c.line,
        )
        .values(changed_at=terms.now, **wishes)
    )


def _add(db: Connection, terms: Terms) -> None:
    """New people and new subscriptions; an empty name is filled in. Whoever signed up meanwhile stays as they are."""
    rows = _incoming.join(_judged, _judged.c.line == _incoming.c.line)
    new = _judged.c.verdict == Verdict.ADDED
    made = select(
        _incoming.c.address, _incoming.c.address_key, _incoming.c.email, _incoming.c.name, _instant(terms.now)
    ).select_from(rows)
    into = _insert(db, subscribers).from_select(
        ["address", "address_key", "email", "name", "created_at"], made.where(new, _judged.c.subscriber.is_(None))
    )
    db.execute(into.on_conflict_do_nothing())
    db.execute(
        update(subscribers)
        .where(
            subscribers.c.id == _judged.c.subscriber, new, _judged.c.line == _incoming.c.line, _incoming.c.name != ""
        )
        .values(name=_incoming.c.name)
    )
    values = {
        "subscriber": subscribers.c.id,
        "list": literal(terms.list),
        "state": literal(SubscriptionState.ACTIVE, subscriptions.c.state.type),
        "origin": literal(terms.origin),
        "created_at": _instant(terms.now),
        "changed_at": _instant(terms.now),
        **{name: _incoming.c[name] for name in GOVERNED},
    }
    people = rows.join(subscribers, subscribers.c.address == _incoming.c.address)
    subscribed = select(*values.values()).select_from(people).where(new)
    db.execute(_insert(db, subscriptions).from_select(list(values), subscribed).on_conflict_do_nothing())


def _verdict(terms: Terms) -> Any:  # noqa: ANN401 (the CASE's type says nothing)
    state, nobody = subscriptions.c.state, subscriptions.c.id.is_(None)
    foreign = subscriptions.c.origin != terms.origin if terms.governs else literal(value=False)
    differs = or_(*(subscriptions.c[name].is_distinct_from(_incoming.c[name]) for name in GOVERNED))
    return case(
        (and_(nobody, suppressions.c.address_key.is_not(None)), Verdict.SUPPRESSED),
        (nobody, Verdict.ADDED),
        (state == SubscriptionState.LEFT, Verdict.LEFT),
        (foreign, Verdict.UNCHANGED),
        (state == SubscriptionState.REMOVED, Verdict.BACK),
        *(((differs, Verdict.CHANGED),) if terms.governs else ()),
        else_=Verdict.UNCHANGED,
    )


def _ours(terms: Terms) -> tuple[Any, ...]:
    return (
        subscriptions.c.list == terms.list,
        subscriptions.c.origin == terms.origin,
        subscriptions.c.state == SubscriptionState.ACTIVE,
    )


def _is_judged() -> Any:  # noqa: ANN401
    return exists().where(_judged.c.subscription == subscriptions.c.id)


def _of(verdict: Verdict, column: Any) -> Any:  # noqa: ANN401
    return column.in_(select(_judged.c.subscription).where(_judged.c.verdict == verdict))


def _instant(now: datetime) -> Any:  # noqa: ANN401
    return literal(now, subscribers.c.created_at.type)


def _insert(db: Connection, table: Table) -> Any:  # noqa: ANN401 (the two dialects' classes share no type)
    return (postgresql if db.dialect.name == "postgresql" else sqlite).insert(table)


class _Values:
    """Makes a row's values as the driver takes them."""

    def __init__(self, db: Connection, key: Callable[[str], str]) -> None:
        self._key = key
        types = [_incoming.c[name].type.dialect_impl(db.dialect) for name in GOVERNED]
        self._to_driver = [type_.bind_processor(db.dialect) for type_ in types]
        self._wishes = Memo(self._made, kept=CHOICES_KEPT)

    def __call__(self, row: ListRow) -> tuple[object, ...]:
        wishes = self._wishes(row.preferences)
        return (row.line, row.address, self._key(row.address), row.email, row.name, *wishes)

    def _made(self, preferences: Preferences) -> tuple[object, ...]:
        values = values_of(preferences)
        each = zip(GOVERNED, self._to_driver, strict=True)
        return tuple(process(values[name]) if process else values[name] for name, process in each)


def _inserted(db: Connection, rows: Iterator[tuple[object, ...]]) -> None:
    names = (*_OWN, *GOVERNED)
    statement = f"INSERT INTO incoming ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    while some := list(islice(rows, ROWS_PER_INSERT)):
        db.exec_driver_sql(statement, some)


def _copied(db: Connection, rows: Iterator[tuple[object, ...]]) -> None:
    names = ", ".join((*_OWN, *GOVERNED))
    cursor: Any = db.connection.cursor()  # psycopg's own: SQLAlchemy has no COPY
    with cursor, cursor.copy(f"COPY incoming ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    _look_over(db, _incoming)


def _look_over(db: Connection, table: Table) -> None:
    """Without figures PostgreSQL takes a temporary table for a small one, and joins it row by row."""
    if db.dialect.name == "postgresql":
        db.exec_driver_sql(f"ANALYZE {table.name}")

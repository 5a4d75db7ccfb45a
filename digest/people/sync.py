"""A list's file becomes subscriptions. The file says who should be on the list; it never brings back who left."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection

from digest import store, tokens
from digest.audience import lists
from digest.model.fault import Fault
from digest.model.people import ListRow, Subscription, SubscriptionState
from digest.runtime import Runtime

ROWS_PER_SLICE = 500  # rows looked up by one query
REMOVALS_SHARE_MAX = 0.2  # a file that lost a fifth of its rows is more likely broken than meant
REMOVALS_FREE = 1  # … but on a tiny list one person may always go


@dataclass(slots=True, kw_only=True)
class Synced:
    """What a sync did, or would do."""

    name: str
    added: int = 0
    changed: int = 0
    removed: int = 0
    back: int = 0
    """Rows that had vanished from the file and are there again."""
    left: int = 0
    """Rows of people who left, which stay without effect."""
    unchanged: int = 0
    waiting: int = 0
    """Removals that wait for the operator."""
    faults: list[Fault] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return self.added + self.changed + self.back + self.left + self.unchanged


def sync(runtime: Runtime, list_: str, *, remove: bool = False, dry: bool = False) -> Synced:
    """Brings the subscriptions of a list in line with `subscribers/<list>.csv`, in one transaction.

    More removals than a fifth of the list wait unless `remove` says that they are meant. `dry` changes nothing.
    """
    file = runtime.settings.lists_path / f"{list_}.csv"
    done = Synced(name=list_)
    if not file.exists():
        done.faults.append(Fault(where=str(file), what="the list has no file", hint="Make it, or sync another list."))
        return done
    with runtime.store.write() as db:
        seen = _apply_rows(db, _usable(lists.read(file), done), done, runtime, origin=f"file:{file.name}")
        _apply_removals(db, seen, done, file, remove=remove, now=runtime.now())
        if dry:
            db.rollback()
    return done


def sync_all(runtime: Runtime, names: Iterable[str]) -> tuple[Synced, ...]:
    """Syncs those of the lists that have a file: others live in the database alone."""
    return tuple(sync(runtime, name) for name in names if (runtime.settings.lists_path / f"{name}.csv").exists())


def _usable(rows: Iterable[ListRow | Fault], done: Synced) -> Iterator[ListRow]:
    for row in rows:
        if isinstance(row, Fault):
            done.faults.append(row)
        else:
            yield row


def _apply_rows(db: Connection, rows: Iterator[ListRow], done: Synced, runtime: Runtime, *, origin: str) -> set[int]:
    """The ids of the subscriptions that the file names."""
    seen: set[int] = set()
    while some := list(islice(rows, ROWS_PER_SLICE)):
        there = store.people.on_list(db, done.name, [row.address for row in some])
        for row in some:
            seen.add(_apply(db, row, there.get(row.address), done, runtime, origin=origin))
    return seen


def _apply(
    db: Connection, row: ListRow, there: Subscription | None, done: Synced, runtime: Runtime, *, origin: str
) -> int:
    now = runtime.now()
    if there is None:
        done.added += 1
        return _add(db, row, done.name, runtime, origin=origin)
    if there.state is SubscriptionState.LEFT:
        done.left += 1
    elif there.origin != origin:
        done.unchanged += 1
    elif there.state is SubscriptionState.REMOVED:
        done.back += 1
        was = SubscriptionState.REMOVED
        store.people.set_state(db, [there.id], SubscriptionState.ACTIVE, was=was, now=now)
    elif there.preferences != replace(row.preferences, paused_until=there.preferences.paused_until):
        done.changed += 1
        wanted = replace(row.preferences, paused_until=there.preferences.paused_until)
        store.people.choose(db, there.id, wanted, now=now)
    else:
        done.unchanged += 1
    return there.id


def _add(db: Connection, row: ListRow, list_: str, runtime: Runtime, *, origin: str) -> int:
    now = runtime.now()
    key = tokens.keyed_hash(runtime.keys, row.address)
    subscriber = store.people.put_subscriber(db, row, address_key=key, now=now)
    return store.people.subscribe(db, subscriber, list_, preferences=row.preferences, origin=origin, now=now)


def _apply_removals(db: Connection, seen: set[int], done: Synced, file: Path, *, remove: bool, now: datetime) -> None:
    governed = store.people.of_origin(db, done.name, f"file:{file.name}")
    active = {id for id, state in governed.items() if state is SubscriptionState.ACTIVE}
    gone = sorted(active - seen)
    before = len(active) - done.added - done.back
    if not gone:
        return
    many = len(gone) > max(REMOVALS_FREE, REMOVALS_SHARE_MAX * before)
    if (many or done.faults) and not remove:
        done.waiting = len(gone)
        done.faults.append(_waiting(file, done, of=before))
        return
    done.removed = store.people.set_state(db, gone, SubscriptionState.REMOVED, was=SubscriptionState.ACTIVE, now=now)


def _waiting(file: Path, done: Synced, *, of: int) -> Fault:
    """A row with a fault is no sign that its reader should go, and neither is half a file."""
    return Fault(
        where=str(file),
        what=f"{done.waiting} of {of} readers are missing or have a faulty row; they stay on the list for now",
        hint=f"Mend the file, or if that is meant: digest subscribers sync {done.name} --remove",
    )

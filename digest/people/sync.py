"""A list's file becomes subscriptions. The file says who should be on the list; it never brings back who left."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection

from digest import store
from digest.model.fault import Fault
from digest.people import complaints, staging
from digest.people.complaints import Complaints
from digest.progress import silent
from digest.runtime import Runtime
from digest.store.incoming import Terms, Verdict

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
    suppressed: int = 0
    """Rows of addresses that get no mail, which are not taken in."""
    unchanged: int = 0
    waiting: int = 0
    """Removals that wait for the operator."""
    refused: int = 0
    """Rows that cannot be used."""
    faults: list[Fault] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return self.added + self.changed + self.back + self.left + self.suppressed + self.unchanged


def sync(
    runtime: Runtime,
    list_: str,
    *,
    remove: bool = False,
    dry: bool = False,
    report_to: Path | None = None,
    report: staging.Report = silent,
) -> Synced:
    """Brings the subscriptions of a list in line with `subscribers/<list>.csv`, in one transaction.

    More removals than a fifth of the list wait unless `remove` says that they are meant. `dry` changes nothing.
    `report_to` is a file for all rows that cannot be used.
    """
    file = runtime.settings.lists_path / f"{list_}.csv"
    done = Synced(name=list_)
    if not file.exists():
        done.faults.append(Fault(where=str(file), what="the list has no file", hint="Make it, or sync another list."))
        return done
    terms = Terms(list=list_, origin=f"file:{file.name}", governs=True, now=runtime.now())
    with complaints.noted(report_to) as noted, staging.staged(runtime, file, noted, report=report) as bench:
        with bench.read() if dry else bench.write() as db:
            _judge(db, terms, done)
            _end_the_vanished(db, terms, done, file, noted, remove=remove, dry=dry)
            if not dry:
                staging.apply(db, terms, report=report)
        done.refused = noted.count
        done.faults[:0] = noted.said()
    return done


def sync_all(runtime: Runtime, names: Iterable[str]) -> tuple[Synced, ...]:
    """Syncs those of the lists that have a file: others live in the database alone."""
    return tuple(sync(runtime, name) for name in names if (runtime.settings.lists_path / f"{name}.csv").exists())


def _judge(db: Connection, terms: Terms, done: Synced) -> None:
    counts = store.incoming.judge(db, terms)
    done.added, done.changed, done.back = counts[Verdict.ADDED], counts[Verdict.CHANGED], counts[Verdict.BACK]
    done.left, done.suppressed, done.unchanged = (
        counts[Verdict.LEFT],
        counts[Verdict.SUPPRESSED],
        counts[Verdict.UNCHANGED],
    )


def _end_the_vanished(
    db: Connection, terms: Terms, done: Synced, file: Path, noted: Complaints, *, remove: bool, dry: bool
) -> None:
    gone, before = store.incoming.vanished(db, terms)
    if not gone:
        return
    many = gone > max(REMOVALS_FREE, REMOVALS_SHARE_MAX * before)
    if (many or noted.count) and not remove:
        done.waiting = gone
        done.faults.append(_waiting(file, done, of=before))
        return
    done.removed = gone if dry else store.incoming.remove_vanished(db, terms)


def _waiting(file: Path, done: Synced, *, of: int) -> Fault:
    """A row with a fault is no sign that its reader should go, and neither is half a file."""
    return Fault(
        where=str(file),
        what=f"{done.waiting} of {of} readers are missing or have a faulty row; they stay on the list for now",
        hint=f"Mend the file, or if that is meant: digest subscribers sync {done.name} --remove",
    )

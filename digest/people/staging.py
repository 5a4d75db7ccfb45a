"""A list file's rows are staged and judged; what then happens is the use-case's."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from digest import store, tokens
from digest.audience import lists
from digest.model.fault import Fault
from digest.model.people import ListRow
from digest.people.complaints import Complaints
from digest.progress import Progress
from digest.runtime import Runtime
from digest.store import Bench
from digest.store.incoming import Terms

Report = Callable[[Progress], None]

READING, WRITING = "reading", "writing"


@contextmanager
def staged(
    runtime: Runtime, file: Path, complaints: Complaints, *, encoding: str = "", report: Report
) -> Iterator[Bench]:
    """The usable rows of a file in temporary tables. Nothing of it is seen by anybody else, or outlives the block."""

    def told(done: int, of: int) -> None:
        report(Progress(stage=READING, done=done, total=of))

    rows = lists.read(file, encoding=encoding, told=told)
    with runtime.store.bench() as bench:
        with bench.read() as db:
            store.incoming.stage(
                db, _usable(rows, complaints), key=lambda address: tokens.keyed_hash(runtime.keys, address)
            )
        yield bench


def apply(db: Connection, terms: Terms, *, report: Report) -> None:
    """Carries out what was judged; it counts when the transaction ends."""
    report(Progress(stage=WRITING, done=0, total=1))
    store.incoming.apply(db, terms)
    report(Progress(stage=WRITING, done=1, total=1))


def _usable(rows: Iterable[ListRow | Fault], complaints: Complaints) -> Iterator[ListRow]:
    for row in rows:
        if isinstance(row, Fault):
            complaints.add(row)
        else:
            yield row

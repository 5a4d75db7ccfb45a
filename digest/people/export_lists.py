"""Lists as CSV: a stream, so that a million readers take no more room than ten."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from digest import store
from digest.audience import lists
from digest.errors import ListError
from digest.model.people import ListRow
from digest.people.staging import Report
from digest.progress import Progress
from digest.runtime import Runtime

ROWS_PER_WORD = 10_000
STAGE = "writing"


def lines(runtime: Runtime, names: Sequence[str], *, report: Report) -> Iterator[str]:
    """The active readers of the lists, of all where none is named, each once, as lines of a CSV file."""
    with runtime.store.read() as db:
        total = store.people.active_count(db, names)
        yield from lists.write(_told(store.people.active_rows(db, names), total, report))


def write(runtime: Runtime, names: Sequence[str], file: Path, *, report: Report) -> None:
    """The same into a file that only its owner may read, put in place when it is whole."""
    part = file.with_name(f"{file.name}.part")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        with part.open("w", encoding="utf-8") as out:
            out.writelines(lines(runtime, names, report=report))
        part.replace(file)
    except OSError as error:
        raise ListError(f"cannot be written: {error.strerror or error}", where=str(file)) from None


def _told(rows: Iterator[ListRow], total: int, report: Report) -> Iterator[ListRow]:
    for done, row in enumerate(rows, start=1):
        yield row
        if done % ROWS_PER_WORD == 0:
            report(Progress(stage=STAGE, done=done, total=total))
    report(Progress(stage=STAGE, done=total, total=total))

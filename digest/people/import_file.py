"""People of a CSV file onto a list, once: all usable rows in one transaction, or none."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from digest import store
from digest.audience import encodings
from digest.errors import ListError
from digest.model.fault import Fault
from digest.people import complaints, staging
from digest.progress import silent
from digest.runtime import Runtime
from digest.store.incoming import Terms, Verdict

ORIGIN_CHARS_MAX = 120  # of a file's name in the record of where a subscription came from


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did, or would do."""

    counts: Mapping[Verdict, int]
    refused: int
    """Rows that cannot be used."""
    faults: tuple[Fault, ...]
    """The first of them, and how many more there are."""

    @property
    def rows(self) -> int:
        return sum(self.counts.values())


def import_file(
    runtime: Runtime,
    file: Path,
    list_: str,
    *,
    encoding: str = "",
    dry: bool = False,
    report_to: Path | None = None,
    report: staging.Report = silent,
) -> Imported:
    """Puts the people of a file on a list; their record says that they came from it.

    Nobody who left, and no suppressed address, is brought back, and whoever is on the list stays as they are. The file
    is read before anything is written, and all of it is written in one transaction: an import that is killed never
    was. Raises ListError where the file is no list, or mixes encodings and none is told.
    """
    told = encodings.named(encoding) if encoding else _found(file)
    terms = Terms(list=list_, origin=f"import:{file.name[:ORIGIN_CHARS_MAX]}", governs=False, now=runtime.now())
    with (
        complaints.noted(report_to) as noted,
        staging.staged(runtime, file, noted, encoding=told, report=report) as bench,
    ):
        with bench.read() if dry else bench.write() as db:
            counts = store.incoming.judge(db, terms)
            if not dry:
                staging.apply(db, terms, report=report)
        return Imported(counts=counts, refused=noted.count, faults=tuple(noted.said()))


def _found(file: Path) -> str:
    try:
        found = encodings.find(file)
    except OSError as error:
        raise ListError(f"cannot be read: {error.strerror or error}", where=str(file)) from None
    if found.mixed:
        raise ListError(
            f"is partly {found.name} and partly in another encoding",
            where=file.name,
            hint='Save it as "CSV UTF-8"; or, to lose the rows that are not, name one: --encoding utf-8',
        )
    return found.name

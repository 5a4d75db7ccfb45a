"""What is wrong with a list's rows: the first few to say at once, all of them in a report file."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from digest.audience import columns
from digest.errors import ListError
from digest.model.fault import Fault

SAID_MAX = 100  # what somebody reads on a screen; a file of a million bad rows must not fill the memory
COLUMNS = ("where", "what", "hint")


class Complaints:
    """Counts faults, remembers the first, and writes each to the report where there is one."""

    def __init__(self, file: TextIO | None = None) -> None:
        self._file = csv.writer(file) if file else None
        if self._file:
            self._file.writerow(COLUMNS)
        self.first: list[Fault] = []
        self.count = 0

    def add(self, fault: Fault) -> None:
        self.count += 1
        if len(self.first) < SAID_MAX:
            self.first.append(fault)
        if self._file:
            self._file.writerow([columns.protected(cell) for cell in (fault.where, fault.what, fault.hint)])

    def said(self) -> list[Fault]:
        """The first faults, and one line about how many more there are."""
        more = self.count - len(self.first)
        if not more:
            return [*self.first]
        hint = "See them all in the report." if self._file else "Name a file for all of them: --report FILE"
        return [*self.first, Fault(where=self.first[0].where.partition(":")[0], what=f"{more:,} more", hint=hint)]


@contextmanager
def noted(report: Path | None) -> Iterator[Complaints]:
    """Complaints that go into a CSV file too, made anew; no cell of it names anybody, or is a formula."""
    if report is None:
        yield Complaints()
        return
    try:
        with report.open("w", encoding="utf-8", newline="") as file:
            yield Complaints(file)
    except OSError as error:
        raise ListError(f"cannot be written: {error.strerror or error}", where=str(report)) from None

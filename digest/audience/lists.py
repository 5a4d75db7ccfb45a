"""List files: CSV in, CSV out, a row at a time."""

import csv
import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import TextIO

from digest.audience import addresses, columns, encodings
from digest.audience.columns import COLUMNS, CellError
from digest.audience.seen import Seen
from digest.errors import ListError
from digest.model.fault import Fault
from digest.model.people import ListRow

ROWS_MAX = 20_000_000  # beyond it, a list is a database
LINE_CHARS_MAX = 10_000  # a row of ten short cells; longer ones are another kind of file
ROWS_PER_WORD = 10_000  # a bar that moves some hundred times for a long file
DELIMITERS = (",", ";", "\t")

_BROKEN = re.compile("[\0\ud800-\udfff]")  # a byte that is no text, or that the file's encoding cannot hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the first line says: which cell is which column."""

    delimiter: str
    names: tuple[str, ...]
    """One a cell; empty for cells that are passed over."""
    line: int
    unknown: tuple[str, ...] = ()
    places: tuple[int, ...]
    """Where the cells of `COLUMNS` stand; -1, where a reader puts an empty cell, for columns that the file lacks."""


Told = Callable[[int, int], None]
"""(bytes read, of so many bytes)"""


def read(path: Path, *, encoding: str = "", told: Told = lambda _done, _of: None) -> Iterator[ListRow | Fault]:
    """The usable rows of a list file in file order, and a fault for each that is not; a ListError if none can be.

    Delimiter and the order of columns are found, and the encoding where none is named. A row is a line: quoted line
    breaks are faults, so that a quote left open cannot swallow the readers after it. Faults name the line, never the
    address. `told` hears every `ROWS_PER_WORD` rows how far this is.
    """
    try:
        name = encoding or encodings.find(path).name
        with path.open(encoding=name, errors="surrogateescape") as file:
            yield from _rows(_heard(_lines(file, path.name), file, told, path.stat().st_size), path.name)
    except OSError as error:
        raise ListError(f"cannot be read: {error.strerror or error}", where=str(path)) from None
    except UnicodeError:
        hint = 'Save it as "CSV UTF-8" and try again.'
        raise ListError("is cut off, or in another encoding than it says", where=path.name, hint=hint) from None


def _heard(lines: Iterator[tuple[int, str]], file: TextIO, told: Told, size: int) -> Iterator[tuple[int, str]]:
    for numbered in lines:
        if numbered[0] % ROWS_PER_WORD == 0:
            told(file.buffer.tell(), size)
        yield numbered
    told(size, size)


def write(rows: Iterable[ListRow], names: Sequence[str] = COLUMNS) -> Iterator[str]:
    """The rows as lines of a CSV file, header first; no cell can be taken for a formula.

    A cell that begins as a formula does gets an apostrophe in front, which `read` takes off again.
    """
    yield ",".join(names) + "\n"
    line = _Line()
    writer = csv.writer(line, lineterminator="\n")
    for row in rows:
        cells = columns.written(row)
        writer.writerow([columns.protected(cells[name]) for name in names])
        yield line.text


class _Line:
    """What a csv writer writes to: the last line."""

    text = ""

    def write(self, line: str) -> None:
        self.text = line


def _rows(lines: Iterator[tuple[int, str]], name: str) -> Iterator[ListRow | Fault]:
    header = _header(lines, name)
    yield from _unknown_columns(header, name)
    seen = Seen()
    cells_of = itemgetter(*header.places)
    for number, line in lines:
        if line.strip().strip(header.delimiter):
            try:
                email, person, *wishes = cells_of(_checked_cells(line, header))
                row = _row(email, person, tuple(wishes), number)
                earlier = seen.first_line(row.address, number)
            except CellError as error:
                yield Fault(where=f"{name}:{number}", what=str(error))
                continue
            if earlier:
                yield Fault(where=f"{name}:{number}", what=f"the same address stands on line {earlier}")
            else:
                yield row


def _lines(file: TextIO, name: str) -> Iterator[tuple[int, str]]:
    """Numbered lines without their ends; of an overlong one, enough to see that it is."""
    number = 0
    while line := file.readline(LINE_CHARS_MAX + 1):
        number += 1
        if number > ROWS_MAX:
            raise ListError(f"has more than {ROWS_MAX:,} lines", where=name, hint="Split it into several lists.")
        yield number, line.removesuffix("\n")
        while len(line) > LINE_CHARS_MAX and not line.endswith("\n"):
            line = file.readline(LINE_CHARS_MAX + 1)


def _header(lines: Iterator[tuple[int, str]], name: str) -> Header:
    told = ""
    for number, line in lines:
        if line.lower().startswith("sep=") and len(line) == len("sep=;"):  # what Excel writes for itself
            told = line[-1]
        elif line.strip():
            return _named(line, number, told, name)
    raise ListError("is empty", where=name, hint=_expected())


def _named(line: str, number: int, told: str, name: str) -> Header:
    delimiter = told or max(DELIMITERS, key=line.count)
    where = f"{name}:{number}"
    try:
        cells = tuple(cell.strip().casefold() for cell in _cells(line, delimiter))
    except CellError as error:
        raise ListError(str(error), where=where, hint=_expected()) from None
    known = tuple(cell if cell in COLUMNS else "" for cell in cells)
    if "email" not in known:
        what = "there is no header line" if "@" in line else 'there is no column "email"'
        raise ListError(what, where=where, hint=_expected())
    twice = next((cell for cell in filter(None, known) if known.count(cell) > 1), "")
    if twice:
        raise ListError(f'there are two columns "{twice}"', where=where)
    unknown = tuple(cell for cell in cells if cell and cell not in COLUMNS)
    places = tuple(known.index(column) if column in known else -1 for column in COLUMNS)
    return Header(delimiter=delimiter, names=known, line=number, unknown=unknown, places=places)


def _expected() -> str:
    return f"The first line names the columns: email, and any of {', '.join(COLUMNS[1:])}."


def _unknown_columns(header: Header, name: str) -> Iterator[Fault]:
    for column in header.unknown:
        near = difflib.get_close_matches(column, COLUMNS, 1)
        hint = f'Did you mean "{near[0]}"?' if near else f"Known: {', '.join(COLUMNS)}."
        yield Fault(where=f"{name}:{header.line}", what=f'column "{columns.shown(column)}" is passed over', hint=hint)


def _row(email: str, person: str, wishes: tuple[str, ...], number: int) -> ListRow:
    address = addresses.canonical(email)
    if isinstance(address, addresses.Refused):
        raise CellError(f"the address is not usable: {address.reason}")
    return ListRow(
        address=address.canonical,
        email=address.email,
        name=columns.name(person) if person else "",
        preferences=columns.preferences(wishes),
        line=number,
    )


def _checked_cells(line: str, header: Header) -> list[str]:
    """A line's cells under the header's names, and an empty one after them."""
    if len(line) > LINE_CHARS_MAX:
        raise CellError(f"the line is longer than {LINE_CHARS_MAX:,} characters")
    if not (line.isascii() and "\0" not in line) and _BROKEN.search(line):
        raise CellError("the line is in another encoding than the file")
    cells = [cell.strip() for cell in _cells(line, header.delimiter)]
    if "=" in line and any(cell.startswith("=") for cell in cells):
        raise CellError("a cell is a formula, which only a spreadsheet can work out")
    if "'" in line:
        cells = list(map(columns.unprotected, cells))
    if len(cells) < len(header.names):
        cells += [""] * (len(header.names) - len(cells))
    if any(cells[len(header.names) :]):
        raise CellError(f"there are {len(cells)} cells under {len(header.names)} columns")
    return [*cells[: len(header.names)], ""]


def _cells(line: str, delimiter: str) -> list[str]:
    if '"' not in line:
        return line.split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        raise CellError("a quote is not closed, or stands inside a cell") from None

"""What every command starts with: the newsroom's settings and its runtime; and how commands speak."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import click

from digest import config, schedule
from digest.cli import plain
from digest.errors import ExitCode, UsageError
from digest.model.edition import Slot
from digest.model.fault import Fault
from digest.model.settings import Digest, Settings
from digest.runtime import Runtime, open_runtime

print_json = plain.print_json


def settings() -> Settings:
    """The settings that --config names, or those of the nearest config.toml; its warnings are said."""
    named = click.get_current_context().find_root().obj
    file = Path(named) if named else config.find(Path.cwd())
    checked = config.check(file, environ=os.environ)
    tell(checked.warnings)
    return checked.settings or config.load(file, environ=os.environ)


@contextmanager
def opened(of: Settings, *, as_of: datetime | None = None) -> Iterator[Runtime]:
    with open_runtime(of, environ=os.environ, as_of=as_of) as runtime:
        yield runtime


def digests(of: Settings, name: str | None) -> tuple[Digest, ...]:
    """The named digest, or all."""
    if name is None:
        return tuple(of.digests.values())
    if name not in of.digests:
        known = ", ".join(of.digests)
        raise UsageError(f'there is no digest "{name}"', where="--digest", hint=f"Known: {known}.")
    return (of.digests[name],)


def the_slot(of: Settings, digest: Digest, day: date | None) -> tuple[Slot, datetime | None]:
    """The slot to work on, and the instant at which the clock stands still for it (None: it runs).

    A date sets the clock to its cutoff: what came later does not exist yet. Without one it is the next edition; in a
    sample newsroom, whose days are past, its last.
    """
    now = datetime.now(UTC)
    if day is None and of.sample_days:
        day = date.fromisoformat(of.sample_days[-1])
        say(f"sample newsroom: working on its last day, {day.isoformat()}")
    if day is None:
        due = schedule.due(digest, now)
        return (due[0] if due else schedule.upcoming(digest, now)), None
    slot = schedule.slot(digest, day)
    return slot, min(slot.cutoff_at, now)


def say(line: str) -> None:
    """Talk goes to stderr; stdout is for results."""
    print(line, file=sys.stderr)


def tell(faults: Iterable[Fault]) -> None:
    for fault in faults:
        say(f"warning: {fault}")


def table(rows: Sequence[Sequence[object]]) -> None:
    """Rows in columns on stdout."""
    widths = [max(len(str(row[n])) for row in rows) for n in range(len(rows[0]))] if rows else []
    for row in rows:
        print("  ".join(str(cell).ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def finish(code: ExitCode) -> None:
    """Ends the command with this exit code."""
    if code is not ExitCode.OK:
        raise click.exceptions.Exit(int(code))

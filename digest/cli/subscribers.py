"""`digest subscribers`: who gets what."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from digest import store
from digest.audience import addresses, lists
from digest.cli import newsroom
from digest.errors import ExitCode, UsageError
from digest.model.fault import Fault
from digest.model.people import ListRow, SubscriptionState
from digest.people import add as adding
from digest.people import sync as syncing
from digest.people.add import Added


@click.group("subscribers")
def subscribers_command() -> None:
    """Who gets what: sync, list, add, remove, import, export."""


@subscribers_command.command("sync")
@click.argument("names", metavar="[LIST]...", nargs=-1)
@click.option("--remove", is_flag=True, help="Removals are meant, however many.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
def sync(names: tuple[str, ...], *, remove: bool, dry_run: bool) -> None:
    """Bring the lists in line with their files in the lists folder; without a name, all of them."""
    settings = newsroom.settings()
    faults: list[Fault] = []
    with newsroom.opened(settings) as runtime:
        for name in names or sorted(file.stem for file in settings.lists_path.glob("*.csv")):
            done = syncing.sync(runtime, name, remove=remove, dry=dry_run)
            would = "would be " if dry_run else ""
            print(
                f"{name}: {done.rows} rows; {would}added {done.added}, changed {done.changed}, "
                f"removed {done.removed}, back {done.back}; waiting {done.waiting}"
            )
            faults += done.faults
    newsroom.tell(faults)
    newsroom.finish(ExitCode.WARNINGS if faults else ExitCode.OK)


@subscribers_command.command("list")
@click.argument("name", metavar="[LIST]", required=False)
def list_(name: str | None) -> None:
    """How many readers each list has, in each state."""
    with newsroom.opened(newsroom.settings()) as runtime, runtime.store.read() as db:
        counts = store.people.counts(db)
    states = tuple(SubscriptionState)
    found = sorted({list_ for list_, _ in counts if name in (None, list_)})
    rows = [[each, *(counts.get((each, state), 0) for state in states)] for each in found]
    newsroom.table([["list", *states], *rows])


@subscribers_command.command("add")
@click.argument("email")
@click.option("--list", "name", required=True, help="The list to put them on.")
@click.option("--name", "person", default="", help="The person's name.")
def add(email: str, name: str, person: str) -> None:
    """Put a person on a list."""
    settings = newsroom.settings()
    found = _address(email)
    row = ListRow(address=found.canonical, email=found.email, name=person)
    with newsroom.opened(settings) as runtime:
        became = adding.add(runtime, row, name)
    print(became)
    newsroom.finish(ExitCode.OK if became in (Added.ADDED, Added.BACK, Added.ALREADY) else ExitCode.FAILED)


@subscribers_command.command("remove")
@click.argument("email")
@click.option("--list", "name", required=True, help="The list to take them off.")
def remove(email: str, name: str) -> None:
    """Take a person off a list; no file brings them back."""
    with newsroom.opened(newsroom.settings()) as runtime:
        if not adding.remove(runtime, _address(email).canonical, name):
            raise UsageError(f'this address is not on the list "{name}"', hint="See: digest subscribers export")
    print("removed")


@subscribers_command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--list", "name", required=True, help="The list to put them on.")
def import_(file: Path, name: str) -> None:
    """Put the people in a CSV file on a list, once; the file does not govern the list."""
    counts = dict.fromkeys(Added, 0)
    faults: list[Fault] = []
    with newsroom.opened(newsroom.settings()) as runtime:
        for row in lists.read(file):
            if isinstance(row, Fault):
                faults.append(row)
            else:
                counts[adding.add(runtime, row, name)] += 1
    for became, number in counts.items():
        if number:
            print(f"{number} {became}")
    newsroom.tell(faults)
    newsroom.finish(ExitCode.WARNINGS if faults else ExitCode.OK)


@subscribers_command.command("export")
@click.argument("names", metavar="[LIST]...", nargs=-1)
def export(names: tuple[str, ...]) -> None:
    """Print the active readers of the lists as CSV; without a name, of all lists."""
    with newsroom.opened(newsroom.settings()) as runtime, runtime.store.read() as db:
        active = (row for row, _, state in store.people.rows(db, names) if state is SubscriptionState.ACTIVE)
        sys.stdout.writelines(lists.write(_once(active)))


def _once(rows: Iterator[ListRow]) -> Iterator[ListRow]:
    """A reader on several lists stands once in an export of them."""
    seen: set[str] = set()
    for row in rows:
        if row.address not in seen:
            seen.add(row.address)
            yield row


def _address(email: str) -> addresses.Address:
    match addresses.canonical(email):
        case addresses.Refused() as refused:
            raise UsageError(f"this is not a usable address: {refused.reason}")
        case found:
            return found

"""`digest subscribers`: who gets what."""

import sys
from pathlib import Path

import click

from digest import store
from digest.audience import addresses
from digest.cli import newsroom, progress, readers
from digest.errors import ExitCode, UsageError
from digest.model.fault import Fault
from digest.model.people import ListRow, SubscriptionState
from digest.people import add as adding
from digest.people import export_lists as exporting
from digest.people import import_file as importing
from digest.people import sync as syncing
from digest.people.add import Added
from digest.store.incoming import Verdict

_BECAME = {
    Verdict.ADDED: "added",
    Verdict.CHANGED: "changed",
    Verdict.BACK: "put on the list again",
    Verdict.LEFT: "not added: they left, and only their own sign-up brings them back",
    Verdict.SUPPRESSED: "not added: their address is suppressed, and only its reader's own sign-up lifts that",
    Verdict.UNCHANGED: "on the list already",
}


@click.group("subscribers")
def subscribers_command() -> None:
    """Who gets what: sync, list, add, remove, import, export, data, erase, consent."""


for _of_one_reader in (readers.data, readers.erase, readers.consent):
    subscribers_command.add_command(_of_one_reader)


_report = click.option(
    "--report",
    "report_to",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A CSV file for every row that cannot be used, with its line.",
)


@subscribers_command.command("sync")
@click.argument("names", metavar="[LIST]...", nargs=-1)
@click.option("--remove", is_flag=True, help="Removals are meant, however many.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@_report
def sync(names: tuple[str, ...], *, remove: bool, dry_run: bool, report_to: Path | None) -> None:
    """Bring the lists in line with their files in the lists folder; without a name, all of them."""
    settings = newsroom.settings()
    names = names or tuple(sorted(file.stem for file in settings.lists_path.glob("*.csv")))
    if report_to and len(names) > 1:
        raise UsageError("a report is of one list", where="--report", hint=f"Name one of: {', '.join(names)}.")
    faults: list[Fault] = []
    with newsroom.opened(settings) as runtime:
        for name in names:
            with progress.drawn() as report:
                done = syncing.sync(runtime, name, remove=remove, dry=dry_run, report_to=report_to, report=report)
            print(_synced(done, dry=dry_run))
            faults += done.faults
    newsroom.tell(faults)
    newsroom.finish(ExitCode.WARNINGS if faults else ExitCode.OK)


def _synced(done: syncing.Synced, *, dry: bool) -> str:
    would = "would be " if dry else ""
    suppressed = f", suppressed {done.suppressed}" if done.suppressed else ""
    return (
        f"{done.name}: {done.rows} rows; {would}added {done.added}, changed {done.changed}, "
        f"removed {done.removed}, back {done.back}{suppressed}; waiting {done.waiting}"
    )


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
@click.option("--encoding", default="", help="Of the file, such as utf-8 or cp1252; default: found.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@_report
def import_(file: Path, name: str, *, encoding: str, dry_run: bool, report_to: Path | None) -> None:
    """Put the people in a CSV file on a list, once, all or none; the file does not govern the list."""
    with newsroom.opened(newsroom.settings()) as runtime, progress.drawn() as report:
        done = importing.import_file(
            runtime, file, name, encoding=encoding, dry=dry_run, report_to=report_to, report=report
        )
    would = "would be " if dry_run else ""
    for verdict, number in done.counts.items():
        if number:
            print(f"{number} {would}{_BECAME[verdict]}")
    if done.refused:
        print(f"{done.refused} refused" + (f"; see {report_to}" if report_to else ""))
    newsroom.tell(done.faults)
    newsroom.finish(ExitCode.WARNINGS if done.faults else ExitCode.OK)


@subscribers_command.command("export")
@click.argument("names", metavar="[LIST]...", nargs=-1)
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), help="A file; default: print them.")
def export(names: tuple[str, ...], to: Path | None) -> None:
    """The active readers of the lists as CSV; without a name, of all lists. Cells that would be formulas are quoted."""
    with newsroom.opened(newsroom.settings()) as runtime, progress.drawn() as report:
        if to is None:
            sys.stdout.writelines(exporting.lines(runtime, names, report=report))
        else:
            exporting.write(runtime, names, to, report=report)


def _address(email: str) -> addresses.Address:
    match addresses.canonical(email):
        case addresses.Refused() as refused:
            raise UsageError(f"this is not a usable address: {refused.reason}")
        case found:
            return found

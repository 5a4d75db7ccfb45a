"""`digest deliveries`: what became of each edition's mails."""

import click

from digest import store
from digest.cli import newsroom

EDITIONS_SHOWN = 10


@click.group("deliveries")
def deliveries_command() -> None:
    """What became of each edition's mails."""


@deliveries_command.command("status")
@click.option("--digest", "name", help="Only this digest; default: all.")
def status(name: str | None) -> None:
    """The newest editions with how many readers they had, and each outcome."""
    settings = newsroom.settings()
    with newsroom.opened(settings) as runtime, runtime.store.read() as db:
        editions = [
            edition
            for digest in newsroom.digests(settings, name)
            for edition in store.editions.of_digest(db, digest.name, limit=EDITIONS_SHOWN)
        ]
        rows: list[list[object]] = [["edition", "state", "readers", "outcomes", "left out"]]
        for edition in editions:
            tally = store.batches.tally(db, edition.id)
            outcomes = ", ".join(f"{count} {state}" for state, count in tally.outcomes if count)
            excluded = ", ".join(f"{count} {reason}" for reason, count in tally.excluded if count)
            rows.append([edition.id, edition.state, tally.batched, outcomes, excluded])
    newsroom.table(rows)

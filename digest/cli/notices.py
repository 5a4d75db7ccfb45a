"""`digest notices`: mails that are no edition."""

import click

from digest.cli import newsroom, stopping
from digest.errors import ExitCode
from digest.people import notices

SHOWN = 20


@click.group("notices")
def notices_command() -> None:
    """Confirmations, data links, alerts: status, send. Nothing here tells whom they go to."""


@notices_command.command("status")
def status() -> None:
    """The newest notices and what became of each."""
    with newsroom.opened(newsroom.settings()) as runtime:
        found = notices.newest(runtime, limit=SHOWN)
    rows = [
        [f"{one.created_at:%Y-%m-%d %H:%M}", one.kind, one.digest, one.state, one.code, one.detail] for one in found
    ]
    newsroom.table([["asked for (UTC)", "kind", "digest", "state", "code", "detail"], *rows])


@notices_command.command("send")
def send() -> None:
    """Hand over the notices that wait, as the service does by itself; warns (3) where a way out cannot be used."""
    with stopping.gently() as stop, newsroom.opened(newsroom.settings()) as runtime:
        sent = notices.send(runtime, stop=stop)
        print(", ".join(f"{n} {state}" for state, n in sent.outcomes.items()) or "no notice was due")
    newsroom.tell(sent.faults)
    newsroom.finish(ExitCode.WARNINGS if sent.faults else ExitCode.OK)

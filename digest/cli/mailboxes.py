"""`digest mailboxes`: the mailboxes that Digest reads."""

from collections.abc import Sequence

import click

from digest.cli import newsroom
from digest.errors import DigestError, ExitCode, UsageError
from digest.model.settings import Mailbox, Settings
from digest.morning import mailboxes

_name = click.argument("name", required=False)


@click.group("mailboxes")
def mailboxes_command() -> None:
    """Mailboxes for bounces, complaints and unsubscribes: check, read."""


@mailboxes_command.command("check")
@_name
def check(name: str | None) -> None:
    """Open each mailbox, or the one of NAME, and say how many mails wait; changes nothing. Fails (1) where one cannot
    be used.
    """
    settings = newsroom.settings()
    failed = False
    with newsroom.opened(settings) as runtime:
        for box in _boxes(settings, name):
            try:
                print(f"{box.name}: {mailboxes.count(runtime, box)} mails wait")
            except DigestError as error:
                failed = True
                newsroom.say(str(error))
    newsroom.finish(ExitCode.FAILED if failed else ExitCode.OK)


@mailboxes_command.command("read")
@_name
def read(name: str | None) -> None:
    """Read what waits, as the service does by itself every few minutes."""
    settings = newsroom.settings()
    with newsroom.opened(settings) as runtime:
        for box in _boxes(settings, name):
            print(f"{box.name}: {mailboxes.told(mailboxes.read(runtime, box))}")


def _boxes(settings: Settings, name: str | None) -> Sequence[Mailbox]:
    if name and name not in settings.mailboxes:
        known = ", ".join(settings.mailboxes) or "none"
        raise UsageError(f'there is no mailbox "{name}"', where="mailboxes", hint=f"config.toml has: {known}.")
    if not settings.mailboxes:
        newsroom.say("config.toml names no mailbox; see [mailboxes.NAME] in docs/config.md")
    return [settings.mailboxes[name]] if name else list(settings.mailboxes.values())

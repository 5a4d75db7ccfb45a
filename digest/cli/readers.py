"""Commands of `digest subscribers` that are about one person, and about consent."""

import click

from digest.audience import addresses
from digest.audience.addresses import Address
from digest.cli import newsroom
from digest.errors import ExitCode, UsageError
from digest.people import access, consents
from digest.people import erase as erasing


@click.command("data")
@click.argument("email")
def data(email: str) -> None:
    """Print everything that is held about EMAIL, as JSON."""
    with newsroom.opened(newsroom.settings()) as runtime:
        held = access.held(runtime, address(email))
    newsroom.print_json(held)
    newsroom.finish(ExitCode.OK if access.is_known(held) else ExitCode.WARNINGS)


@click.command("erase")
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(email: str, *, yes: bool) -> None:
    """Delete everything about EMAIL; only a keyed hash stays, so that no file brings them back."""
    found = address(email)
    if not yes:
        click.confirm("This cannot be taken back. Erase", abort=True, err=True)
    with newsroom.opened(newsroom.settings()) as runtime:
        done = erasing.erase(runtime, found)
    if done.anything:
        print(f"erased: {done.consents} words of consent, {done.sign_ups} sign-ups, and the subscriber")
    else:
        print("nothing was held; the address is suppressed from now on")


@click.group("consent")
def consent() -> None:
    """The consent log: verify."""


@consent.command("verify")
@click.option("--head", default="", help="A head that was noted earlier: it must still be in the log.")
def verify(head: str) -> None:
    """Look through the whole consent log for entries that were changed, removed or added; print its head to note."""
    with newsroom.opened(newsroom.settings()) as runtime:
        found = consents.verify(runtime, head=head)
    for line in found.broken:
        newsroom.say(f"consent log: {line}")
    print(f"{found.entries} entries, {found.erased} of them erased; head {found.head or 'none'}")
    newsroom.finish(ExitCode.FAILED if found.broken else ExitCode.OK)


def address(email: str) -> Address:
    """The usable address a text holds. Raises UsageError, which does not repeat it."""
    match addresses.canonical(email):
        case addresses.Refused() as refused:
            raise UsageError(f"this is not a usable address: {refused.reason}")
        case found:
            return found

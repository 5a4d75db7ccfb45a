"""The `digest` command: one file a noun, imported only when it is called, so that `--help` is quick."""

import sys

import click

from digest import __version__
from digest.cli.lazy import LazyGroup
from digest.errors import DigestError, ExitCode

COMMANDS = {
    "init": ("make", "Make a newsroom: config, templates and lists in a folder of its own."),
    "run": ("stages", "The whole morning for one date: collect, group, compose, approve, send."),
    "collect": ("stages", "Fetch what the sources have published."),
    "group": ("stages", "Group the articles into stories."),
    "compose": ("stages", "Make the next edition's draft."),
    "preview": ("stages", "Write the next edition as page, text and mail, and print where."),
    "check": ("stages", "Check the next edition as it would be checked before sending."),
    "approve": ("stages", "Approve an edition for sending."),
    "hold": ("stages", "Hold an edition back until somebody approves it."),
    "send": ("stages", "Send what is approved and due."),
    "serve": ("serve", "Run the service: clock, desk and site."),
    "subscribers": ("subscribers", "Who gets what: sync, list, add, remove, import, export, data, erase, consent."),
    "sources": ("sources", "Where articles come from, and how the sources are."),
    "deliveries": ("deliveries", "What became of each edition's mails."),
    "mailboxes": ("mailboxes", "Mailboxes that are read for bounces, complaints and unsubscribes."),
    "notices": ("notices", "Mails that are no edition: what became of them, and sending those that wait."),
    "api": ("api", "Which programs may use the HTTP API, and its description."),
    "editor": ("editor", "Who may sign in at the desk."),
    "config": ("configure", "Check and show config.toml."),
    "theme": ("theme", "Try a mail theme, and say what is wrong with it, with file and line."),
    "inspect": ("inspect", "Look at one page, feed, set of articles or story, as JSON."),
}
"""Name → (module of this package, one line of help)."""


@click.group(cls=LazyGroup, table=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="Digest %(version)s")
@click.option(
    "--config", "config_file", metavar="FILE", help="The newsroom's config.toml; default: here, or in a folder above."
)
@click.pass_context
def digest(context: click.Context, config_file: str | None) -> None:
    """Digest collects the day's articles, groups them into stories, and sends them as one e-mail.

    Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done with warnings, 4 config invalid, 5 needs approval,
    6 locked by another process.
    """
    context.obj = config_file


def main() -> None:
    """Runs the command line; a user's mistake ends in one clear line, never in a traceback."""
    try:
        sys.exit(digest.main(prog_name="digest", standalone_mode=False) or ExitCode.OK)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except (click.Abort, KeyboardInterrupt):
        print("digest: stopped", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(ExitCode.OK)
    except DigestError as error:
        for line in str(error).splitlines():
            print(f"digest: {line}", file=sys.stderr)
        sys.exit(error.exit_code)

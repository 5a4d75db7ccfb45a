"""`digest inspect`: one page, feed, set of articles or story, as JSON on stdout. Nothing is stored or fetched."""

import click

from digest.cli.lazy import LazyGroup

COMMANDS = {
    "page": ("inspect_page", "The article in FILE (HTML or plain text)."),
    "feed": ("inspect_page", "The feed in FILE (.gz too) with its entries."),
    "groups": ("inspect_groups", "Stories, topics and related articles of the articles in FILE (JSON lines)."),
    "story": ("inspect_story", "A stored story with its evidence, its rank, and why each related link is there."),
}


@click.group("inspect", cls=LazyGroup, table=COMMANDS)
def inspect_command() -> None:
    """Look at one page, feed, set of articles or story, as JSON."""

"""`digest inspect story`: a story as it is stored."""

import click

from digest import store
from digest.cli import newsroom, plain
from digest.errors import UsageError


@click.command("story")
@click.argument("story_id", metavar="ID")
def story_command(story_id: str) -> None:
    """A stored story with its evidence, its rank, and why each related link is there."""
    with newsroom.opened(newsroom.settings()) as runtime, runtime.store.read() as db:
        found = store.stories.by_id(db, story_id)
        if found is None:
            raise UsageError(f'there is no story "{story_id}"', hint="The desk shows each story's id.")
        articles = store.articles.by_id(db, found.articles)
    plain.print_json(
        plain.fields(found)
        | {
            "rank": found.rank,
            "articles": [
                {
                    "id": a.id,
                    "publisher": a.publisher,
                    "title": a.title,
                    "url": a.url,
                    "known_at": plain.value(a.known_at),
                }
                for a in articles.values()
            ],
        }
    )

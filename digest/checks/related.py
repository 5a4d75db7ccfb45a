"""Related links: each leads somewhere that the story does not lead already, and news is new."""

from collections.abc import Iterator

from digest import urls
from digest.checks.proof import Finding, Proof, of_story, warning
from digest.model.edition import EditionStory

NAME = "related"


def find(proof: Proof) -> Iterator[Finding]:
    for story in proof.edition.stories:
        yield from _links(story)
        for news in story.developments:
            if news.before == news.after != "":
                what = f"{news.label or news.kind} {news.before} is told as news"
                yield warning(NAME, what, where=of_story(story), why="It is what it was.")


def _links(story: EditionStory) -> Iterator[Finding]:
    where, seen = of_story(story), {story.url} - {None}
    for link in story.related:
        if link.url in seen:
            yield warning(NAME, f"it has two links to one place: {link.title[:40]}", where=where, why="Once is enough.")
        if link.url and not urls.is_web(link.url.strip()):
            what = f"a related link is no web address: {link.title[:40]}"
            yield warning(NAME, what, where=where, why="It is printed without a link.")
        seen |= {link.url} - {None}

"""Stories: all printed, none twice, each with a headline, not all from one publisher."""

import re
from collections import Counter
from collections.abc import Iterator

from digest import text, urls
from digest.checks.proof import Finding, Proof, beginning, blocking, of_story, warning
from digest.model.edition import EditionStory

NAME = "stories"
SHARE_MAX = 0.5
SHARE_STORIES_MIN = 6  # in a smaller edition one publisher easily has half
ALIKE_SHARE = 0.75
ALIKE_WORDS_MIN = 6
_REWRITTEN = re.compile(r"[\s\"<>\\^`{|}\x00-\x20\x7f]")


def find(proof: Proof) -> Iterator[Finding]:
    stories = proof.edition.stories
    if not stories:
        yield blocking(NAME, "the edition has no story", where="edition", why="There is nothing to read.")
    yield from _each(proof)
    yield from _twice(stories)
    yield from _alike(stories)
    yield from _still_running(proof)
    yield from _share(stories)


def _each(proof: Proof) -> Iterator[Finding]:
    hrefs = {link.get("href") for link in proof.page.all("a")}
    on_web = proof.on_web_only
    for story in proof.edition.stories:
        yield from _words(story)
        printed = beginning(story.headline) in proof.page.folded
        where = of_story(story)
        if not printed and story.id in on_web:
            yield warning(NAME, "the story stands on the web only", where=where, why="The mail would be clipped.")
        elif not printed:
            yield blocking(NAME, "the story is not on the page", where=where, why="It was chosen to be read.")
        elif story.url and not urls.is_web(story.url.strip()):
            yield warning(NAME, "its address is not of the web", where=where, why="It is printed without a link.")
        elif _plain_address(story) and story.url not in hrefs:
            yield blocking(NAME, "nothing links to the story", where=where, why="Readers could not open it.")


def _words(story: EditionStory) -> Iterator[Finding]:
    where = of_story(story)
    if not story.headline.strip():
        yield blocking(NAME, "the story has no headline", where=where, why="Nobody could tell what it is.")
    if not story.dek.strip():
        yield warning(NAME, "the story has no dek", where=where, why="A headline alone seldom tells enough.")
    if story.doubtful:
        yield warning(NAME, "this may be two stories", where=where, why="Its reports hang together loosely.")


def _plain_address(story: EditionStory) -> bool:
    """Whether the address is printed letter for letter."""
    return bool(story.url) and urls.is_web(story.url or "") and not _REWRITTEN.search(story.url or "")


def _twice(stories: tuple[EditionStory, ...]) -> Iterator[Finding]:
    headlines = Counter(
        text.comparable(story.headline) or story.headline for story in stories if story.headline.strip()
    )
    addresses = Counter(story.url for story in stories if story.url)
    for story in stories:
        if headlines[text.comparable(story.headline) or story.headline] > 1 or (story.url and addresses[story.url] > 1):
            yield blocking(
                NAME, "the story is in it twice", where=f"story {story.headline[:60]}", why="Once is enough."
            )


def _alike(stories: tuple[EditionStory, ...]) -> Iterator[Finding]:
    """Two headlines that share nearly all their words are one event that was not recognised."""
    seen: list[frozenset[str]] = []
    for story in stories:
        words = frozenset(text.words(story.headline.casefold()))
        if any(_same_words(words, other) for other in seen):
            yield warning(NAME, "it may be told twice", where=of_story(story), why="Another headline is much like it.")
        seen.append(words)


def _same_words(one: frozenset[str], other: frozenset[str]) -> bool:
    shared, fewest = len(one & other), min(len(one), len(other))
    return one != other and fewest >= ALIKE_WORDS_MIN and shared >= ALIKE_SHARE * len(one | other)


def _still_running(proof: Proof) -> Iterator[Finding]:
    told = {story.id for story in proof.edition.stories}
    for line in proof.edition.still_running:
        if line.story in told:
            yield warning(
                NAME, "it is told and also still running", where=f"story {line.headline[:60]}", why="Once is enough."
            )


def _share(stories: tuple[EditionStory, ...]) -> Iterator[Finding]:
    publishers = Counter(story.publisher for story in stories)
    for publisher, n in publishers.most_common(1):
        if len(stories) >= SHARE_STORIES_MIN and n > SHARE_MAX * len(stories):
            yield warning(
                NAME, f"{n} of {len(stories)} stories are from {publisher}", where="edition", why="One voice dominates."
            )

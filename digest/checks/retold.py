"""Retold: what this digest has told before comes again only with news, and as the same story."""

from collections.abc import Iterator

from digest.checks.proof import Finding, Proof, warning
from digest.model.edition import EditionStory
from digest.model.story import Told
from digest.text import comparable

NAME = "retold"


def find(proof: Proof) -> Iterator[Finding]:
    earlier = [told for told in proof.told if told.edition != proof.edition.id]
    by_story = {told.story: told for told in earlier}
    by_address = {told.url: told for told in earlier if told.url}
    by_headline = {comparable(told.headline): told for told in earlier if told.headline.strip()}
    for story in proof.edition.stories:
        told = by_story.get(story.id) or by_address.get(story.url or "") or by_headline.get(comparable(story.headline))
        if told and story.day <= 1:
            yield _warned(story, told, "the story was told before, and comes as a new one")
        elif told and not story.developments and story.url == told.url:
            yield _warned(story, told, "the story was told before, and nothing is new")


def _warned(story: EditionStory, told: Told, what: str) -> Finding:
    where = f"story {story.headline[:60] or story.id}"
    return warning(NAME, what, where=where, why=f"It stood in {told.edition}.")

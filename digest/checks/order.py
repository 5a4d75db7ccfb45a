"""Order: the stories stand in the edition's order, on the page and in the text, and the counts are theirs."""

import re
from collections.abc import Iterator

from digest.checks.proof import Finding, Proof, blocking
from digest.model.edition import EditionStory
from digest.text import comparable

NAME = "order"
HEADLINE_LETTERS = 150  # the mail cuts very long ones
_NUMBER = re.compile(r"\d+")
_DIGITS_MAX = 4


def find(proof: Proof) -> Iterator[Finding]:
    headings = [comparable(heading.text) for heading in proof.page.all("h2", "h3")]
    lines = [comparable(line) for line in proof.text.splitlines()]
    for where, printed in (("html", headings), ("text", _unwrapped(lines))):
        for story in _misplaced(_expected(proof), printed):
            yield blocking(
                NAME,
                f"the story is out of order: {story.headline[:60]}",
                where=where,
                why="The editor's order is the digest's judgement.",
            )
    yield from _counts(proof)


def _misplaced(stories: list[EditionStory], printed: list[str]) -> Iterator[EditionStory]:
    """The stories that are printed, but not after the one they should follow."""
    last = -1
    for story in stories:
        places = _places(story, printed)
        after = next((place for place in places if place > last), None)
        if after is not None:
            last = after
        elif places:
            yield story


def _expected(proof: Proof) -> list[EditionStory]:
    """The stories as they should follow each other: the lead, then section by section."""
    sections = [section for section in proof.edition.sections if section.stories]
    lead_section = next((s for s in sections if s.topic == proof.edition.lead_topic), sections[0] if sections else None)
    lead = lead_section.stories[0] if lead_section else None
    others = [story for section in sections for story in section.stories if story is not lead]
    return [lead, *others] if lead else others


def _places(story: EditionStory, printed: list[str]) -> list[int]:
    headline = comparable(story.headline)[:HEADLINE_LETTERS]
    return [place for place, text in enumerate(printed) if headline and text.startswith(headline)]


def _unwrapped(lines: list[str]) -> list[str]:
    """Each line with what follows it, for headlines that were wrapped."""
    return ["".join(lines[place : place + 5]) for place in range(len(lines))]


def _counts(proof: Proof) -> Iterator[Finding]:
    """The masthead counts the stories, in digits or, for one and two, in some languages in words."""
    body = proof.page.first("body")
    n = len(proof.edition.stories) - len([s for s in proof.edition.stories if s.id in proof.on_web_only])
    head = body.text.partition(proof.edition.sections[0].stories[0].headline)[0] if body and _printable(proof) else ""
    numbers = {int(found) for found in _NUMBER.findall(head) if len(found) <= _DIGITS_MAX}
    if head and n > 2 and not any(number >= n and number <= len(proof.edition.stories) for number in numbers):
        yield blocking(NAME, "the count of stories is wrong", where="html", why=f"The mail has {n} of them.")


def _printable(proof: Proof) -> bool:
    return bool(proof.edition.sections and proof.edition.sections[0].stories)

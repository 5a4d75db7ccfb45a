"""Order: the stories stand in the edition's order, on the page and in the text, and the counts are theirs."""

import re
from collections import Counter
from collections.abc import Iterator

from digest.checks.proof import Finding, Proof, beginning, blocking
from digest.model.edition import EditionStory
from digest.text import comparable

NAME = "order"
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
    yield from _repeated(proof, headings)


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
    lead = proof.lead
    others = [story for story in proof.edition.stories if story is not lead]
    return [lead, *others] if lead else others


def _places(story: EditionStory, printed: list[str]) -> list[int]:
    headline = beginning(story.headline)
    return [place for place, text in enumerate(printed) if headline and text.startswith(headline)]


def _unwrapped(lines: list[str]) -> list[str]:
    """Each line with what follows it, for headlines that were wrapped."""
    return ["".join(lines[place : place + 5]) for place in range(len(lines))]


def _repeated(proof: Proof, headings: list[str]) -> Iterator[Finding]:
    meant, found = Counter(comparable(story.headline) for story in proof.edition.stories), Counter(headings)
    for headline, times in meant.items():
        if headline and found[headline] > times:
            what = f"a story is printed {found[headline]} times"
            yield blocking(NAME, what, where="html", why="Once is enough.")


def _counts(proof: Proof) -> Iterator[Finding]:
    """The masthead counts the stories, in digits or, for one and two, in some languages in words."""
    n = len(proof.edition.stories) - len([s for s in proof.edition.stories if s.id in proof.on_web_only])
    headline = proof.edition.sections[0].stories[0].headline if _printable(proof) else ""
    head = proof.page.words.partition(headline)[0] if headline else ""
    numbers = {int(found) for found in _NUMBER.findall(head) if len(found) <= _DIGITS_MAX}
    if head and n > 2 and not any(number >= n and number <= len(proof.edition.stories) for number in numbers):
        yield blocking(NAME, "the count of stories is wrong", where="html", why=f"The mail has {n} of them.")


def _printable(proof: Proof) -> bool:
    return bool(proof.edition.sections and proof.edition.sections[0].stories)

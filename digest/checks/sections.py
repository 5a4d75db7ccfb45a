"""Sections: each topic once, one that readers can choose, with its own stories in it."""

from collections import Counter
from collections.abc import Iterator

from digest.checks.proof import Finding, Proof, blocking, of_story, warning

NAME = "sections"


def find(proof: Proof) -> Iterator[Finding]:
    sections = [section for section in proof.edition.sections if section.stories]
    times = Counter(section.topic for section in sections)
    for topic in times:
        where = f"section {topic[:60]}"
        if times[topic] > 1:
            yield blocking(NAME, f"it is there {times[topic]} times", where=where, why="Readers choose by topic.")
        if topic not in proof.digest.topics:
            what = "it is no topic of this digest"
            yield warning(NAME, what, where=where, why="Readers who chose some topics would not get it.")
    for section in sections:
        for story in section.stories:
            if story.topic != section.topic:
                what = f"a story about {story.topic[:40]} stands under {section.topic[:40]}"
                yield blocking(NAME, what, where=of_story(story), why="Readers who chose one topic would miss it.")

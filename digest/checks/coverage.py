"""Coverage: what could not be read today, and sections that came out thin."""

from collections.abc import Iterator

from digest.checks.proof import Finding, Proof, warning

NAME = "coverage"


def find(proof: Proof) -> Iterator[Finding]:
    for fault in proof.edition.faults:
        yield warning(NAME, fault.what.rstrip("."), where=fault.where or "sources", why="News may be missing.")
    printed = {section.topic for section in proof.edition.sections if section.stories}
    for topic in proof.digest.topics:
        if topic not in printed:
            yield warning(
                NAME, f"no story is about {topic}", where="edition", why="Readers who chose it alone get nothing."
            )
    n = len(proof.edition.stories)
    if n < proof.digest.stories_min:
        yield warning(NAME, f"{n} stories, under {proof.digest.stories_min}", where="edition", why="It may look empty.")

"""Headings: one h1 at the top, no level skipped, none empty, and each headline is one."""

from collections.abc import Iterator, Sequence

from digest.checks.proof import Finding, Proof, beginning, blocking
from digest.text import comparable

NAME = "headings"
_WHY = "Many people who listen to mail go from heading to heading."


def find(proof: Proof) -> Iterator[Finding]:
    headings = list(proof.page.all("h1", "h2", "h3", "h4", "h5", "h6"))
    levels = [int(heading.tag[1]) for heading in headings]
    if levels.count(1) != 1:
        yield blocking(NAME, f"the page has {levels.count(1)} h1, not one", where="html", why=_WHY)
    previous = 0
    for heading, level in zip(headings, levels, strict=True):
        if level > previous + 1:
            yield blocking(
                NAME, f"<{heading.tag}> follows a level {previous} heading", where=f"html:{heading.line}", why=_WHY
            )
        if not heading.text:
            yield blocking(NAME, f"<{heading.tag}> is empty", where=f"html:{heading.line}", why=_WHY)
        previous = level
    yield from _headlines(proof, [comparable(heading.text) for heading in headings])


def _headlines(proof: Proof, headings: Sequence[str]) -> Iterator[Finding]:
    for story in proof.edition.stories:
        printed = beginning(story.headline)
        on_page = story.id not in proof.on_web_only and printed in proof.page.folded
        if on_page and not any(heading.startswith(printed) for heading in headings):
            yield blocking(NAME, f"a headline is no heading: {story.headline[:60]}", where="html", why=_WHY)

"""Headings: one h1 at the top, no level skipped, none empty."""

from collections.abc import Iterator

from digest.checks.proof import Finding, Proof, blocking

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

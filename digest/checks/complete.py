"""Complete: the intro is printed, and each section under its name and in the list of contents."""

from collections.abc import Iterator
from urllib.parse import quote

from digest.checks.proof import Finding, Proof, beginning, blocking, warning
from digest.model.edition import Section
from digest.text import comparable

NAME = "complete"
NAME_LETTERS_SURE = 36  # a longer one may be wrapped in the text


def find(proof: Proof) -> Iterator[Finding]:
    yield from _intro(proof)
    yield from _names(proof)
    yield from _contents(proof)


def _intro(proof: Proof) -> Iterator[Finding]:
    places = {"html": proof.page.folded, "text": comparable(proof.text)}
    for line in proof.edition.intro.splitlines():
        for where, printed in places.items():
            if beginning(line) not in printed:
                what = f"the intro is not there: {line[:40]}"
                yield blocking(NAME, what, where=where, why="The editor wrote it to be read.")


def _names(proof: Proof) -> Iterator[Finding]:
    headings = {comparable(heading.text) for heading in proof.page.all("h2", "h3")}
    lines = {comparable(line) for line in proof.text.splitlines()}
    named = [each for each in _with_more_than_the_lead(proof) if len(each.topic) <= NAME_LETTERS_SURE]
    for section in named:
        for where, printed in (("html", headings), ("text", lines)):
            if comparable(section.topic) not in printed:
                what = f"the section {section.topic[:40]} has no name"
                yield warning(NAME, what, where=where, why="Readers look for their topics by name.")


def _with_more_than_the_lead(proof: Proof) -> Iterator[Section]:
    lead = proof.lead
    return (section for section in proof.edition.sections if any(story is not lead for story in section.stories))


def _contents(proof: Proof) -> Iterator[Finding]:
    """A list of contents leaves no section out; a theme may have none."""
    lead = proof.lead
    anchors = {link.get("href") for link in proof.page.all("a") if link.get("href").startswith("#")}
    sections = [each for each in proof.edition.sections if each.stories and each.stories[0] is not lead]
    missing = [each for each in sections if f"#{quote(each.slug, safe='')}" not in anchors]
    if len(missing) == len(sections):
        return
    for section in missing:
        what = f"the contents leave out {section.topic[:40]}"
        yield warning(NAME, what, where="html", why="Who reads by the list would miss it.")

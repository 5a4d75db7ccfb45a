"""An edition as some of its readers want it: without what they muted, or short."""

from collections.abc import Collection
from dataclasses import replace

from digest.compose import wording
from digest.model.edition import Edition, EditionStory, Section
from digest.model.people import Length


def variant(edition: Edition, *, length: Length, without: Collection[str]) -> Edition:
    """The edition for readers of a segment; the edition itself where they want it as it is."""
    if without:
        edition = _without(edition, without)
    return _short(edition) if length is Length.SHORT else edition


def _without(edition: Edition, gone: Collection[str]) -> Edition:
    """Subject and preheader stay unless they speak of what is gone; then they follow the headlines that are left."""
    sections = tuple(
        replace(section, stories=stories)
        for section in edition.sections
        if (stories := tuple(story for story in section.stories if story.id not in gone))
    )
    left = replace(
        edition,
        sections=sections,
        still_running=tuple(line for line in edition.still_running if line.story not in gone),
    )
    order = _lead_first(left)
    lost = [story for story in edition.stories if story.id in gone]
    if edition.lead in lost or _speaks(edition.subject, lost):
        left = replace(left, subject=wording.subject(order, edition.title))
    if edition.lead in lost or _speaks(edition.preheader, lost):
        left = replace(left, preheader=wording.preheader(order))
    return left if any(s.topic == edition.lead_topic for s in sections) else replace(left, lead_topic=None)


def _speaks(line: str, of: Collection[EditionStory]) -> bool:
    """Whether a line prints one of their headlines, or the beginning that had room."""
    return any(story.headline in line or (line and story.headline.startswith(line.rstrip("…"))) for story in of)


def _lead_first(edition: Edition) -> list[EditionStory]:
    lead = edition.lead
    return [*([lead] if lead else []), *(story for story in edition.stories if story is not lead)]


def _short(edition: Edition) -> Edition:
    """The lead in full, of other sections' first stories headline and dek, of all others the headline."""
    return replace(edition, sections=tuple(_short_section(section, edition.lead) for section in edition.sections))


def _short_section(section: Section, lead: EditionStory | None) -> Section:
    first, *others = section.stories
    if first is not lead:
        first = replace(first, related=(), more_sources=0)
    bare = (replace(story, dek="", related=(), more_sources=0, developments=()) for story in others)
    return replace(section, stories=(first, *bare))

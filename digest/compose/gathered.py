"""An edition over a span, from the approved editions of its days."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from digest.compose import wording
from digest.model.edition import Edition, EditionStory, LeftOut, LeftOutReason, Section, Slot
from digest.model.settings import Digest
from digest.model.story import Development

STORIES_MAX = 60  # what a month's readers may want to look through; a mail shows what fits of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a digest had told of a story before the span."""

    developments: tuple[Development, ...]
    """What is new in it since then."""


def gathered(
    slot: Slot,
    editions: Sequence[Edition],
    digest: Digest,
    *,
    aliases: Mapping[str, str],
    known: Mapping[str, Known],
) -> Edition:
    """Each story of the editions, oldest first, once and as it was told last; what led them comes first.

    `aliases` maps ids of stories that were merged to what they are now; `known`, by id, are the stories that were told
    before the span: all others are new to its readers.
    """
    last: dict[str, EditionStory] = {}
    led: Counter[str] = Counter()
    for edition in editions:
        for story in edition.stories:
            id = aliases.get(story.id, story.id)
            last[id] = replace(story, id=id)
        if edition.lead:
            led[aliases.get(edition.lead.id, edition.lead.id)] += 1
    ranked = sorted(last.values(), key=lambda story: (-led[story.id], not story.pinned, -story.rank, story.id))
    shown = [_seen(story, known.get(story.id)) for story in ranked[:STORIES_MAX]]
    return Edition(
        id=slot.id,
        digest=slot.digest,
        date=slot.date,
        span=slot.span,
        title=digest.title,
        subject=wording.subject(shown, digest.title),
        preheader=wording.preheader(shown),
        lead_topic=shown[0].topic if shown else None,
        sections=_sections(shown, editions),
        left_out=tuple(map(_no_room, ranked[STORIES_MAX:])),
        articles=sum(edition.articles for edition in editions),
    )


def _seen(story: EditionStory, known: Known | None) -> EditionStory:
    """The story to somebody who read nothing of the span."""
    if known is None:
        return replace(story, day=1, developments=(), last_told=None)
    return replace(story, developments=known.developments, last_told=None)


def _sections(shown: Sequence[EditionStory], editions: Sequence[Edition]) -> tuple[Section, ...]:
    """By topic, in the order that the last editions had."""
    slugs = {section.topic: section.slug for edition in reversed(editions) for section in edition.sections}
    return tuple(
        Section(topic=topic, slug=slug, stories=stories)
        for topic, slug in slugs.items()
        if (stories := tuple(story for story in shown if story.topic == topic))
    )


def _no_room(story: EditionStory) -> LeftOut:
    return LeftOut(
        story=story.id,
        topic=story.topic,
        headline=story.headline,
        publisher=story.publisher,
        url=story.url,
        reason=LeftOutReason.NO_ROOM,
    )

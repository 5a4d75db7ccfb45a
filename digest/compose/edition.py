"""An edition from stories, memory and edits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from digest.compose import choose, wording
from digest.compose.edits import Decisions, replay
from digest.compose.memory import Remembered
from digest.model.article import Article
from digest.model.edition import (
    Edit,
    Edition,
    EditionStory,
    LeftOut,
    LeftOutReason,
    Slot,
    StillRunning,
)
from digest.model.fault import Fault
from digest.model.settings import Digest, Images, Retold
from digest.model.story import Story

LEFT_OUT_MAX = 80  # as many as an editor may want to look through; the rest is in the database
STILL_RUNNING_MAX = 6  # a footnote, not a second edition


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What an edition is made from."""

    stories: Sequence[Story]
    """Every story with an article of the slot's window that this digest has not told."""
    articles: Mapping[str, Article]
    """At least the leads and every article of the stories, by id."""
    remembered: Mapping[str, Remembered] = field(default_factory=dict)
    """By story id: those this digest told before."""
    edits: Sequence[Edit] = ()
    day_articles: int = 0
    """How many articles the slot's window holds."""
    faults: Sequence[Fault] = ()


def edition(slot: Slot, material: Material, digest: Digest) -> Edition:
    """The draft for the slot. The same material gives the same edition, in whatever order the stories come."""
    aliases = {alias: story.id for story in material.stories for alias in story.aliases}
    decisions = replay(material.edits, aliases)
    printed = [_printed(story, material, digest, decisions) for story in material.stories]
    ranked = sorted(printed, key=lambda s: choose.order(s, digest))
    ours = [s for s in ranked if s.topic in digest.topics]
    retold = [s for s in ours if _without_news(s, material, decisions)]
    inside, outside = choose.chosen([s for s in ours if s not in retold], digest, decisions)
    of_edition = choose.sections(inside, digest, decisions)
    lead = choose.lead_topic(of_edition, digest, decisions)
    order = _lead_first([s for section in of_edition for s in section.stories], lead)
    outside += [(s, LeftOutReason.NOT_OUR_TOPIC) for s in ranked if s.topic not in digest.topics]
    running = retold[:STILL_RUNNING_MAX] if digest.retold is Retold.STILL_RUNNING else []
    outside += [(s, LeftOutReason.TOLD_BEFORE) for s in retold if s not in running]
    return Edition(
        id=slot.id,
        digest=slot.digest,
        date=slot.date,
        span=slot.span,
        title=digest.title,
        subject=decisions.subject or wording.subject(order, digest.title),
        preheader=decisions.preheader or wording.preheader(order),
        intro=decisions.intro,
        lead_topic=lead,
        sections=of_edition,
        still_running=tuple(_still_running(s, material.remembered[s.id], digest) for s in running),
        left_out=tuple(_left_out(s, reason) for s, reason in outside[:LEFT_OUT_MAX]),
        articles=material.day_articles,
        faults=tuple(material.faults),
    )


def _printed(story: Story, material: Material, digest: Digest, decisions: Decisions) -> EditionStory:
    lead = material.articles[story.lead]
    remembered = material.remembered.get(story.id)
    related = story.related[: digest.related_max]
    linked = {lead.publisher, *(link.publisher for link in related)}
    return EditionStory(
        id=story.id,
        topic=decisions.topics.get(story.id, story.topic),
        headline=decisions.headlines.get(story.id) or wording.headline(lead),
        dek=decisions.deks.get(story.id) or wording.dek(lead),
        url=lead.url,
        publisher=lead.publisher,
        language=lead.language,
        minutes=wording.minutes(lead),
        image=lead.image if digest.images is not Images.NONE else None,
        related=related,
        more_sources=len(set(story.evidence.publishers) - linked),
        day=remembered.day if remembered else 1,
        developments=remembered.developments if remembered else (),
        last_told=remembered.last_told if remembered else None,
        rank=round(story.rank, 6),
        signals=story.signals,
        doubtful=story.doubtful,
        edited=decisions.touched(story.id),
        pinned=story.id in decisions.pinned,
    )


def _without_news(story: EditionStory, material: Material, decisions: Decisions) -> bool:
    wanted = story.id in decisions.pinned or story.id in decisions.shown or story.id in decisions.hidden
    return story.id in material.remembered and not story.developments and not wanted


def _lead_first(stories: list[EditionStory], lead: str | None) -> list[EditionStory]:
    """Subject and preheader speak in order of weight, the lead first."""
    first = next((s for s in stories if s.topic == lead), None)
    rest = sorted((s for s in stories if s is not first), key=lambda s: (not s.pinned, -s.rank, s.id))
    return [first, *rest] if first else []


def _still_running(story: EditionStory, remembered: Remembered, digest: Digest) -> StillRunning:
    """The story in one line: by today's report, where its readers can read one; else as it was told last."""
    today = remembered.reported and not choose.is_foreign(story, digest)
    told = story if today else remembered
    return StillRunning(
        story=story.id,
        topic=story.topic,
        headline=told.headline,
        url=told.url,
        publisher=told.publisher,
        day=remembered.day,
    )


def _left_out(story: EditionStory, reason: LeftOutReason) -> LeftOut:
    return LeftOut(
        story=story.id,
        topic=story.topic,
        headline=story.headline,
        publisher=story.publisher,
        url=story.url,
        reason=reason,
    )

"""Which stories get in, and in what order."""

from collections import Counter
from collections.abc import Iterable, Sequence

from digest.compose.edits import Decisions
from digest.model.edition import EditionStory, LeftOutReason, Section
from digest.model.settings import Digest


def order(story: EditionStory, digest: Digest) -> tuple[bool, float, str]:
    """Best first: by rank, but what readers can read before what is told in another language than the digest's."""
    return is_foreign(story, digest), -story.rank, story.id


def is_foreign(story: EditionStory, digest: Digest) -> bool:
    """Whether it is told in another language than the digest's."""
    return story.language not in (None, digest.locale.partition("-")[0])


def chosen(
    ranked: Sequence[EditionStory], digest: Digest, decisions: Decisions
) -> tuple[list[EditionStory], list[tuple[EditionStory, LeftOutReason]]]:
    """(stories that get in, those that do not with the reason), both best first.

    What an editor pinned or brought back gets in whatever the limits say, and counts against them.
    """
    wanted = {*decisions.pinned, *decisions.shown}
    inside: list[EditionStory] = [s for s in ranked if s.id in wanted and s.id not in decisions.hidden]
    of_topic = Counter(s.topic for s in inside)
    of_publisher = Counter(s.publisher for s in inside)
    outside: list[tuple[EditionStory, LeftOutReason]] = []
    for story in ranked:
        if story.id in decisions.hidden:
            outside.append((story, LeftOutReason.HIDDEN))
        elif story.id in wanted:
            continue
        elif (
            len(inside) >= digest.stories_max
            or of_topic[story.topic] >= digest.section_max
            or of_publisher[story.publisher] >= digest.publisher_max
        ):
            outside.append((story, LeftOutReason.NO_ROOM))
        else:
            inside.append(story)
            of_topic[story.topic] += 1
            of_publisher[story.publisher] += 1
    return inside, outside


def sections(inside: Iterable[EditionStory], digest: Digest, decisions: Decisions) -> tuple[Section, ...]:
    """The stories by topic, in the digest's order of topics; pinned ones first, then by rank, then as moved."""
    of_topic: dict[str, list[EditionStory]] = {topic: [] for topic in digest.topics}
    place = {story: n for n, story in enumerate(decisions.pinned)}
    for story in sorted(inside, key=lambda s: (place.get(s.id, len(place)), order(s, digest))):
        of_topic[story.topic].append(story)
    return tuple(
        Section(topic=topic, slug=f"s{number}", stories=tuple(_moved(stories, decisions)))
        for number, (topic, stories) in enumerate(of_topic.items(), start=1)
        if stories
    )


def lead_topic(of_edition: Sequence[Section], digest: Digest, decisions: Decisions) -> str | None:
    """The section whose first story leads the edition: the first pinned one that stands first, else the best ranked."""
    firsts = {section.stories[0].id: section for section in of_edition}
    for story in decisions.pinned:
        if story in firsts:
            return firsts[story].topic
    best = min(of_edition, key=lambda section: order(section.stories[0], digest), default=None)
    return best.topic if best else None


def _moved(stories: list[EditionStory], decisions: Decisions) -> list[EditionStory]:
    for target, place in decisions.moves:
        for story in [s for s in stories if s.id == target]:
            stories.remove(story)
            stories.insert(max(0, place), story)
    return stories

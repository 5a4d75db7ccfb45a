"""Why a story stands where it stands: named signals whose sum is its rank."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from math import log2

from digest.group.context import Context
from digest.model.article import Article
from digest.model.story import Development, DevelopmentKind, Signal

FRESH_HOURS = 36.0  # after this a story has no bonus for being new
PUBLISHERS_WEIGHT = 1.0
SIZE_WEIGHT = 0.3
TOPIC_WEIGHT = 1.0
NEWS_WEIGHT = 1.0  # a toll that doubled says as much as a second publisher


def signals(
    members: Sequence[Article], *, lead: Article, topic: str, context: Context, now: datetime
) -> tuple[Signal, ...]:
    """Independent families, freshness, size, weight of topic and publishers, and what editors tend to want."""
    families = context.families()
    originals = [member for member in members if member.copy_of is None] or list(members)
    voices = {families.get(member.publisher, member.publisher) for member in originals}
    age_hours = max(0.0, (now - max(member.known_at for member in members)).total_seconds() / 3600)
    weights = {publisher.name: publisher.weight for publisher in context.publishers}
    topic_weight = next((known.weight for known in context.topics if known.name == topic), 1.0)
    return (
        Signal(name="publishers", value=round(PUBLISHERS_WEIGHT * log2(1 + len(voices)), 4)),
        Signal(name="freshness", value=round(max(0.0, 1 - age_hours / FRESH_HOURS), 4)),
        Signal(name="size", value=round(SIZE_WEIGHT * log2(len(originals)), 4)),
        Signal(name="topic weight", value=round(TOPIC_WEIGHT * (topic_weight - 1), 4)),
        Signal(name="publisher's weight", value=round(max(weights.get(m.publisher, 1.0) for m in originals) - 1, 4)),
        Signal(name="editors' habits", value=round(context.habits.signal(topic=topic, publisher=lead.publisher), 4)),
    )


def news(developments: Iterable[Development]) -> Signal:
    """How far a number of a story told before has risen since, most of them: all of it where that one doubled."""
    numbers = [(float(d.before), float(d.after)) for d in developments if d.kind is DevelopmentKind.NUMBER]
    doublings = max((log2(after / before) for before, after in numbers if 0 < before < after), default=0.0)
    return Signal(name="what is new", value=round(NEWS_WEIGHT * min(1.0, doublings), 4))

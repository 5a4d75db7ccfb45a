"""What editors tend to want, learned from the stories they pinned, brought back or hid."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

DOUBT = 4.0  # choices that count for neither side, so that one day's mood is no habit
TOPIC_WEIGHT = 0.25  # a topic has its weight in config already
PUBLISHER_WEIGHT = 0.5  # at most as much as a second publisher's report


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An editor wanted a story, or did not, against what its rank said."""

    topic: str
    publisher: str
    """Of its lead."""
    wanted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """Leanings from -1, never wanted, to 1, always wanted."""

    topics: Mapping[str, float] = field(default_factory=dict)
    publishers: Mapping[str, float] = field(default_factory=dict)

    def signal(self, *, topic: str, publisher: str) -> float:
        """What a story's rank gains or loses, at most the sum of both weights."""
        return TOPIC_WEIGHT * self.topics.get(topic, 0.0) + PUBLISHER_WEIGHT * self.publishers.get(publisher, 0.0)


def learned(choices: Iterable[Choice]) -> Habits:
    """The leanings for all topics and publishers that were chosen or turned down."""
    held = tuple(choices)
    return Habits(
        topics=_leanings((choice.topic, choice.wanted) for choice in held),
        publishers=_leanings((choice.publisher, choice.wanted) for choice in held),
    )


def _leanings(named: Iterable[tuple[str, bool]]) -> dict[str, float]:
    counted = Counter(named)
    return {name: _leaning(counted[name, True], counted[name, False]) for name, _ in sorted(counted)}


def _leaning(wanted: int, unwanted: int) -> float:
    return (wanted - unwanted) / (wanted + unwanted + DOUBT)

"""What grouping knows beside the articles: the newsroom's topics, publishers, hints, and what editors taught."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from digest.group.habits import Habits
from digest.group.vectors import Encoder
from digest.model.settings import Publisher, Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """An editor moved an article like this one to `topic`; kept as an example."""

    title: str
    lead: str = ""
    topic: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The part of the settings that decides about stories."""

    topics: tuple[Topic, ...] = ()
    publishers: tuple[Publisher, ...] = ()
    hints: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Source id → topics its articles tend to belong to."""
    source_weights: Mapping[str, float] = field(default_factory=dict)
    other_topic: str = "Other"
    corrections: tuple[Correction, ...] = ()
    habits: Habits = field(default_factory=Habits)
    """What editors tend to pin and to hide."""
    encoder: Encoder | None = None
    """Reads the sense of whole texts, as one more measure of what is alike."""

    def families(self) -> Mapping[str, str]:
        """Publisher name → family; a publisher that is not listed is its own family."""
        return {publisher.name: publisher.family or publisher.name for publisher in self.publishers}

"""What editors decided about stories, as grouping has to keep it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from digest.model.edition import Edit, EditKind
from digest.model.story import Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Articles that belong together, articles taken out of their stories, and topics by story id."""

    together: tuple[tuple[str, ...], ...] = ()
    alone: frozenset[str] = frozenset()
    topics: dict[str, str] = field(default_factory=dict)
    joined: frozenset[str] = frozenset()
    """Ids of stories that an editor merged into another, which keeps its own id."""

    def touched(self, articles: Sequence[str]) -> bool:
        """Whether an editor has decided anything about a story of these articles."""
        return any(not set(articles).isdisjoint(together) for together in self.together)

    def topic(self, story: str, aliases: Sequence[str]) -> str | None:
        """The topic an editor gave the story, under whichever of its ids."""
        return next((self.topics[name] for name in (story, *aliases) if name in self.topics), None)


def decided(edits: Sequence[Edit], earlier: Sequence[Story]) -> Decided:
    """Replays the edits in order of time.

    A story that an editor has touched keeps the articles it had; of stories merged, all articles.
    """
    held = {name: story for story in earlier for name in (*story.aliases, story.id)}
    alone = frozenset(edit.target for edit in edits if edit.kind is EditKind.TAKE_OUT)
    ordered = sorted(edits, key=lambda edit: (edit.made_at, edit.kind, edit.target, edit.value))
    together = [_articles(edit, held, alone) for edit in ordered]
    topics = {edit.target: edit.value for edit in ordered if edit.kind is EditKind.TOPIC}
    joined = frozenset(edit.target for edit in ordered if edit.kind is EditKind.MERGE)
    return Decided(together=tuple(filter(None, together)), alone=alone, topics=topics, joined=joined)


def _articles(edit: Edit, held: dict[str, Story], alone: frozenset[str]) -> tuple[str, ...]:
    names = (edit.target, edit.value) if edit.kind is EditKind.MERGE else (edit.target,)
    members = {article for name in names if name in held for article in held[name].articles}
    return tuple(sorted(members - alone))

"""Editors' decisions, replayed: what they come to, whatever articles arrived meanwhile."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from digest.model.edition import Edit, EditKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """The sum of an edition's edits. Keys are story ids."""

    hidden: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()
    pinned: tuple[str, ...] = ()
    """In the order they were pinned."""
    moves: tuple[tuple[str, int], ...] = ()
    topics: dict[str, str] = field(default_factory=dict)
    headlines: dict[str, str] = field(default_factory=dict)
    deks: dict[str, str] = field(default_factory=dict)
    intro: str = ""
    subject: str = ""
    preheader: str = ""

    def touched(self, story: str) -> bool:
        return story in self.headlines or story in self.deks or story in self.topics


def replay(edits: Sequence[Edit], aliases: dict[str, str]) -> Decisions:
    """What the edits, in order, come to. `aliases`: ids of merged stories to the story they are in now.

    An empty value takes an earlier wording back. Edits of kinds that grouping honours are passed over.
    """
    hidden: dict[str, bool] = {}
    pinned: dict[str, None] = {}
    moves: dict[str, int] = {}
    worded: dict[EditKind, dict[str, str]] = {EditKind.TOPIC: {}, EditKind.HEADLINE: {}, EditKind.DEK: {}}
    of_edition: dict[EditKind, str] = {}
    for edit, target in _aimed(edits, aliases):
        match edit.kind:
            case EditKind.HIDE | EditKind.SHOW:
                hidden[target] = edit.kind is EditKind.HIDE
            case EditKind.PIN:
                pinned[target] = None
                if hidden.get(target):  # by a colleague, say, while this page was open: the later decision holds
                    del hidden[target]
            case EditKind.UNPIN:
                pinned.pop(target, None)
            case EditKind.MOVE:
                moves.pop(target, None)
                moves[target] = int(edit.value)
            case EditKind.TOPIC | EditKind.HEADLINE | EditKind.DEK:
                worded[edit.kind][target] = edit.value
            case EditKind.INTRO | EditKind.SUBJECT | EditKind.PREHEADER:
                of_edition[edit.kind] = edit.value
            case EditKind.MERGE | EditKind.TAKE_OUT:
                pass
    return Decisions(
        hidden=frozenset(story for story, away in hidden.items() if away),
        shown=frozenset(story for story, away in hidden.items() if not away),
        pinned=tuple(pinned),
        moves=tuple(moves.items()),
        topics={story: value for story, value in worded[EditKind.TOPIC].items() if value},
        headlines={story: value for story, value in worded[EditKind.HEADLINE].items() if value},
        deks={story: value for story, value in worded[EditKind.DEK].items() if value},
        intro=of_edition.get(EditKind.INTRO, ""),
        subject=of_edition.get(EditKind.SUBJECT, ""),
        preheader=of_edition.get(EditKind.PREHEADER, ""),
    )


def _aimed(edits: Sequence[Edit], aliases: dict[str, str]) -> Iterator[tuple[Edit, str]]:
    """Each edit with the story it is about now.

    What was hidden beside the story it has joined since, as the same told twice, does not take that one along.
    """
    for edit in edits:
        target = aliases.get(edit.target, edit.target)
        if edit.kind is not EditKind.HIDE or target == edit.target:
            yield edit, target

"""A rendered edition made ready for splicing: few long blocks, each with its text for every state of one topic.

What a segment prints of a topic depends on that topic's state alone: not chosen, chosen without a story, leading, or
following another lead; and on whether there are several topics. So neighbouring parts of one topic are joined for each
state beforehand, and a segment is the choice of one text a block.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from digest.model.rendered import Condition, Part, Printed, Rendered, Role, SegmentField, condition

ABSENT, CHOSEN, LEADS, FOLLOWS = range(4)
SEVERAL = 4  # added to a topic's state where stories of two or more topics are printed
_STATES = 8
NO_TOPIC = ""
_OF_STORIES = frozenset((Role.LEAD, Role.PLAIN, Role.OPENS))
KEPT_MAX = 16  # rendered editions that are spliced at the same time: locales times themes

When = tuple[frozenset[Condition], ...]
Key = str | When
"""A topic; or the conditions of a block that depends on several topics."""


Text = tuple[str, tuple[str, ...] | None, str]
"""What a block prints: its first constant, its fields with the constants between them, its last constant; a block
without fields has the first alone."""

Blocks = tuple[tuple[tuple[Key, tuple[Text, ...]], ...], ...]
"""Runs of blocks between which the counts stand; of each block its key, and its text by state (of a block with
conditions as its key: empty and whole)."""

NOTHING: Text = ("", None, "")


@dataclass(frozen=True, slots=True)
class TopicStories:
    topic: str
    n: int
    words: int


@dataclass(frozen=True, slots=True)
class Prepared:
    rendered: Rendered
    """Held so that no other can take its identity."""
    html: Blocks
    text: Blocks
    topics: tuple[TopicStories, ...]
    """In the order of their first stories."""
    lead_topic: str | None
    mixed: tuple[When, ...]
    """The keys that are conditions."""
    true: Mapping[str, tuple[frozenset[Condition], ...]]
    """The conditions that hold by topic and its state; every topic that a condition names is in it."""


_kept: OrderedDict[int, Prepared] = OrderedDict()


def of(rendered: Rendered) -> Prepared:
    """The edition's blocks, made when they are first asked for."""
    found = _kept.get(id(rendered))
    if found is None:
        found = _kept[id(rendered)] = prepared(rendered)
        while len(_kept) > KEPT_MAX:
            _kept.popitem(last=False)
    return found


def prepared(rendered: Rendered) -> Prepared:
    maker = _Maker(rendered)
    html, text = maker.blocks(rendered.html), maker.blocks(rendered.text)
    return Prepared(
        rendered=rendered,
        html=html,
        text=text,
        topics=tuple(
            TopicStories(topic, len(stories), sum(story.words for story in stories))
            for topic, stories in maker.stories.items()
        ),
        lead_topic=next((story.topic for story in rendered.stories if story.id == rendered.lead), None),
        mixed=tuple({key: None for run in (*html, *text) for key, _ in run if not isinstance(key, str)}),
        true=maker.true,
    )


def holds(when: When, true: frozenset[Condition]) -> bool:
    """Whether of each set any condition holds."""
    return not any(conditions.isdisjoint(true) for conditions in when)


class _Maker:
    """Knows which conditions hold in each state of each topic."""

    def __init__(self, rendered: Rendered) -> None:
        self.stories: dict[str, list[Printed]] = {}
        for story in rendered.stories:
            self.stories.setdefault(story.topic, []).append(story)
        self._lead = rendered.lead
        self._topic_of = {story.id: story.topic for story in rendered.stories}
        self._keys: dict[When, Key] = {}
        self.true = {topic: self._true_in(topic) for topic in (NO_TOPIC, *self.stories)}

    def blocks(self, parts: Sequence[Part]) -> Blocks:
        runs: list[list[tuple[Key, tuple[Text, ...]]]] = [[]]
        for (key, of_segment), run in groupby(parts, key=lambda part: (self._key(part.when), part.segment_field)):
            if of_segment is SegmentField.COUNTS:
                runs += [[] for _ in run]
            else:
                runs[-1].append((key, self._texts(key, list(run))))
        return tuple(map(tuple, runs))

    def _key(self, when: When) -> Key:
        if when not in self._keys:
            topics = {self._topic(each) for conditions in when for each in conditions} - {NO_TOPIC}
            for topic in topics - self.true.keys():
                self.true[topic] = self._true_in(topic)
            self._keys[when] = topics.pop() if len(topics) == 1 else (when if topics else NO_TOPIC)
        return self._keys[when]

    def _topic(self, each: Condition) -> str:
        role, _, of = each.partition(":")
        return self._topic_of.get(of, NO_TOPIC) if role in _OF_STORIES else of

    def _texts(self, key: Key, run: Sequence[Part]) -> tuple[Text, ...]:
        if not isinstance(key, str):
            return (NOTHING, _text(run))
        if not any(part.when for part in run):
            return (_text(run),) * _STATES
        return tuple(_text([part for part in run if holds(part.when, true)]) for true in self.true[key])

    def _true_in(self, topic: str) -> tuple[frozenset[Condition], ...]:
        """The conditions on `topic` that hold, by its state."""
        alone = [frozenset(self._conditions(topic, state)) for state in range(SEVERAL)]
        return (*alone, *(held | {condition(Role.SEVERAL)} for held in alone))

    def _conditions(self, topic: str, state: int) -> Iterator[Condition]:
        if state == ABSENT or topic == NO_TOPIC:
            return
        yield condition(Role.RUNNING, topic)
        stories = self.stories.get(topic, [])
        if state == CHOSEN or not stories:
            return
        yield condition(Role.TOPIC, topic)
        lead = next((story for story in stories if story.id == self._lead), stories[0])
        for place, story in enumerate(stories):
            leads = state == LEADS and story is lead
            yield condition(Role.LEAD if leads else Role.PLAIN, story.id)
            if state == FOLLOWS and place == 0:
                yield condition(Role.OPENS, story.id)


def _text(parts: Sequence[Part]) -> Text:
    """The parts one after the other."""
    pieces = [""]
    for part in parts:
        pieces[-1] += part.pieces[0]
        pieces += part.pieces[1:]
    first, *fields, last = (*pieces, "") if len(pieces) == 1 else pieces
    return (first, tuple(fields) or None, last)

"""Which topic a story belongs to, without training: the topics' own words, and the sources' hints as votes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from digest.group import words
from digest.group.context import Context, Correction
from digest.group.reading import Reading
from digest.model.settings import Topic

NAME_WEIGHT = 1.0  # of the topic's own name in a text
KEYWORD_WEIGHT = 1.0
DESCRIPTION_WEIGHT = 0.5
TITLE_FACTOR = 2.0  # a word of the title says more than one of the lead
HINT_WEIGHT = 1.5  # a source's hint counts like one and a half keywords
SCORE_MIN = 0.5  # less than this fits no topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorer:
    """Stem → what it says for each topic."""

    names: tuple[str, ...]
    votes: Mapping[str, Mapping[str, float]]


def scorer(topics: Sequence[Topic], corrections: Iterable[Correction] = ()) -> Scorer:
    """Reads the topics' names, keywords and descriptions; a word of several topics says less for each."""
    del corrections
    votes: dict[str, dict[str, float]] = defaultdict(dict)
    for topic in topics:
        for term, weight in _words_of(topic).items():
            votes[term][topic.name] = weight
    shared = {
        term: {name: weight * log(1 + len(topics) / len(said)) for name, weight in said.items()}
        for term, said in votes.items()
    }
    return Scorer(names=tuple(topic.name for topic in topics), votes=shared)


def scores(reader: Scorer, reading: Reading, hints: Sequence[str]) -> dict[str, float]:
    """What one article says for each topic."""
    said: dict[str, float] = defaultdict(float)
    for term in reading.counts:
        factor = TITLE_FACTOR if term in reading.title else 1.0
        for name, weight in reader.votes.get(term, {}).items():
            said[name] += factor * weight
    for hint in hints:
        if hint in reader.names:
            said[hint] += HINT_WEIGHT
    return said


def topic_of(reader: Scorer, members: Sequence[tuple[Reading, Sequence[str]]], context: Context) -> str:
    """The topic most of a story's articles speak for; the first in config order where two are equal."""
    said: dict[str, float] = defaultdict(float)
    for reading, hints in members:
        for name, value in scores(reader, reading, hints).items():
            said[name] += value
    best = max(reader.names, key=lambda name: said[name], default=context.other_topic)
    return best if said[best] >= SCORE_MIN * len(members) ** 0.5 else context.other_topic


def _words_of(topic: Topic) -> dict[str, float]:
    weights: dict[str, float] = {}
    sources = ((topic.description, DESCRIPTION_WEIGHT), (topic.name, NAME_WEIGHT))
    for text, weight in (*sources, *((keyword, KEYWORD_WEIGHT) for keyword in topic.keywords)):
        spoken = words.tokens(text)
        stop = words.STOP_WORDS.get(words.language_of(spoken) or "en", frozenset())
        for term in words.counts(spoken, stop):
            weights[term] = max(weight, weights.get(term, 0.0))
    return weights

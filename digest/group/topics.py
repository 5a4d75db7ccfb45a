"""Which topic a story belongs to, without training: the topics' words, the sources' hints, the speech of the day."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import log

from digest.group import background, reading, vectors, words
from digest.group.context import Context, Correction
from digest.group.reading import Reading
from digest.model.settings import Topic

DESCRIPTION_WEIGHT = 0.5  # of a word of the description, against 1 for a keyword or a word of the name
PART_WEIGHT = 0.3  # of a word that is a keyword only together with others: a market is no stock market
HINT_POINTS = 6.0  # a source's hint counts like a keyword and a half …
HINT_TEXTS = 10  # … and less, the more of the day's articles and these many more bear the same: it tells little then
STAY_POINTS = 1.0  # what a story's topic of earlier days is ahead, so that it does not waver
KNOWN_MIN = 1.0  # points by words and hints that are enough to belong to a topic …
SPEAKS_MIN = -1.0  # … provided that the text does not speak like no topic at all
LEADS_BY_MIN = 0.3  # … and the lead in points by the day's speech that is enough without


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An article of a story with its source's hints."""

    reading: Reading
    hints: Sequence[str] = ()


def chosen(stories: Sequence[Sequence[Member]], *, before: Sequence[str | None], context: Context) -> list[str]:
    """The topic of each story: one of the context's, or its `other_topic`; `before` is what it was on earlier days."""
    if not context.topics:
        return [context.other_topic] * len(stories)
    names = [topic.name for topic in context.topics]
    votes = _votes(context.topics)
    rarity = _rarity(votes, [member.reading for story in stories for member in story])
    phrases = _phrases(context.topics)
    hints = _hints([member for story in stories for member in story], names)
    texts = [[_text(member, hints, votes, phrases, rarity) for member in story] for story in stories]
    said = vectors.speech(
        texts,
        examples=_examples(context.corrections, names),
        topics=len(names),
        general=background.load().shares,
    )
    return [
        _best(names, points, learned, text, earlier) or context.other_topic
        for (points, learned), text, earlier in zip(said, texts, before, strict=True)
    ]


def _rarity(asked: Collection[str], readings: Sequence[Reading]) -> dict[str, float]:
    """How rare each of the terms is on this day and in general."""
    general = background.load()
    here = Counter(filter(asked.__contains__, chain.from_iterable(reading.terms for reading in readings)))
    texts = 1 + len(readings) + general.texts
    return {term: log(texts / (1 + here[term] + general.found_in.get(term, 0))) for term in asked}


def _best(
    names: Sequence[str],
    points: Sequence[float],
    learned: Sequence[float],
    texts: Sequence[vectors.Text],
    earlier: str | None,
) -> str | None:
    """The topic that leads, unless neither its words nor the day's speech are enough."""
    total = [value + STAY_POINTS * (name == earlier) for name, value in zip(names, points, strict=True)]
    if not total:
        return None
    best = max(range(len(names)), key=lambda at: (total[at], -at))
    known = sum(text.known[best] for text in texts) / len(texts) ** 0.5
    leads_by = learned[best] - max((value for at, value in enumerate(learned) if at != best), default=0.0)
    speaks = leads_by >= LEADS_BY_MIN and learned[best] / len(texts) ** 0.5 >= SPEAKS_MIN
    return names[best] if known >= KNOWN_MIN or speaks else None


def _text(
    member: Member,
    hints: Mapping[str, float],
    votes: Mapping[str, Mapping[int, float]],
    phrases: Sequence[tuple[frozenset[str], int]],
    rarity: Mapping[str, float],
) -> vectors.Text:
    terms, title = member.reading.terms, member.reading.title
    known = [points * (name in member.hints) for name, points in hints.items()]
    said = {
        term: rarity[term] * (vectors.TITLE_FACTOR if term in title else 1.0)
        for term in filter(votes.__contains__, terms)
    }
    for term, points in said.items():
        for at, vote in votes[term].items():
            known[at] += vote * points
    for phrase, at in phrases if said else ():
        if phrase <= said.keys():
            known[at] += (1 - PART_WEIGHT) * max(said[term] for term in phrase)
    return vectors.Text(terms=terms, titled=len(title), known=known)


def _hints(members: Sequence[Member], names: Sequence[str]) -> dict[str, float]:
    """What a source's hint at a topic is worth: little where nearly every source hints at it."""
    hinted = Counter(name for member in members for name in member.hints)
    return {name: HINT_POINTS * (1 - hinted[name] / (len(members) + HINT_TEXTS)) for name in names}


def _votes(topics: Sequence[Topic]) -> Mapping[str, Mapping[int, float]]:
    """Stem → topic → what the word says for it; a word of several topics says less for each."""
    votes: dict[str, dict[int, float]] = defaultdict(dict)
    for at, topic in enumerate(topics):
        for text, weight in ((topic.description, DESCRIPTION_WEIGHT), *((word, 1.0) for word in _keywords(topic))):
            terms = list(_stems(text))
            said = PART_WEIGHT if weight == 1.0 and len(terms) > 1 else weight
            for term in terms:
                votes[term][at] = max(said, votes[term].get(at, 0.0))
    return {term: {at: vote / len(said) for at, vote in said.items()} for term, said in votes.items()}


def _keywords(topic: Topic) -> tuple[str, ...]:
    return (topic.name, *topic.keywords)


def _phrases(topics: Sequence[Topic]) -> list[tuple[frozenset[str], int]]:
    """Keywords of several words, as their stems with the topic they speak for."""
    found = ((frozenset(_stems(text)), at) for at, topic in enumerate(topics) for text in _keywords(topic))
    return [(terms, at) for terms, at in found if len(terms) > 1]


def _stems(text: str) -> Iterable[str]:
    spoken = words.tokens(text)
    return words.counts(spoken, words.STOP_WORDS.get(words.language_of(spoken) or "en", frozenset()))


def _examples(corrections: Sequence[Correction], names: Sequence[str]) -> list[tuple[vectors.Text, int]]:
    place = {name: at for at, name in enumerate(names)}
    known = [correction for correction in corrections if correction.topic in place]
    read = [reading.terms_of(correction.title, correction.lead) for correction in known]
    texts = [vectors.Text(terms=tuple(terms), titled=len(title)) for terms, title in read]
    return [(text, place[correction.topic]) for text, correction in zip(texts, known, strict=True)]

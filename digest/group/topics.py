"""Which topic a story belongs to, without training: the topics' words, the sources' hints, the speech of the day."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from digest.group import background, reading, vectors, words
from digest.group.context import Context, Correction
from digest.group.reading import Reading
from digest.model.settings import Topic

DESCRIPTION_WEIGHT = 0.5  # of a word of the description, against 1 for a keyword or a word of the name
TITLE_FACTOR = 1.5  # a word of the title says more than one of the lead
HINT_POINTS = 6.0  # a source's hint counts like a keyword and a half
STAY_POINTS = 1.0  # what a story's topic of earlier days is ahead, so that it does not waver
KNOWN_MIN = 1.0  # points by words and hints that are enough to belong to a topic …
LEADS_BY_MIN = 0.1  # … and the lead in points by the day's speech that is enough without


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An article of a story with its source's hints."""

    reading: Reading
    hints: Sequence[str] = ()


def chosen(stories: Sequence[Sequence[Member]], *, before: Sequence[str | None], context: Context) -> list[str]:
    """The topic of each story: one of the context's, or its `other_topic`; `before` is what it was on earlier days."""
    names = [topic.name for topic in context.topics]
    votes = _votes(context.topics)
    rarity = _Rarity.of([member.reading for story in stories for member in story])
    texts = [[_text(member, names, votes, rarity) for member in story] for story in stories]
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rarity:
    """How rare a term is on this day and in general."""

    texts: int
    found_in: Mapping[str, int]

    @classmethod
    def of(cls, readings: Sequence[Reading]) -> "_Rarity":
        general = background.load()
        here = Counter(term for each in readings for term in each.counts)
        return cls(texts=len(readings) + general.texts, found_in=here)

    def __call__(self, term: str) -> float:
        return log((1 + self.texts) / (1 + self.found_in.get(term, 0) + background.load().found_in.get(term, 0)))


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
    return names[best] if known >= KNOWN_MIN or leads_by >= LEADS_BY_MIN else None


def _text(
    member: Member, names: Sequence[str], votes: Mapping[str, Mapping[int, float]], rarity: _Rarity
) -> vectors.Text:
    weights = _weights(member.reading.counts, member.reading.title)
    known = [HINT_POINTS * (name in member.hints) for name in names]
    for term in filter(votes.__contains__, weights):
        for at, vote in votes[term].items():
            known[at] += weights[term] * vote * rarity(term)
    return vectors.Text(terms=weights, known=known)


def _weights(counts: Iterable[str], title: Collection[str]) -> dict[str, float]:
    return {term: TITLE_FACTOR if term in title else 1.0 for term in counts}


def _votes(topics: Sequence[Topic]) -> Mapping[str, Mapping[int, float]]:
    """Stem → topic → what the word says for it; a word of several topics says less for each."""
    votes: dict[str, dict[int, float]] = defaultdict(dict)
    for at, topic in enumerate(topics):
        for text, weight in ((topic.description, DESCRIPTION_WEIGHT), (" ".join((topic.name, *topic.keywords)), 1.0)):
            for term in _stems(text):
                votes[term][at] = max(weight, votes[term].get(at, 0.0))
    return {term: {at: vote / len(said) for at, vote in said.items()} for term, said in votes.items()}


def _stems(text: str) -> Iterable[str]:
    spoken = words.tokens(text)
    return words.counts(spoken, words.STOP_WORDS.get(words.language_of(spoken) or "en", frozenset()))


def _examples(corrections: Sequence[Correction], names: Sequence[str]) -> list[tuple[Mapping[str, float], int]]:
    place = {name: at for at, name in enumerate(names)}
    return [
        (_weights(*reading.terms_of(correction.title, correction.lead)), place[correction.topic])
        for correction in corrections
        if correction.topic in place
    ]

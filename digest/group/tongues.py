"""Reports of one event in different languages: tied by their names and numbers, for they share no other words."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations, product
from math import log

from digest.group import sounds, vetoes
from digest.group.reading import NOUNS_LIKE_NAMES, Reading

MARK_TEXTS_MAX = 60  # a name in more texts of the day ties nothing; bounds the pairs looked at
MARKS_MIN = 2  # one name is a place, one number an accident
UNTITLED_MARKS_MIN = 6  # what no title names, many marks have to tell
CASELESS_MARKS_MIN = 4  # where a script does not say what is a name, some words sound like names
TITLE_FACTOR = 1.5  # what the title names, the text is about
UNSAID = 2.0  # rarest marks that every text is taken to hold beside its own
DIGITS_MIN = 2  # a smaller number is in every other text
SURE = 0.36  # the cosine of names and numbers, by the root of how many are shared, at which a tie is certain


def tied(readings: Sequence[Reading]) -> Iterable[tuple[int, int, float]]:
    """Pairs of different languages, each once, with how surely from 0 to 1 they tell one event.

    Two marks are the least, one of them a name in a title; without that it takes six.
    """
    languages = [reading.language for reading in readings]
    if len({language for language in languages if language}) < 2:
        return
    marks = _marks(readings)
    found_in = Counter(mark for each in marks for mark in each)
    weight = {mark: log((1 + len(readings)) / count) for mark, count in found_in.items()}
    unsaid = UNSAID * max(weight.values(), default=0.0) ** 2
    for left, right in sorted(_candidates(marks, languages)):
        shared = marks[left] & marks[right]
        titled = [_titled(readings[at]) for at in (left, right)]
        if vetoes.lacks(titled[0] & marks[left], marks[right]) and vetoes.lacks(titled[1] & marks[right], marks[left]):
            continue
        least = CASELESS_MARKS_MIN if readings[left].sounds or readings[right].sounds else MARKS_MIN
        named = any(mark[0].isalpha() for mark in shared & (titled[0] | titled[1]))
        if len(shared) >= (least if named else UNTITLED_MARKS_MIN):
            one, other = (_said(marks[at], of, weight, unsaid) for at, of in zip((left, right), titled, strict=True))
            cosine = sum(one[mark] * other[mark] for mark in shared)
            yield left, right, min(1.0, cosine * len(shared) ** 0.5 / SURE)


def _said(
    marks: Iterable[str], titled: Collection[str], weight: Mapping[str, float], unsaid: float
) -> dict[str, float]:
    """How much each mark says about its text, together less than 1: a text of few marks is not known by them."""
    points = {mark: weight[mark] * (TITLE_FACTOR if mark in titled else 1.0) for mark in marks}
    size = (sum(value * value for value in points.values()) + unsaid) ** 0.5
    return {mark: value / size for mark, value in points.items()}


def _titled(reading: Reading) -> set[str]:
    return {mark for term in reading.title for mark in (term, sounds.of(term))}


def _marks(readings: Sequence[Reading]) -> list[frozenset[str]]:
    """Numbers and the sounds of names; of a script without capitals the words that are names elsewhere."""
    numbers = [{n for n in reading.numbers if _tells(n)} for reading in readings]
    names = [set(filter(None, map(sounds.of, reading.names))) for reading in readings]
    known = frozenset().union(*names)
    proper = frozenset().union(*(n for n, r in zip(names, readings, strict=True) if r.language not in NOUNS_LIKE_NAMES))
    parts = zip(readings, numbers, names, strict=True)
    return [
        frozenset(counted | named | (reading.sounds & known) | (_opening(reading) & proper))
        for reading, counted, named in parts
    ]


def _opening(reading: Reading) -> set[str]:
    """How the first word of a title sounds, whose capital says nothing: a name where another text writes it as one."""
    return {sound for term in reading.title[:1] if (sound := sounds.of(term))}


def _tells(number: str) -> bool:
    return sum(c.isdigit() for c in number) >= DIGITS_MIN


def _candidates(marks: Sequence[frozenset[str]], languages: Sequence[str | None]) -> set[tuple[int, int]]:
    holding: dict[str, dict[str | None, list[int]]] = defaultdict(lambda: defaultdict(list))
    for at, (each, language) in enumerate(zip(marks, languages, strict=True)):
        for mark in each:
            holding[mark][language].append(at)
    return {
        (min(left, right), max(left, right))
        for listed in holding.values()
        if len(listed) > 1 and sum(map(len, listed.values())) <= MARK_TEXTS_MAX
        for one, other in combinations(filter(None, listed), 2)
        for left, right in product(listed[one], listed[other])
    }

"""Reasons why two articles with similar words are not one event."""

import functools
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from digest.group import background, vectors
from digest.group.reading import Reading

APART_HOURS_MAX = 96.0  # two reports further apart are a story and its follow-up, which identity over days ties
FRESH_HOURS = 24.0  # reports of one day and its night; further apart a tie weakens …
HALF_LIFE_HOURS = 24.0  # … for two cup matches sound alike, and a story goes on from day to day
TITLE_TIES_MIN = 3  # of a language that the background table does not know: words of either title in both texts
CLASHING_MIN = 2  # a name may have a synonym; a name and a number that the other text lacks are of another event
LEAD_TERMS_MIN = 3  # a text of more than its title …
TOLD_TERMS_MIN = 2  # … shares more than a name with another report of its event
COLUMN_HOURS = 12.0  # a column is written anew each day, and its label ties it to no event
NO_LANGUAGE = -1
NO_COLUMN = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What a veto looks at, in arrays: per reading its hour, language, and whether it tells anything."""

    readings: Sequence[Reading]
    hours: vectors.Hours
    languages: vectors.Ints
    tells: vectors.Bools
    marked: vectors.Bools
    """Whether the title has names and numbers enough to clash with another's."""
    leads: vectors.Bools
    """Whether there is more text than the title."""
    columns: vectors.Ints
    """The column of a publisher that the title names as such, if any."""
    familiar: int
    """The language that the background table knows, among `languages`."""


@dataclass(frozen=True, slots=True)
class _Words:
    """What two readings are compared by, as sets."""

    terms: frozenset[str]
    told: frozenset[str]
    """Terms and numbers."""
    marked: frozenset[str]
    """Names and numbers of the title."""
    names: tuple[str, ...]

    @classmethod
    def of(cls, reading: Reading) -> "_Words":
        terms = frozenset(reading.terms)
        return cls(terms, terms.union(reading.numbers), frozenset(_marked(reading)), reading.names)


def marks(readings: Sequence[Reading]) -> Marks:
    known = sorted({reading.language for reading in readings if reading.language} | {background.LANGUAGE})
    return Marks(
        readings=readings,
        hours=vectors.hours(reading.hour for reading in readings),
        languages=vectors.ints(known.index(r.language) if r.language else NO_LANGUAGE for r in readings),
        tells=vectors.bools(reading.tells for reading in readings),
        marked=vectors.bools(len(_marked(reading)) >= CLASHING_MIN for reading in readings),
        leads=vectors.bools(len(reading.terms) - len(reading.title) >= LEAD_TERMS_MIN for reading in readings),
        columns=vectors.ints(_columns(readings)),
        familiar=known.index(background.LANGUAGE),
    )


def apart(marked: Marks, left: vectors.Ints, right: vectors.Ints) -> vectors.Bools:
    """Per pair whether the two cannot be one event, however alike they sound."""
    language, other = marked.languages[left], marked.languages[right]
    foreign = (language != other) & (language != NO_LANGUAGE) & (other != NO_LANGUAGE)
    found: vectors.Bools = ~marked.tells[left] | ~marked.tells[right] | long_apart(marked, left, right) | foreign
    column = (marked.columns[left] == marked.columns[right]) & (marked.columns[left] != NO_COLUMN)
    found |= column & (abs(marked.hours[left] - marked.hours[right]) > COLUMN_HOURS)
    unsure = (language == other) & (language != NO_LANGUAGE) & (language != marked.familiar) & ~found
    for place in unsure.nonzero()[0].tolist():
        found[place] = _unfamiliar(marked.readings[left[place]], marked.readings[right[place]])
    told = functools.cache(lambda at: _Words.of(marked.readings[at]))
    for doubt, veto in ((marked.marked, _clash), (marked.leads, _by_name_alone)):
        places = (doubt[left] & doubt[right] & ~found).nonzero()[0]
        for place, one, other in zip(places.tolist(), left[places].tolist(), right[places].tolist(), strict=True):
            found[place] = veto(told(one), told(other))
    return found


def lacks(marks: Collection[str], told: Collection[str]) -> bool:
    """Whether a text that has `told` is of another event than a title of these names and numbers.

    It has none of the names, of which there are some, and lacks two marks at least. Two titles clash where this is so
    both ways: two banks that set their rates, two ties of one cup.
    """
    lacking = 0
    named = False
    for mark in marks:
        is_name = mark[0].isalpha()
        if mark not in told:
            lacking += 1
        elif is_name:
            return False
        named = named or is_name
    return named and lacking >= CLASHING_MIN


def long_apart(marked: Marks, left: vectors.Ints, right: vectors.Ints) -> vectors.Bools:
    """Per pair whether too much time lies between the two for one event of the day."""
    late: vectors.Bools = abs(marked.hours[left] - marked.hours[right]) > APART_HOURS_MAX
    return late


def weakened(marked: Marks, ties: vectors.Ties) -> vectors.Hours:
    """The strengths, weaker the more time lies between the two reports."""
    hours = abs(marked.hours[ties.nodes()] - marked.hours[ties.others])
    late = (hours - FRESH_HOURS).clip(min=0)
    weaker: vectors.Hours = ties.strengths * 0.5 ** (late / HALF_LIFE_HOURS)
    return weaker


def _unfamiliar(left: Reading, right: Reading) -> bool:
    """Whether two reports, of a language whose common words we do not know, share little of what their titles say."""
    shared = set(left.terms) & set(right.terms) & (set(left.title) | set(right.title))
    return len(shared) < TITLE_TIES_MIN


def _clash(left: _Words, right: _Words) -> bool:
    """Whether the titles name other people and places, which the other text does not know either."""
    return lacks(left.marked, right.told) and lacks(right.marked, left.told)


def _by_name_alone(left: _Words, right: _Words) -> bool:
    """Whether the two have a name in common and nothing else: two events of one town."""
    shared = left.terms & right.terms
    return len(shared) < TOLD_TERMS_MIN and all(term in left.names or term in right.names for term in shared)


def _marked(reading: Reading) -> set[str]:
    """Names and numbers of the title."""
    return set(reading.title).intersection((*reading.names, *reading.numbers))


def _columns(readings: Sequence[Reading]) -> list[int]:
    """Per reading the number of its column; what any text writes as a name is the label of an event."""
    named = {name for reading in readings for name in reading.names}
    labels = sorted({reading.label for reading in readings if named.isdisjoint(reading.label[1:])} - {()})
    number = {label: at for at, label in enumerate(labels)}
    return [number.get(reading.label, NO_COLUMN) for reading in readings]

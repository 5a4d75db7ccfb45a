"""Reasons why two articles with similar words are not one event."""

from datetime import timedelta

from digest.group.reading import Reading

APART_MAX = timedelta(days=4)  # two reports further apart are a story and its follow-up, which memory ties
LANGUAGE_TIES_MIN = 2  # names and numbers that two languages must share


def judged(left: Reading, right: Reading, cosine: float) -> float:
    """The strength of a tie after the vetoes: `cosine`, weakened or 0."""
    if not left.tells or not right.tells or _long_apart(left, right) or _foreign(left, right):
        return 0.0
    return min(1.0, cosine)


def _long_apart(left: Reading, right: Reading) -> bool:
    return abs(left.at - right.at) > APART_MAX


def _foreign(left: Reading, right: Reading) -> bool:
    if left.language is None or right.language is None or left.language == right.language:
        return False
    shared = (left.names | left.numbers) & (right.names | right.numbers)
    return len(shared) < LANGUAGE_TIES_MIN

"""Reasons why two articles with similar words are not one event."""

from digest.group.reading import Reading

APART_HOURS_MAX = 96.0  # two reports further apart are a story and its follow-up, which identity over days ties
LANGUAGE_TIES_MIN = 2  # names and numbers that two languages must share


def apart(left: Reading, right: Reading) -> bool:
    """Whether the two cannot be one event, however alike they sound."""
    return not left.tells or not right.tells or _long_apart(left, right) or _foreign(left, right)


def _long_apart(left: Reading, right: Reading) -> bool:
    return abs(left.hour - right.hour) > APART_HOURS_MAX


def _foreign(left: Reading, right: Reading) -> bool:
    if left.language is None or right.language is None or left.language == right.language:
        return False
    shared = (left.names | left.numbers) & (right.names | right.numbers)
    return len(shared) < LANGUAGE_TIES_MIN

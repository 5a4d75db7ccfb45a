"""Reasons why two articles with similar words are not one event."""

from digest.group import background
from digest.group.reading import Reading

APART_HOURS_MAX = 96.0  # two reports further apart are a story and its follow-up, which identity over days ties
FRESH_HOURS = 24.0  # reports of one day and its night; further apart a tie weakens …
HALF_LIFE_HOURS = 24.0  # … for two cup matches sound alike, and a story goes on from day to day
TITLE_TIES_MIN = 3  # of a language that the background table does not know: words of either title in both texts


def weakened(strength: float, left: Reading, right: Reading) -> float:
    """A tie, weaker the more time lies between the two reports."""
    hours = abs(left.hour - right.hour)
    return strength if hours <= FRESH_HOURS else strength * 0.5 ** ((hours - FRESH_HOURS) / HALF_LIFE_HOURS)


def apart(left: Reading, right: Reading) -> bool:
    """Whether the two cannot be one event, however alike they sound."""
    return (
        not left.tells
        or not right.tells
        or long_apart(left, right)
        or _foreign(left, right)
        or _unfamiliar(left, right)
    )


def long_apart(left: Reading, right: Reading) -> bool:
    """Whether too much time lies between the two for one event of the day."""
    return abs(left.hour - right.hour) > APART_HOURS_MAX


def _unfamiliar(left: Reading, right: Reading) -> bool:
    """Whether two reports, of a language whose common words we do not know, share little of what their titles say."""
    if background.LANGUAGE in (left.language, right.language) or not (left.language and right.language):
        return False
    shared = left.counts.keys() & right.counts.keys() & (left.title | right.title)
    return len(shared) < TITLE_TIES_MIN


def _foreign(left: Reading, right: Reading) -> bool:
    """Whether they are of different languages, whose ties are their names and numbers alone."""
    return left.language is not None and right.language is not None and left.language != right.language

"""Words and stories that a reader has enough of."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from digest import text
from digest.model.edition import Edition, EditionStory, StillRunning

MUTED_STORIES_MAX = 100  # of one reader; the oldest go first, since stories end
MUTED_WORDS_MAX = 20
MUTED_WORD_CHARS_MAX = 60

_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


def folded(phrase: str) -> str:
    """A word or phrase as it is compared: its words in small letters, marks and width as NFKC has them."""
    return " ".join(text.words(unicodedata.normalize("NFKC", phrase).casefold()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What an edition prints of one story, as far as muting asks."""

    story: str
    topic: str
    said: str
    """Every word that is printed, folded, between spaces."""
    runs: bool = False
    """It stands among the still running, as a line without news."""


def lines(edition: Edition) -> tuple[Line, ...]:
    """Every story of the edition, then every line of what is still running."""
    stories = (
        Line(story=story.id, topic=section.topic, said=_said(_words_of(story)))
        for section in edition.sections
        for story in section.stories
    )
    running = (
        Line(story=line.story, topic=line.topic, said=_said(_words_of_line(line)), runs=True)
        for line in edition.still_running
    )
    return (*stories, *running)


def muted(
    printed: Sequence[Line], stories: Sequence[str], words: Sequence[str], aliases: Mapping[str, str]
) -> frozenset[str]:
    """The ids of those that a reader has muted, by story or by word; `aliases` maps ids that were merged away."""
    if not stories and not words:
        return frozenset()
    ids = {aliases.get(id, id) for id in stories}
    wanted = [_pattern(word) for word in words]
    return frozenset(line.story for line in printed if line.story in ids or any(word in line.said for word in wanted))


def _pattern(word: str) -> str:
    """Whole words alone, but in scripts that write no spaces."""
    return word if _UNSPACED.search(word) else f" {word} "


def _said(parts: Iterable[str]) -> str:
    return f" {folded(' · '.join(parts))} "


def _words_of(story: EditionStory) -> Iterable[str]:
    return (story.headline, story.dek, *(link.title for link in story.related))


def _words_of_line(line: StillRunning) -> Iterable[str]:
    return (line.headline,)

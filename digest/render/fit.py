"""Keeps a mail under the size at which mail programs clip it, by rule and never at the footer's cost.

In this order: fewer related links from the tail, shorter deks from the tail, then stories that stand on the web only.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from digest import text
from digest.model.edition import Edition, EditionStory, Section
from digest.model.rendered import Cut

HTML_BYTES_MAX = 95_000  # one large client clips near 102 KB; the rest is for what mail services add
ENCODED_BYTES_MAX = 102_000
SHORT_DEK_LETTERS = 110

NOTHING = Cut()

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trimmed:
    edition: Edition
    cut: Cut = NOTHING
    on_web: tuple[tuple[str, int], ...] = ()
    """By topic, the stories that stand on the web only."""


def largest(edition: Edition, draw: Callable[[Trimmed], T], fits: Callable[[T], bool]) -> T:
    """What `draw` makes of the edition with as little taken out as makes it fit, or of the smallest there is."""
    best = draw(Trimmed(edition=edition))
    if fits(best):
        return best
    low, high = 1, steps(edition)
    best = draw(trimmed(edition, high))
    while low < high:
        middle = (low + high) // 2
        tried = draw(trimmed(edition, middle))
        if fits(tried):
            best, high = tried, middle
        else:
            low = middle + 1
    return best


def steps(edition: Edition) -> int:
    """How many single cuts there are."""
    return _links(edition) + _long_deks(edition) + _spare_stories(edition)


def trimmed(edition: Edition, n: int) -> Trimmed:
    """The edition after the first `n` cuts."""
    links = min(n, _links(edition))
    deks = min(n - links, _long_deks(edition))
    stories = min(n - links - deks, _spare_stories(edition))
    stories_left = list(edition.stories)
    stories_left = _without_links(stories_left, links)
    stories_left = _with_short_deks(stories_left, deks)
    sections, on_web = _without_stories(_in_sections(edition, stories_left), stories)
    return Trimmed(
        edition=replace(edition, sections=sections),
        cut=Cut(related=links, deks=deks, stories=stories),
        on_web=on_web,
    )


def _links(edition: Edition) -> int:
    return sum(len(story.related) for story in edition.stories)


def _long_deks(edition: Edition) -> int:
    return sum(map(_is_long, edition.stories))


def _is_long(story: EditionStory) -> bool:
    return len(story.dek) > SHORT_DEK_LETTERS


def _spare_stories(edition: Edition) -> int:
    """All but one a section: what a reader chose is never missing altogether."""
    return sum(max(0, len(section.stories) - 1) for section in edition.sections)


def _without_links(stories: list[EditionStory], n: int) -> list[EditionStory]:
    kept: list[EditionStory] = []
    for story in reversed(stories):
        gone = min(n, len(story.related))
        n -= gone
        related = story.related[: len(story.related) - gone]
        kept.append(replace(story, related=related, more_sources=story.more_sources + gone) if gone else story)
    return kept[::-1]


def _with_short_deks(stories: list[EditionStory], n: int) -> list[EditionStory]:
    kept: list[EditionStory] = []
    for story in reversed(stories):
        shorten = n > 0 and _is_long(story)
        n -= shorten
        kept.append(replace(story, dek=text.shortened(story.dek, SHORT_DEK_LETTERS)) if shorten else story)
    return kept[::-1]


def _in_sections(edition: Edition, stories: list[EditionStory]) -> list[Section]:
    each = iter(stories)
    return [replace(section, stories=tuple(next(each) for _ in section.stories)) for section in edition.sections]


def _without_stories(sections: list[Section], n: int) -> tuple[tuple[Section, ...], tuple[tuple[str, int], ...]]:
    """Takes the last story of the longest section, again and again; of equal ones the last section's."""
    left = [len(section.stories) for section in sections]
    for _ in range(n):
        longest = max(range(len(left)), key=lambda place: (left[place], place))
        left[longest] -= 1
    gone = ((s.topic, len(s.stories) - keep) for s, keep in zip(sections, left, strict=True))
    kept = tuple(replace(s, stories=s.stories[:keep]) for s, keep in zip(sections, left, strict=True))
    return kept, tuple((topic, n) for topic, n in gone if n)

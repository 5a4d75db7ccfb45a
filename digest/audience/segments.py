"""Segments: readers who get the same bytes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from digest.audience import muting
from digest.audience.muting import Line
from digest.model.delivery import Segment
from digest.model.edition import Edition
from digest.model.people import Preferences
from digest.model.settings import Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What an edition has to offer, as far as segments ask."""

    lines: tuple[Line, ...]
    aliases: Mapping[str, str] = field(default_factory=dict)
    """Ids of stories that were merged into the edition's, to these."""
    themes: Collection[str] = ()
    """Those that readers may choose."""


def contents(edition: Edition, *, aliases: Mapping[str, str], themes: Collection[str]) -> Contents:
    return Contents(lines=muting.lines(edition), aliases=aliases, themes=themes)


def segment(preferences: Preferences, digest: Digest, of: Contents) -> Segment | None:
    """The segment of a reader in an edition; None if nothing in it is for them.

    Topics that bring nothing today do not make a segment of their own: whoever gets all there is, is in the one
    without topics. A choice of which the digest no longer has any topic counts as none, for silence was not asked for.
    """
    wanted = _wanted(preferences, digest)
    ours = [line for line in of.lines if line.topic in wanted]
    without = muting.muted(ours, preferences.muted_stories, preferences.muted_words, of.aliases)
    left = [line for line in of.lines if line.story not in without] if without else of.lines
    today = {line.topic for line in left if not line.runs and line.topic in wanted}
    if not today:
        return None
    everything = all(line.topic in wanted for line in left)
    return Segment(
        topics=() if everything else tuple(topic for topic in digest.topics if topic in today),
        locale=preferences.locale or digest.locale,
        theme=preferences.theme if preferences.theme in of.themes and preferences.theme else digest.theme,
        length=preferences.length,
        without=tuple(sorted(without)),
    )


def _wanted(preferences: Preferences, digest: Digest) -> frozenset[str]:
    chosen = [topic for topic in preferences.topics if topic in digest.topics]
    return frozenset(chosen or digest.topics) - frozenset(preferences.muted_topics)


def is_empty(segment: Segment, of: Contents) -> bool:
    """Whether a segment has no story left; so where muted sets were united to more than there is."""
    return not any(
        line.story not in segment.without and (not segment.topics or line.topic in segment.topics)
        for line in of.lines
        if not line.runs
    )

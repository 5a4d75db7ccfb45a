"""Segments: readers who get the same bytes."""

from collections.abc import Collection

from digest.model.delivery import Segment
from digest.model.people import Preferences
from digest.model.settings import Digest


def segment(preferences: Preferences, digest: Digest, topics: Collection[str]) -> Segment | None:
    """The segment of a reader in an edition with stories in `topics`; None if nothing in it is for them.

    Topics that bring nothing today do not make a segment of their own: whoever gets all there is, is in the one
    without topics. A choice of which the digest no longer has any topic counts as none, for silence was not asked for.
    """
    chosen = [topic for topic in preferences.topics if topic in digest.topics]
    today = [topic for topic in _in_order(digest, topics) if topic in chosen] if chosen else None
    if not topics or today == []:
        return None
    everything = today is None or len(today) == len(set(topics))
    return Segment(
        topics=() if everything or today is None else tuple(today),
        locale=preferences.locale or digest.locale,
        theme=digest.theme,
    )


def _in_order(digest: Digest, topics: Collection[str]) -> list[str]:
    return [topic for topic in digest.topics if topic in topics]

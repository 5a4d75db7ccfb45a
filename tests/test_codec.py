"""Values as JSON, and the hash that says whether they are still the same."""

from dataclasses import dataclass, replace

from digest import codec
from digest.model.edition import Edition
from tests import world


@dataclass(frozen=True, kw_only=True)
class Line:
    headline: str
    day: int = 1


@dataclass(frozen=True, kw_only=True)
class LaterLine:
    headline: str
    day: int = 1
    since: str | None = None


def test_a_field_that_a_later_version_adds_changes_no_hash():
    """Else an edition that was approved before an upgrade could not be sent after it; nested values too."""
    now, later = (Line(headline="Ferry sails", day=2),), (LaterLine(headline="Ferry sails", day=2),)
    assert codec.content_hash(tuple[Line, ...], now) == codec.content_hash(tuple[LaterLine, ...], later)
    said = (LaterLine(headline="Ferry sails", day=2, since="Monday"),)
    assert codec.content_hash(tuple[LaterLine, ...], said) != codec.content_hash(tuple[LaterLine, ...], later)


def test_any_word_that_changes_changes_the_hash():
    one = world.edition()
    hashes = {codec.content_hash(Edition, each) for each in (one, replace(one, intro="x"), replace(one, subject="x"))}
    assert len(hashes) == 3

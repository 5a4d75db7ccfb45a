"""Rendered mail: an edition in one locale and theme, cut into parts that segments and readers are spliced from."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType


class Field(StrEnum):
    """A value that differs by reader."""

    NAME = "name"
    EMAIL = "email"
    GREETING = "greeting"
    """Made from NAME in the mail's language where nobody gives it; empty for a reader without a name."""
    UNSUBSCRIBE = "unsubscribe"
    """The page on which a person leaves."""
    ONE_CLICK = "one_click"
    """The https address of the List-Unsubscribe header, which a mail program posts to."""
    MAILTO = "mailto"
    """The mailto address of the List-Unsubscribe header; may be left out."""
    MANAGE = "manage"
    PAUSE = "pause"
    WEB = "web"
    """The edition in the browser; stories are anchors on it."""
    MESSAGE_ID = "message_id"
    DATE = "date"


class SegmentField(StrEnum):
    """A value that differs by segment."""

    COUNTS = "counts"


class Role(StrEnum):
    """What a part of the mail needs, to be printed in a segment."""

    TOPIC = "topic"
    """A story of this topic is printed, as the lead or in its section."""
    LEAD = "lead"
    """This story is the lead."""
    PLAIN = "plain"
    """This story is printed in its section."""
    OPENS = "opens"
    """This story is the first of its section, and its section does not give the lead."""
    RUNNING = "running"
    """This topic is chosen, whether or not it has a story today."""
    SEVERAL = "several"
    """Stories of two or more topics are printed; its `of` is empty."""


Condition = NewType("Condition", str)
"""`<role>:<of>`: a role and the story's id or the topic's name. A string, because splicing compares thousands."""


def condition(role: Role, of: str = "") -> Condition:
    return Condition(f"{role}:{of}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of the mail that is printed or left out as a whole, ready for the place it stands in."""

    when: tuple[frozenset[Condition], ...] = ()
    """Printed where of each of these sets any condition holds, so always where there are none."""
    pieces: tuple[str, ...] = ("",)
    """Constant text at even places, a reader's field (a str too) at odd ones; begins and ends with a constant."""
    segment_field: SegmentField | None = None
    """Stands in place of the pieces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What choosing and counting need to know of a story that the mail can print."""

    id: str
    topic: str
    headline: str
    words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What was left out to keep the mail under the size at which mail programs clip it."""

    related: int = 0
    deks: int = 0
    stories: int = 0

    def __bool__(self) -> bool:
        return bool(self.related or self.deks or self.stories)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """One edition in one locale and theme, for every segment."""

    edition: str
    theme: str
    language: str
    """BCP 47 tag of the mail's own words."""
    direction: str
    subject: str
    preheader: str
    lead: str | None
    """Id of the edition's lead story."""
    stories: tuple[Printed, ...]
    """Every story the mail can print, in order."""
    html: tuple[Part, ...]
    text: tuple[Part, ...]
    cut: Cut = Cut()

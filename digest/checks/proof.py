"""What checks look at and what they say."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import StrEnum
from functools import lru_cache

from digest import i18n
from digest.checks import page
from digest.model.edition import Edition
from digest.model.rendered import Field
from digest.model.settings import Digest, Newsroom
from digest.model.story import Told


class Severity(StrEnum):
    BLOCKING = "blocking"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it should be in an edition about to be sent."""

    check: str
    """Name of the check that found it."""
    what: str
    where: str
    """`html:<line>`, `text:<line>`, `header <name>`, `story <headline>`, `subject` …"""
    why: str
    severity: Severity

    @property
    def blocking(self) -> bool:
        return self.severity is Severity.BLOCKING

    def __str__(self) -> str:
        return f"{self.where}: {self.what}. {self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """An edition as it would be sent: the mail of the segment with every topic, printed for one reader."""

    edition: Edition
    digest: Digest
    newsroom: Newsroom
    language: str
    """The locale the mail was rendered in."""
    html: str
    text: str
    message: bytes
    values: Mapping[Field, str]
    """The reader's values that were printed."""
    theme: str = ""
    opens: Callable[[Field, str], str] | None = None
    """What is wrong with the address printed for a field, read as the site would; empty where it is this reader's."""
    told: Sequence[Told] = ()
    """What this digest told in earlier editions."""
    published: Mapping[str, datetime] = field(default_factory=dict)
    """When the newest article of a story, by its id, was published."""
    now: datetime | None = None

    @property
    def direction(self) -> i18n.Direction:
        return i18n.direction(i18n.language_tag(self.language))

    @property
    def page(self) -> page.Page:
        return page.parsed(self.html)

    @property
    def on_web_only(self) -> frozenset[str]:
        """Ids of stories that the mail had no room for and says so, with a link to the web edition."""
        hrefs = {link.get("href") for link in self.page.all("a")}
        return frozenset(
            story.id
            for section in self.edition.sections
            if f"{self.values[Field.WEB]}#{section.slug}" in hrefs
            for story in section.stories[1:]
        )

    @property
    def mail(self) -> EmailMessage:
        """The message as a mail program reads it."""
        return _read(self.message)


@lru_cache(maxsize=4)
def _read(message: bytes) -> EmailMessage:
    read = message_from_bytes(message, policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def blocking(check: str, what: str, *, where: str, why: str) -> Finding:
    return Finding(check=check, what=what, where=where, why=why, severity=Severity.BLOCKING)


def warning(check: str, what: str, *, where: str, why: str) -> Finding:
    return Finding(check=check, what=what, where=where, why=why, severity=Severity.WARNING)

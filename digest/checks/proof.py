"""What checks look at and what they say."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import StrEnum
from functools import lru_cache

from digest import i18n
from digest.checks import page
from digest.model.edition import Edition, EditionStory
from digest.model.rendered import Field
from digest.model.settings import Digest, Newsroom
from digest.model.story import Told
from digest.text import comparable

HEADLINE_LETTERS_SURE = 75  # the mail cuts after 240, between words, and letters may have been written as two


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
    def lead(self) -> EditionStory | None:
        """The story that leads: the first of the section that the edition names, else of the first there is."""
        sections = [section for section in self.edition.sections if section.stories]
        named = next((section for section in sections if section.topic == self.edition.lead_topic), None)
        leading = named or (sections[0] if sections else None)
        return leading.stories[0] if leading else None

    @property
    def known(self) -> str:
        """Everything that the edition, the settings and the reader's values say themselves, a text a line."""
        return "\n".join(_known(self))

    @property
    def mail(self) -> EmailMessage:
        """The message as a mail program reads it."""
        return _read(self.message)


def _known(proof: Proof) -> Iterator[str]:
    edition, newsroom = proof.edition, proof.newsroom
    yield from (edition.subject, edition.preheader, edition.intro, proof.digest.title, *proof.digest.topics)
    yield from (newsroom.name, newsroom.postal_address, newsroom.contact, proof.digest.reply_to or "")
    yield from proof.values.values()
    for story in edition.stories:
        yield from (story.headline, story.dek, story.publisher, story.url or "", story.topic)
        for link in story.related:
            yield from (link.title, link.publisher, link.url or "")
        for news in story.developments:
            yield from (news.label, news.before, news.after)
        if story.image:
            yield from (story.image.alt, story.image.credit)
    for line in edition.still_running:
        yield from (line.headline, line.publisher, line.url or "")


def of_story(story: EditionStory) -> str:
    """Where a finding about a story is."""
    return f"story {story.headline[:60] or story.id}"


def beginning(headline: str) -> str:
    """What of a headline is in the mail even where the mail cuts it, letters and digits alone."""
    return comparable(unicodedata.normalize("NFKC", headline)[:HEADLINE_LETTERS_SURE])


@lru_cache(maxsize=4)
def _read(message: bytes) -> EmailMessage:
    read = message_from_bytes(message, policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def blocking(check: str, what: str, *, where: str, why: str) -> Finding:
    return Finding(check=check, what=what, where=where, why=why, severity=Severity.BLOCKING)


def warning(check: str, what: str, *, where: str, why: str) -> Finding:
    return Finding(check=check, what=what, where=where, why=why, severity=Severity.WARNING)

"""Builders with defaults, and the cast: what tests are made of."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from digest.model.article import Article, Block, BlockKind, Precision
from digest.model.edition import Edition, EditionStory, Section, Slot
from digest.model.people import ListRow
from digest.model.story import Story

CAST = {
    "Ada": ListRow(address="ada@example.com", email="ada@example.com", name="Ada"),
    "Bo": ListRow(address="bo@example.com", email="bo@example.com", name="Bo"),
    "Cy": ListRow(address="cy@example.org", email="Cy@example.org", name="Cy"),
    "Dee": ListRow(address="dee@example.net", email="dee@example.net", name="Dee"),
}
"""Ada reads every day; Bo never confirmed; Cy is suppressed; Dee is on two lists."""


def at(text: str) -> datetime:
    """`at("2026-03-29 06:00 Europe/Paris")`: the aware instant; UTC where no zone is named."""
    day, clock, *zone = text.split()
    naive = datetime.fromisoformat(f"{day} {clock}")
    return naive.replace(tzinfo=ZoneInfo(zone[0]) if zone else UTC)


NOW = at("2026-03-10 05:30")


class Hands:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


def article(**fields: Any) -> Article:
    """An article; `text` makes its blocks, a paragraph a line."""
    number = fields.pop("number", 1)
    text = fields.pop("text", "The harbour council met on Monday and agreed to repair the north pier.")
    defaults = {
        "id": f"{number:016x}",
        "url": f"https://gazette.example/{number}",
        "source": "gazette",
        "publisher": "Harbour Gazette",
        "title": "Council agrees to repair the north pier",
        "blocks": tuple(Block(kind=BlockKind.PARAGRAPH, text=line) for line in text.splitlines()),
        "published_at": at("2026-03-09 14:00"),
        "published_precision": Precision.TIME,
        "collected_at": at("2026-03-09 15:00"),
        "language": "en",
    }
    return Article(**{**defaults, **fields})


def story(**fields: Any) -> Story:
    defaults = {
        "id": "5" * 16,
        "topic": "World",
        "lead": f"{1:016x}",
        "articles": (f"{1:016x}",),
        "first_seen": at("2026-03-09 14:00"),
        "last_seen": at("2026-03-09 14:00"),
    }
    return Story(**{**defaults, **fields})


def slot(**fields: Any) -> Slot:
    defaults = {
        "digest": "morning",
        "date": date(2026, 3, 10),
        "opens_at": at("2026-03-08 23:30"),
        "cutoff_at": at("2026-03-10 05:30"),
        "send_at": at("2026-03-10 06:00"),
        "expires_at": at("2026-03-10 12:00"),
    }
    return Slot(**{**defaults, **fields})


def printed(**fields: Any) -> EditionStory:
    """A story as an edition prints it."""
    defaults = {
        "id": "5" * 16,
        "topic": "World",
        "headline": "Council agrees to repair the north pier",
        "dek": "The work starts in May and keeps one lane open.",
        "url": "https://gazette.example/1",
        "publisher": "Harbour Gazette",
        "language": "en",
    }
    return EditionStory(**{**defaults, **fields})


def edition(**fields: Any) -> Edition:
    """A draft with one section of one story."""
    defaults = {
        "id": "morning/2026-03-10",
        "digest": "morning",
        "date": date(2026, 3, 10),
        "title": "The Morning",
        "subject": "Council agrees to repair the north pier",
        "preheader": "And one more thing",
        "lead_topic": "World",
        "sections": (Section(topic="World", slug="world", stories=(printed(),)),),
        "articles": 1,
        "version": 1,
    }
    return Edition(**{**defaults, **fields})
